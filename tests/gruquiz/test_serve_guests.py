"""Guests of `serve`: malformed requests, many tabs, closed tabs, and files not theirs to see."""

import asyncio
import os
import signal
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

aiohttp = pytest.importorskip("aiohttp", reason="needs the `web` extra")
pytest.importorskip("textual_serve", reason="needs the `web` extra")

from gruquiz.cli import main  # noqa: E402 - only where there is something to serve
from gruquiz.serve import addresses  # noqa: E402
from gruquiz.serve.admission import TABS_ALL, TABS_EACH, Admission  # noqa: E402
from gruquiz.serve.messages import (  # noqa: E402
    FocusChanged,
    MalformedMessageError,
    Pinged,
    Resized,
    Typed,
    read_message,
    size,
)
from tests.gruquiz.test_serve import LONGEST, NOW, left_behind, serving, shown  # noqa: E402

PATIENCE = 5.0
"""Seconds in which the app of a closed tab has ended."""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A library with a note, served behind a token."""
    folder = tmp_path_factory.mktemp("guarded")
    note = folder / "secret-vault" / "gates.md"
    note.parent.mkdir()
    note.write_text("The ==reset gate== forgets.\n", encoding="utf-8")
    (folder / "private").mkdir()
    (folder / "private" / "diary.md").write_text("The ==diary== is mine.\n", encoding="utf-8")
    library = str(folder / "library.db")
    assert main(["--library", library, "--now", NOW, "import", str(note.parent)]) == 0
    with serving(folder, "--host", "0.0.0.0") as (server, address):
        yield folder, address
        assert server.poll() is None
        server.send_signal(signal.SIGINT)
        printed, _ = server.communicate(timeout=LONGEST)
    assert server.returncode == 0
    assert "Traceback" not in printed


@asynccontextmanager
async def opened(address: str) -> AsyncIterator[Any]:
    """A browser that has loaded the page."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.get(address) as page:
            assert page.status == 200, await page.text()
        yield browser


def tab(browser: Any, address: str, query: str = "") -> Any:
    """A tab of that page."""
    bare = address.partition("?")[0]
    return browser.ws_connect(f"{bare}ws{query}", headers={"Origin": bare.rstrip("/")})


async def received(connection: Any) -> Any:
    """The next message. aiohttp's own timeout would begin anew with each ping."""
    async with asyncio.timeout(LONGEST):
        return await connection.receive()


async def read_to_the_end(connection: Any) -> None:
    """Everything that comes until the server closes."""
    async with asyncio.timeout(LONGEST):
        while not connection.closed:
            await connection.receive()


async def seen(connection: Any, words: str) -> str:
    """What the app draws until these words are there."""
    drawn = ""
    until = monotonic() + LONGEST
    while words not in drawn:
        assert monotonic() < until, shown(drawn)
        try:
            message = await received(connection)
        except TimeoutError:
            pytest.fail(f"{words!r} is not drawn: {shown(drawn)}")
        assert message.type is aiohttp.WSMsgType.BINARY, (message, shown(drawn))
        drawn += message.data.decode(errors="replace")
    return drawn


async def type_(connection: Any, keys: str) -> None:
    await connection.send_json(["stdin", keys])


async def ended(library: Path, apps: int = 0) -> float:
    """Seconds until no more than so many apps run on a library."""
    began = monotonic()
    while len(running(library)) > apps:
        assert monotonic() - began < LONGEST
        await asyncio.sleep(0.05)
    return monotonic() - began


def running(library: Path) -> list[str]:
    return [line for line in left_behind(library) if "\0--library\0" in line]


# What is said to the server.


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1:99999999\r\n\r\n", 403),
        ("GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n", 403),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET /?token=%ff%00 HTTP/1.1\r\nHost: x\r\n\r\n", 403),
        ("GET /?token=\xff HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\nCookie: gruquiz-{port}=\xff.\xfe\r\n\r\n", 403),
        ("GET /?{token}&fontsize=1e9 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /?{token}&fontsize=" + "9" * 5000 + " HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /ws HTTP/1.1\r\nHost: x\r\nOrigin: http://[::1\r\n\r\n", 400),
        ("GET /ws HTTP/1.1\r\nHost: x\r\nOrigin: null\r\n\r\n", 403),
        ("GET /static/../../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        ("GET /static/%2e%2e/%2e%2e/server.py HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        ("GET /static/ HTTP/1.1\r\nHost: x\r\n\r\n", 403),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        ("nonsense\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n", 400),
    ],
)
async def test_a_malformed_request_is_refused_without_a_trace(
    guarded: tuple[Path, str], head: str, status: int
) -> None:
    folder, address = guarded
    port = int(address.partition("?")[0].rstrip("/").rpartition(":")[2])
    sent = head.replace("{port}", str(port)).replace("{token}", address.partition("?")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent.encode("latin-1"))
    answer = (await asyncio.wait_for(reader.read(1 << 16), 3)).decode("latin-1")
    writer.close()
    assert answer.split(" ", 2)[1] == str(status), answer
    for word in ("Traceback", str(folder), "site-packages", "/gruquiz/"):
        assert word not in answer


