"""A hostile guest of `serve`: sizes among the keys, silence, others' settings, odd folder names."""

import asyncio
import re
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

aiohttp = pytest.importorskip("aiohttp", reason="needs the `web` extra")
pytest.importorskip("textual_serve", reason="needs the `web` extra")

from hypothesis import given  # noqa: E402 - only where there is something to serve
from hypothesis import strategies as st  # noqa: E402
from textual._xterm_parser import XTermParser  # noqa: E402
from textual.events import Resize  # noqa: E402

from gruquiz.cli import main  # noqa: E402
from gruquiz.serve.size_reports import SizeReports  # noqa: E402
from gruquiz.tui.guest import Guest  # noqa: E402
from tests.gruquiz.test_serve import CHROMIUM, LONGEST, NOW, page, serving, shown  # noqa: E402
from tests.gruquiz.test_serve_guests import (  # noqa: E402
    PATIENCE,
    ended,
    opened,
    processes,
    running,
    seen,
    tab,
    type_,
)

OBEYED = "\x1b]52;c;aGFja2Vk\x07\x1b]0;taken over\x07\x1b[2J\x9d0;taken over\x9c"
"""What a terminal would do: fill the clipboard, change its title, clear itself."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A library of notes from a folder of an odd name, served behind a token."""
    folder = tmp_path_factory.mktemp("place")
    note = folder / "Ann's private: stuff" / "vault" / "gates.md"
    note.parent.mkdir(parents=True)
    text = f"The ==reset gate== forgets {OBEYED}.\n\nThe ==update gate== blends.\n"
    note.write_text(text, encoding="utf-8")
    library = str(folder / "library.db")
    assert main(["--library", library, "--now", NOW, "import", str(note.parent)]) == 0
    (folder / "config.toml").write_text("rollover_hour = 4\n", encoding="utf-8")
    with serving(folder, "--host", "0.0.0.0") as (server, address):
        yield folder, address
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=LONGEST)


# Sizes among the keys.


def sizes(parts: list[bytes]) -> list[tuple[int, int]]:
    """The sizes that the app takes from what is typed in these pieces."""
    reports, parser = SizeReports(), XTermParser()
    return [
        (event.size.width, event.size.height)
        for part in parts
        if part  # see Tab: nothing is handed on of nothing
        for event in parser.feed(reports.disarm(part).decode(errors="replace"))
        if isinstance(event, Resize)
    ]


@pytest.mark.parametrize(
    "parts",
    [
        [b"\x1b[48;9999;9999;1;1t"],
        [b"\x1b", b"[48;9999;", b"9999;1;1", b"t"],
        [b"\x1b[48;9999;9999;1;1tt", b"t"],
        [b"\x1b[48;9999:t;9999:tx;1;1tx", b"t"],
        [b"\x1b[48;9\x1b[48;9999;9999;1;1tt", b"t"],
        ["\x1b[48;9999:ééééééé;9999;1;1t".encode()],
        [b"\x1b[200~\x1b[48;9999;9999;1;1t\x1b[201~"],
        ["\x1b[48;٩٩٩٩;9999;1;1t".encode()],
    ],
)
def test_no_size_comes_by_way_of_the_keys(parts: list[bytes]) -> None:
    assert sizes(parts) == []


def test_the_app_would_take_such_a_size() -> None:
    events = list(XTermParser().feed("\x1b[48;9999;9998;1;1t"))
    assert [event.size for event in events if isinstance(event, Resize)] == [(9998, 9999)]


@given(
    st.lists(st.lists(st.sampled_from(["\x1b", "[", "48", ";", ":", "9", "t", "x", "\x1b[48;"])))
)
def test_no_pieces_make_a_size(pieces: list[list[str]]) -> None:
    assert sizes(["".join(piece).encode() for piece in pieces]) == []


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1b"))))
def test_what_is_no_report_arrives_as_it_was_typed(texts: list[str]) -> None:
    reports = SizeReports()
    for text in [*texts, "\x1b[A", "t", "\x1b[1;5Ct", "\x1b[<0;3;4Mt", "\x1bt", "t" * 200]:
        assert reports.disarm(text.encode()) == text.encode()


async def test_an_app_keeps_its_size_whatever_is_typed(place: tuple[Path, str]) -> None:
    folder, address = place
    async with opened(address) as browser, tab(browser, address) as connection:
        await seen(connection, " left")
        (app,) = processes(folder / "library.db")
        before = memory(app)
        for part in ("\x1b[48;5000;5000;1;1t", "\x1b[48;5000;50", "00;1;1t", "\x1b[<0;9999999;9M"):
            await type_(connection, part)
        for _ in range(3):
            await type_(connection, "")  # it hears the keys behind these too
        await asyncio.sleep(0.3)  # the app waits 0.1 s for the rest of a sequence
        await type_(connection, "\x1b\x1b")
        await asyncio.sleep(0.3)
        await type_(connection, ",")
        drawn = await seen(connection, "Scheduler")
        assert memory(app) < before + 60
        assert "\x1b[1000;" not in drawn
    assert await ended(folder / "library.db") < PATIENCE


