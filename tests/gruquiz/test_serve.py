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
from datetime import datetime
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
DRILLS = """\
```drill
title: one blend
compute: blend
hidden: 1
```

```drill
title: other blend
compute: blend
hidden: 1
```
"""
CODES = {"Enter": 13, ".": 190, "-": 189}
LONGEST = 30
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
        ("/download/x", {}, 404),
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
                async with asyncio.timeout(LONGEST):  # aiohttp's own begins anew with each ping
                    message = await tab.receive()
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


def shown(drawn: str) -> str:
    """What a terminal's codes leave on the screen, near enough to be read."""
    return re.sub(r"(?:\s*\x1b\[[\d;?]*[A-Za-z])+\s*", " ", drawn)[-3000:]


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
                pytest.fail(f"{words!r} never came; the app drew {shown(self.seen)}")
        self.seen = ""

    async def press(self, key: str) -> None:
        text = "\r" if key == "Enter" else key
        for kind in ("keyDown", "keyUp"):
            await self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                text=text if kind == "keyDown" else "",
                windowsVirtualKeyCode=CODES.get(key, ord(key.upper()[0])),
            )

    async def type(self, text: str) -> None:
        for key in text:
            await self.press(key)

    async def open(self, address: str) -> None:
        """Open the app: its terminal has the keys by itself."""
        for domain in ("Network", "Page", "Runtime"):
            await self.call(f"{domain}.enable")
        await self.call("Page.navigate", url=address)
        await self.until(" left")  # counted: before, there is nothing that could be studied

    async def picture(self, folder: Path) -> bytes:
        """The page as it is seen, kept where GRUQUIZ_SHOTS says, to be looked at."""
        shot = await self.call("Page.captureScreenshot")
        png = base64.b64decode(shot["data"])
        kept = os.environ.get("GRUQUIZ_SHOTS")
        (Path(kept) if kept else folder).joinpath("serve.png").write_bytes(png)
        return png

    def hosts(self) -> set[str]:
        """Who was asked for anything."""
        return {re.split(r"[/?]", url.partition("//")[2])[0] for url in self.asked}


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
            await tab.open(address)
            await tab.press("Enter")
            await tab.until("forgets")
            await tab.press(" ")
            await tab.until("Again")
            await tab.press("3")
            with Library.open(library, create=False) as studied:
                (card,) = studied.search.cards()
                while studied.cards.get(card.id).schedule.is_new:
                    await tab.call("Runtime.evaluate", expression="1")
                    await asyncio.sleep(0)
            assert (await tab.picture(tmp_path)).startswith(b"\x89PNG")
            assert tab.hosts() == {address.partition("//")[2].rstrip("/")}
            server.send_signal(signal.SIGINT)  # with the tab still open
            said = await asyncio.to_thread(server.communicate, timeout=LONGEST)
    assert server.returncode == 0
    assert said[0].strip() == ""
    assert left_behind(library) == []


def left_behind(library: Path) -> list[str]:
    """The processes that still run on a library, as far as the system shows them."""
    lines = [
        file.read_bytes().decode(errors="replace")
        for folder in Path("/proc").glob("[0-9]*")
        if (file := folder / "cmdline").exists()
    ]
    return [line for line in lines if str(library) in line]


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
async def test_a_drill_is_answered_in_chromium(tmp_path: Path) -> None:
    """A wrong answer is named, the right one is marked; a broken-off server leaves nothing."""
    from engine.drills import drill_named
    from engine.exercise.separable import applicable
    from gruquiz.cli import main
    from gruquiz.exercises import requested
    from gruquiz.library import Library

    note, library = tmp_path / "n.md", tmp_path / "library.db"
    note.write_text(DRILLS, encoding="utf-8")
    assert main(["--library", str(library), "--now", NOW, "import", str(note)]) == 0
    with Library.open(library) as made:
        cards = made.search.cards()
    # The app's seeds are from the clock, which --now has stopped.
    clock = int(datetime.fromisoformat(NOW).astimezone().timestamp() * 1000)
    exercises = [
        request.exercise((clock + place) % 2**31)
        for place, card in enumerate(cards, 1)
        if (request := requested(card)) is not None
    ]
    first, second = exercises
    kind = drill_named(first.kind)
    flip = next(m for m in applicable(kind, first.setting) if m.key == "polarity_flipped")
    (flipped,) = kind.solve(first.setting, first.numbers, (flip,))
    with serving(tmp_path) as (server, address):
        async with page(tmp_path) as tab:
            await tab.open(address)
            await tab.press("Enter")
            await tab.until("one blend")
            await tab.press(" ")
            await tab.until("decimals")
            # Only keys that write: under load, Textual lets those overtake keys that act.
            await tab.type(f"{flipped.item():.3f}")
            await tab.press("Enter")
            await tab.until("You weighted the candidate")
            await tab.press("Enter")
            await tab.until("Again")
            assert (await tab.picture(tmp_path)).startswith(b"\x89PNG")
            await tab.press("1")
            await tab.until("other blend")
            await tab.press(" ")
            await tab.until("decimals")
            await tab.type(f"{second.answers['h_t'].item():.3f}")
            await tab.press("Enter")
            await tab.until("All right.")
            await tab.press("3")
            with Library.open(library, create=False) as studied:
                while studied.cards.get(cards[1].id).schedule.is_new:
                    await tab.call("Runtime.evaluate", expression="1")
            assert tab.hosts() == {address.partition("//")[2].rstrip("/")}
            server.send_signal(signal.SIGTERM)
            said = await asyncio.to_thread(server.communicate, timeout=LONGEST)
    assert server.returncode == 0
    assert said[0].strip() == ""
    assert left_behind(library) == []