@pytest.mark.parametrize(
    "query", ["?width=x", "?width=-1", "?height=1e3", "?width=%00", "?width=" + "9" * 4000]
)
async def test_a_malformed_size_is_refused(guarded: tuple[Path, str], query: str) -> None:
    _, address = guarded
    async with opened(address) as browser:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await tab(browser, address, query)
    assert refused.value.status == 400


async def test_a_connection_that_is_none_is_refused(guarded: tuple[Path, str]) -> None:
    _, address = guarded
    bare = address.partition("?")[0]
    async with opened(address) as browser:
        async with browser.get(f"{bare}ws", headers={"Origin": bare.rstrip("/")}) as answer:
            assert answer.status == 400
        async with browser.get(
            f"{bare}ws",
            headers={
                "Origin": bare.rstrip("/"), "Upgrade": "websocket", "Connection": "Upgrade",
                "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "short",
            },
        ) as answer:  # fmt: skip
            assert answer.status == 400


MALFORMED = [
    "", "nothing", "{}", "[]", "[1]", "null", '["stdin"]', '["stdin", 1]', '["stdin", "\\ud800"]',
    '["resize", {}]', '["resize", {"width": "x", "height": 1}]', '["ping", {"a": []}]',
    '["resize", {"width": true, "height": 1}]', "[" * 100_000,
    '["resize", {"width": 1e400, "height": 1}]',
]  # fmt: skip


@pytest.mark.parametrize("text", MALFORMED)
def test_what_is_no_message_is_told_from_what_is(text: str) -> None:
    with pytest.raises(MalformedMessageError):
        read_message(text)


def test_messages_are_read() -> None:
    assert read_message('["stdin", "é"]') == Typed("é".encode())
    assert read_message('["ping", 12.5]') == Pinged(12.5)
    assert read_message('["focus"]') == FocusChanged(gained=True)
    assert read_message('["blur"]') == FocusChanged(gained=False)
    assert read_message('["resize", {"width": 90, "height": 30}]') == Resized(90, 30)
    assert read_message('["something new", 1]') is None
    assert size("1000", 500) == Resized(1000, 500)
    assert size(10**9 - 1, 0) == Resized(1000, 1)


@pytest.mark.parametrize("text", ["nothing", '["stdin", 1]', b"\x00\xff"])
async def test_a_tab_that_talks_nonsense_is_closed_and_its_app_ends(
    guarded: tuple[Path, str], text: str | bytes
) -> None:
    folder, address = guarded
    async with opened(address) as browser, tab(browser, address) as connection:
        await seen(connection, " left")
        await (connection.send_str(text) if isinstance(text, str) else connection.send_bytes(text))
        await read_to_the_end(connection)
        assert connection.close_code in (1003, 1007)
        assert await ended(folder / "library.db") < PATIENCE


async def test_a_message_without_end_closes_the_tab(guarded: tuple[Path, str]) -> None:
    folder, address = guarded
    async with opened(address) as browser, tab(browser, address) as connection:
        await seen(connection, " left")
        await connection.send_str('["stdin", "' + "a" * (1 << 21))
        await read_to_the_end(connection)
        assert connection.close_code == 1009
        assert await ended(folder / "library.db") < PATIENCE


# Tabs.


@pytest.mark.parametrize("abrupt", [False, True])
async def test_the_app_of_a_closed_tab_ends(guarded: tuple[Path, str], abrupt: bool) -> None:
    folder, address = guarded
    async with opened(address) as browser:
        connection = await tab(browser, address)
        await seen(connection, " left")
        assert len(running(folder / "library.db")) == 1
        if abrupt:  # the browser was killed
            connection._response.connection.transport.abort()
        else:
            await connection.close()
        assert await ended(folder / "library.db") < PATIENCE


async def test_an_app_that_does_not_listen_ends_too(guarded: tuple[Path, str]) -> None:
    folder, address = guarded
    async with opened(address) as browser:
        connection = await tab(browser, address)
        await seen(connection, " left")
        (app,) = processes(folder / "library.db")
        os.kill(app, signal.SIGSTOP)  # it hears nothing any more
        await connection.close()
        assert await ended(folder / "library.db") < PATIENCE