def memory(process: int) -> int:
    """Megabytes that a process has in memory."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) // 1024


# Silence.


async def test_the_app_of_a_page_that_went_offline_ends(place: tuple[Path, str]) -> None:
    folder, address = place
    bare = address.partition("?")[0]
    async with opened(address) as browser:
        connection = await browser.ws_connect(
            f"{bare}ws", headers={"Origin": bare.rstrip("/")}, autoping=False
        )
        drawn = b""
        async with asyncio.timeout(LONGEST):  # pings come for ever
            while b" left" not in drawn:
                message = await connection.receive()
                if message.type is aiohttp.WSMsgType.PING:
                    await connection.pong(message.data)
                elif message.type is aiohttp.WSMsgType.BINARY:
                    drawn += message.data
        assert len(running(folder / "library.db")) == 1
        began = monotonic()
        await ended(folder / "library.db")  # nothing is heard of the page any more
        assert 1.0 < monotonic() - began < PATIENCE
        connection._response.connection.transport.abort()


async def test_a_page_that_is_only_watched_stays(place: tuple[Path, str]) -> None:
    folder, address = place
    async with opened(address) as browser, tab(browser, address) as connection:
        await seen(connection, " left")
        # Pings are answered meanwhile, as a browser does by itself.
        answering = asyncio.create_task(seen(connection, "what no app draws"))
        await asyncio.sleep(PATIENCE + 1)
        assert not answering.done()
        answering.cancel()
        assert len(running(folder / "library.db")) == 1
    assert await ended(folder / "library.db") < PATIENCE


# What is the owner's.


async def test_a_guest_has_no_editor_and_is_shown_no_folder(place: tuple[Path, str]) -> None:
    folder, address = place
    drawn = ""
    async with opened(address) as browser, tab(browser, address) as connection:
        drawn += await seen(connection, " left")
        await type_(connection, "i")
        drawn += await seen(connection, "gates")
        await type_(connection, "\x1b")
        drawn += await seen(connection, " left")
        await type_(connection, "\r")
        drawn += await seen(connection, "forgets")
        await type_(connection, "e")
        drawn += await seen(connection, "not available in a browser")
        await type_(connection, "o")
        drawn += await seen(connection, "line 1")
    # Lists, since a diff of all that was drawn takes minutes; BEL ends a sequence of Textual's own.
    folders = ("Ann's", "private", "stuff", str(folder))
    assert [word for word in folders if word in shown(drawn) + drawn] == []
    assert [sign for sign in ("\x1b]52", "\x1b]0", "\x9d") if sign in drawn] == []
    assert await ended(folder / "library.db") < PATIENCE


async def test_what_a_guest_sets_holds_for_their_tab_alone(place: tuple[Path, str]) -> None:
    folder, address = place
    settings = folder / "config.toml"
    kept = settings.read_bytes()
    async with opened(address) as browser, tab(browser, address) as connection:
        await seen(connection, " left")
        await type_(connection, ",")
        await seen(connection, "for this run only")
        await type_(connection, "\x1b[C")
        await seen(connection, "light")
    assert await ended(folder / "library.db") < PATIENCE
    assert settings.read_bytes() == kept


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("cannot read /srv/my notes/Tom's dir/vol:1/x.md: permission",
         "cannot read x.md: permission"),
        ("No such file: '/srv/a b/c.md'", "No such file: 'c.md'"),
        ("/srv/a and /srv/b c/d.md, line 3", "a and d.md, line 3"),
        ("/srv/a/x.md:12: see /srv/q/y.md:3", "x.md:12: see y.md:3"),
        ("1 / 2 / 3, either/or, http://x/y/z", "1 / 2 / 3, either/or, http://x/y/z"),
        ("/home/ann/a vault/x.md", "x.md"),
    ],
)  # fmt: skip
def test_of_a_path_its_name_is_left(text: str, left: str) -> None:
    assert Guest(None, (Path("/home/ann"),)).hide(text) == left


# Other sites.


async def test_no_other_site_can_load_any_answer(place: tuple[Path, str]) -> None:
    _, address = place
    bare = address.partition("?")[0]
    async with aiohttp.ClientSession() as browser:
        for path, status in (("", 403), ("static/js/textual.js", 200), ("nothing", 404)):
            async with browser.get(bare + path) as answer:
                assert answer.status == status
                assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
async def test_a_note_takes_over_no_page(place: tuple[Path, str], tmp_path: Path) -> None:
    folder, address = place
    async with page(tmp_path) as browser:
        await browser.open(re.sub(r"//[^:]+", "//127.0.0.1", address))
        await browser.press("Enter")
        await browser.until("forgets")
        answer = await browser.call("Runtime.evaluate", expression="document.title")
        assert answer["result"]["value"] == "gruquiz"
    assert await ended(folder / "library.db") < PATIENCE
    with sqlite3.connect(folder / "library.db") as kept:
        assert kept.execute("SELECT count(*) FROM card").fetchone() == (2,)
    kept.close()
