"""The app in a browser: who is let in, what is asked of whom, and a card studied in Chromium."""

import asyncio
import base64
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

aiohttp = pytest.importorskip("aiohttp", reason="needs the `web` extra")
pytest.importorskip("textual_serve", reason="needs the `web` extra")

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome")
     if (found := shutil.which(name)) is not None),
    None,
)  # fmt: skip
NOW = "2026-11-21T09:00"
NOTE = "The ==reset gate== forgets.\n"
LONGEST = 20
"""Seconds; only a fault takes so long."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    """Return once somebody listens at a port."""
    until = monotonic() + LONGEST
    while monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=LONGEST):
            return
    pytest.fail(f"nobody listens at port {port}")


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """The server in a process of its own, and the address it tells."""
    environment = os.environ | {
        "GRUQUIZ_LIBRARY": str(folder / "library.db"),
        "GRUQUIZ_CONFIG": str(folder / "config.toml"),
    }
    command = [sys.executable, "-m", "gruquiz", "--now", NOW]
    with subprocess.Popen(
        [*command, "serve", "--port", str(free_port()), *options],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            told = server.stdout.readline()
            (address,) = re.findall(r"http\S+", told)
            wait_for(int(re.findall(r":(\d+)/", address)[0]))
            yield server, address
        finally:
            if server.poll() is None:
                server.send_signal(signal.SIGINT)
                server.wait(LONGEST)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {}, 200),
        ("/", {"Host": "evil.example"}, 403),
        ("/ws", {}, 403),
        ("/ws", {"Origin": "http://evil.example"}, 403),
        ("/download/x", {"Host": "evil.example"}, 403),
    ],
)
async def test_only_its_own_page_on_this_machine_is_let_in(
    served: str, path: str, headers: dict[str, str], status: int
) -> None:
    async with (
        aiohttp.ClientSession() as client,
        client.get(served.rstrip("/") + path, headers=headers) as response,
    ):
        assert response.status == status


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("served")) as (_, address):
        yield address


async def test_the_page_names_no_other_server(served: str) -> None:
    async with aiohttp.ClientSession() as client, client.get(served) as response:
        page = await response.text()
        policy = response.headers["Content-Security-Policy"]
    assert not re.findall(r"(?:https?:)?//[\w.-]+\.\w", page)
    assert "default-src 'none'" in policy


async def test_elsewhere_a_token_is_asked(tmp_path: Path) -> None:
    with serving(tmp_path, "--host", "0.0.0.0") as (_, address):
        address = address.replace("0.0.0.0", "127.0.0.1")
        bare, _, token = address.partition("?")
        assert token.startswith("token=")
        for url, status in ((bare, 403), (f"{bare}?token=guess", 403), (address, 200)):
            async with aiohttp.ClientSession() as client, client.get(url) as response:
                assert response.status == status
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
            async with client.get(f"{bare}ws", headers={"Origin": bare.rstrip("/")}) as refused:
                assert refused.status == 403
            async with client.get(address):
                pass
            async with client.ws_connect(f"{bare}ws", headers={"Origin": bare.rstrip("/")}) as tab:
                message = await tab.receive(LONGEST)
                assert message.type == aiohttp.WSMsgType.BINARY


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, address):
        port = address.rstrip("/").rpartition(":")[2]
        second = subprocess.run(
            [sys.executable, "-m", "gruquiz", "serve", "--port", port],
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST,
            env=os.environ | {"GRUQUIZ_LIBRARY": str(tmp_path / "library.db")},
        )
    assert second.returncode == 1
    assert "--port" in second.stderr
    assert "Traceback" not in second.stderr


class Page:
    """A page of Chromium, by its DevTools."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.calls = 0
        self.asked: list[str] = []
        """Every address that was asked for."""
        self.seen = ""
        """All that the app has sent to the terminal."""

    async def call(self, method: str, **parameters: object) -> Any:
        self.calls += 1
        await self.connection.send_json({"id": self.calls, "method": method, "params": parameters})
        while (message := await self.next()).get("id") != self.calls:
            pass
        return message["result"]

    async def next(self) -> dict[str, Any]:
        message: dict[str, Any] = await self.connection.receive_json(timeout=LONGEST)
        told = message.get("params", {})
        if message.get("method") == "Network.requestWillBeSent":
            self.asked.append(told["request"]["url"])
        elif message.get("method") == "Network.webSocketCreated":
            self.asked.append(told["url"])
        elif message.get("method") == "Network.webSocketFrameReceived":
            frame = told["response"]
            if frame["opcode"] == 2:
                self.seen += base64.b64decode(frame["payloadData"]).decode(errors="replace")
        return message

    async def until(self, words: str) -> None:
        """Wait until the app has drawn these words, then forget what it drew."""
        while words not in self.seen:
            try:
                await self.next()
            except TimeoutError:
                pytest.fail(f"{words!r} never came; the app drew {self.seen[-3000:]!r}")
        self.seen = ""

    async def press(self, key: str, code: int) -> None:
        text = "\r" if key == "Enter" else key
        for kind in ("keyDown", "keyUp"):
            await self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                text=text if kind == "keyDown" else "",
                windowsVirtualKeyCode=code,
            )


@asynccontextmanager
async def page(folder: Path) -> AsyncIterator[Page]:
    assert CHROMIUM is not None
    with subprocess.Popen(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
            f"--user-data-dir={folder / 'profile'}", "--window-size=1000,640", "about:blank",
        ],
        stderr=subprocess.PIPE,
        text=True,
    ) as browser:  # fmt: skip
        try:
            assert browser.stderr is not None
            told = next(line for line in browser.stderr if "DevTools listening" in line)
            (port,) = re.findall(r":(\d+)/", told)
            async with aiohttp.ClientSession() as client:
                async with client.get(f"http://127.0.0.1:{port}/json") as listed:
                    (tab,) = [one for one in await listed.json() if one["type"] == "page"]
                async with client.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as line:
                    yield Page(line)
        finally:
            browser.terminate()
            browser.communicate(timeout=LONGEST)


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
async def test_a_card_is_studied_in_chromium(tmp_path: Path) -> None:
    from gruquiz.cli import main
    from gruquiz.library import Library

    note = tmp_path / "n.md"
    note.write_text(NOTE, encoding="utf-8")
    library = tmp_path / "library.db"
    assert main(["--library", str(library), "--now", NOW, "import", str(note)]) == 0
    with serving(tmp_path) as (server, address):
        async with page(tmp_path) as tab:
            for domain in ("Network", "Page", "Runtime"):
                await tab.call(f"{domain}.enable")
            await tab.call("Page.navigate", url=address)
            await tab.until("settings")
            focus = "document.querySelector('.xterm-helper-textarea').focus()"
            await tab.call("Runtime.evaluate", expression=focus)
            await tab.press("Enter", 13)
            await tab.until("forgets")
            await tab.press(" ", 32)
            await tab.until("Again")
            await tab.press("3", 51)
            with Library.open(library, create=False) as studied:
                (card,) = studied.cards()
                while studied.card(card.id).schedule.is_new:
                    await tab.call("Runtime.evaluate", expression="1")
                    await asyncio.sleep(0)
            shot = await tab.call("Page.captureScreenshot")
            assert base64.b64decode(shot["data"]).startswith(b"\x89PNG")
            host = address.partition("//")[2].rstrip("/")
            assert {re.split(r"[/?]", url.partition("//")[2])[0] for url in tab.asked} == {host}
            server.send_signal(signal.SIGINT)  # with the tab still open
            said = await asyncio.to_thread(server.communicate, timeout=LONGEST)
    assert server.returncode == 0
    assert said[0].strip() == ""