def processes(library: Path) -> list[int]:
    """The apps on a library, by their numbers."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            line = (place / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if f"\0--library\0{library}" in line:
            found.append(int(place.name))
    return found


def test_tabs_are_limited_for_each_guest_and_for_all() -> None:
    web = aiohttp.web
    admission = Admission("token", 8000)
    open_tabs = []
    for guest in range(TABS_ALL // TABS_EACH):
        for _ in range(TABS_EACH):
            one = admission.tab(str(guest))
            one.__enter__()
            open_tabs.append(one)
        with pytest.raises(web.HTTPServiceUnavailable), admission.tab(str(guest)):
            pass
    with pytest.raises(web.HTTPServiceUnavailable), admission.tab("somebody else"):
        pass
    open_tabs.pop().__exit__(None, None, None)
    with admission.tab("somebody else"):
        assert admission.is_full("somebody else")
    for one in open_tabs:
        one.__exit__(None, None, None)
    assert not admission.tabs


async def test_too_many_tabs_are_refused_in_words(guarded: tuple[Path, str]) -> None:
    folder, address = guarded
    async with opened(address) as browser:
        tabs = [await tab(browser, address) for _ in range(TABS_EACH)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await tab(browser, address)
        assert refused.value.status == 503
        async with browser.get(address) as page:
            assert (page.status, "Close one" in await page.text()) == (503, True)
        async with opened(address):
            pass  # another guest is let in
        for one in tabs:
            await one.close()
    assert await ended(folder / "library.db") < PATIENCE + LONGEST


async def test_a_cookie_that_was_made_up_is_no_guest(guarded: tuple[Path, str]) -> None:
    _, address = guarded
    bare = address.partition("?")[0]
    port = bare.rstrip("/").rpartition(":")[2]
    for value in ("guest.", "guest.00", ".", "guest." + "0" * 64):
        cookies = {f"gruquiz-{port}": value}
        async with aiohttp.ClientSession(cookies=cookies) as browser, browser.get(bare) as page:
            assert page.status == 403


# Files.


async def test_a_guest_sees_no_file_system(guarded: tuple[Path, str]) -> None:
    folder, address = guarded
    drawn = ""
    async with opened(address) as browser, tab(browser, address) as connection:
        drawn += await seen(connection, " left")
        await type_(connection, "i")  # import: what is known already, and no path to be typed
        drawn += await seen(connection, "gates")
        await type_(connection, "\x1b")
        drawn += await seen(connection, " left")
        await type_(connection, "\r")
        drawn += await seen(connection, "forgets")
        await type_(connection, "e")
        drawn += await seen(connection, "editor")
        await type_(connection, "o")
        drawn += await seen(connection, "line 1")
    text = shown(drawn) + drawn
    for word in (str(folder), "diary", "private"):
        assert word not in text, word
    library = folder / "library.db"
    assert await ended(library) < PATIENCE
    with sqlite3.connect(library) as kept:
        assert kept.execute("SELECT count(*) FROM card").fetchone() == (1,)
    kept.close()


# Where it is found.


def test_addresses_are_those_that_others_can_open() -> None:
    assert addresses.hosts("192.0.2.7") == ["192.0.2.7"]
    found = addresses.hosts("0.0.0.0")
    assert found
    assert "0.0.0.0" not in found
    assert not [one for one in found if one.startswith("127.")] or found == ["127.0.0.1"]
    for host in found:
        socket.getaddrinfo(host, 80)
    assert addresses.address("::1", 80, "") == "http://[::1]:80/"
    assert addresses.address("host", 8000, "t") == "http://host:8000/?token=t"


def test_the_address_is_a_picture_for_phones() -> None:
    segno = pytest.importorskip("segno", reason="needs the `web` extra")
    address = "http://192.0.2.7:8000/?token=abc"
    lines = addresses.code(address)
    assert len({len(line) for line in lines}) == 1
    assert set("".join(lines)) <= set("█▀▄ ")
    pairs = {"█": "11", "▀": "10", "▄": "01", " ": "00"}
    rows = [[pairs[sign][half] == "1" for sign in line] for line in lines for half in (0, 1)]
    drawn = [[bool(dark) for dark in row] for row in segno.make(address, micro=False).matrix]
    quiet = 2
    inner = [row[quiet:-quiet] for row in rows[quiet : quiet + len(drawn)]]
    assert inner == drawn
