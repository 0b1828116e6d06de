"""A hostile library and vault, printed by every command and shown by every screen under a real
terminal: nothing in them is obeyed."""

import json
import os
import sqlite3
import sys
from pathlib import Path
from shutil import copyfile

import pytest

from gruquiz.cli import COMMANDS, main

pty = pytest.importorskip("pty", reason="only POSIX has pseudo terminals")

from tests.gruquiz.terminal import foreign, in_terminal, shown  # noqa: E402 - needs a pty

NOW = "2026-11-21T09:00"
MARKS = ("6661", "\x1b]22;evil")
"""What our own sequences never hold."""
HOSTILE = (
    "\x1b[6661m\x1b[6661;1H\x1b]52;c;RVZJTA==\x07\x1b]0;evil\x1b\\\x1bPq6661\x1b\\\x1b]22;evil\x07"
    "\x9b6661m\x9d52;c;RVZJTA==\x9c\x07\x7f\u202eevil\u2066\u2028"
)
FILE = HOSTILE.encode() + b"\x9b6661m\n"
"""As a name of a file: bytes that are no UTF-8, and an end of line."""
CARDS = f"""\
---
tags: [flashcards, "evil{HOSTILE.encode("unicode_escape").decode().replace(chr(92), "")}"]
---
# Heading {HOSTILE}

The ==reset gate{HOSTILE}== decides.

What does it ask? {HOSTILE}
?
It answers $h_t {HOSTILE}$ and `code {HOSTILE}`.

| a {HOSTILE} | b |
|---|---|
| c | d |

```drill
title: blend {HOSTILE}
compute: blend
hidden: 1
```
"""
ODD = f"""\
{HOSTILE}::a card

```drill
title: odd
compute: {HOSTILE}
```

The formula $h_t = {HOSTILE} is never closed.
"""
EVERY = """\
import sys
from gruquiz.cli import main
for line in sys.argv[1].split("\\x1e"):
    print("(the next)", flush=True)
    main(["--now", "2026-11-21T09:00", *line.split("\\x1f")])
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library in which everything that is text is hostile, and its vault."""
    folder = tmp_path_factory.mktemp("hostile")
    vault = os.fsencode(folder) + b"/vault" + HOSTILE.encode()
    Path(os.fsdecode(vault)).mkdir()
    for name, text in ((b"cards", CARDS), (b"odd", ODD)):
        note = Path(os.fsdecode(vault + b"/" + name + HOSTILE.encode() + b".md"))
        note.write_text(text, encoding="utf-8")
    Path(os.fsdecode(vault + b"/no" + FILE + b".md")).write_text(CARDS, encoding="utf-8")
    (folder / "sync").mkdir()
    for name in (b"device-0a0b0c0d" + FILE, b"0a0b0c0d-" + HOSTILE.encode() + b".gruquiz"):
        (folder / "sync" / os.fsdecode(name)).write_bytes(b"no library")
    library = folder / "library.db"
    assert main(["--library", str(library), "--now", NOW, "import", os.fsdecode(vault)]) in (0, 1)
    infect(library)
    return folder


def infect(library: Path) -> None:
    """Write past all that the program itself would refuse: what a foreign library may hold."""
    connection = sqlite3.connect(library)
    with connection:
        for table, column in (
            ("note", "title"), ("note", "path"), ("deck", "name"),
            ("content", "rule"),
            ("doubt", "message"), ("label", "text"), ("source", "path"),
        ):  # fmt: skip
            connection.execute(
                f"UPDATE {table} SET {column} = {column} || ? || rowid WHERE {column} IS NOT NULL",
                (f"{HOSTILE}\n",),
            )
        connection.execute(
            "UPDATE content SET front = front || ?1, back = back || ?1 WHERE kind <> 'drill'",
            (f"{HOSTILE}\n",),
        )
        connection.execute("UPDATE note SET tags = ?", (json.dumps([HOSTILE, "evil"]),))
        connection.execute(
            "INSERT INTO doubt (note, line, message) SELECT n, 1, ? FROM note", (f"odd {HOSTILE}",)
        )
    connection.close()


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm-256color",
        "LANG": "C.UTF-8", "COLORTERM": "truecolor", "EDITOR": "true",
        "GRUQUIZ_LIBRARY": str(folder / "library.db"),
        "GRUQUIZ_CONFIG": str(folder / "config.toml"),
    } | more  # fmt: skip


def commands(folder: Path) -> list[list[str]]:
    """Every command, as it goes well and as it fails, in words and as JSON."""
    strange = os.fsdecode(os.fsencode(folder) + b"/gone" + FILE)
    (vault,) = [str(path) for path in folder.iterdir() if path.name.startswith("vault")]
    lines = [
        [],
        ["decks"], ["cards"], ["cards", "is:suggested"], ["cards", f"deck:{HOSTILE}"],
        ["cards", f"ivl>{HOSTILE}"], ["next"], ["next", "--deck", HOSTILE], ["stats"],
        ["stats", "--deck", HOSTILE], ["answer", HOSTILE, "good"], ["answer", "3", HOSTILE],
        ["undo"], ["import", vault], ["import", vault, "--dry-run"], ["import", strange],
        ["import", "--deck", HOSTILE, vault], ["import", "--deck", f"{HOSTILE}//", vault],
        ["rescan"], ["optimize"], ["optimize", "--deck", HOSTILE],
        ["optimize", "--reviews", strange], ["workload"], ["workload", "--deck", HOSTILE],
        ["recognise", vault], ["recognise", strange],
        ["drill", HOSTILE], ["drill", "gate", "--note", strange], ["drill", "gate", "--answer",
        f"h={HOSTILE}"], ["export", "tsv", "-"], ["export", "tsv", f"{strange}/x"],
        ["export", "schedules", vault, "--dry-run"], ["export", "apkg", f"{strange}/x"],
        ["check"], ["check", "--mend"], ["backup"], ["restore"], ["restore", strange],
        ["merge", strange], ["sync", str(folder / "sync")], ["sync", strange],
        ["serve", "--host", HOSTILE], [HOSTILE], [f"--{HOSTILE}"], ["study", "--deck", HOSTILE],
    ]  # fmt: skip
    assert {line[0] for line in lines if line} >= set(COMMANDS)
    takes_json = [line for line in lines if line and line[0] not in ("serve", "study", HOSTILE)]
    return lines[1:] + [[*line, "--json"] for line in takes_json]


def test_what_commands_print_is_never_obeyed(hostile: Path) -> None:
    script = "\x1e".join("\x1f".join(line) for line in commands(hostile)).replace("\0", "")
    sent = in_terminal([sys.executable, "-c", EVERY, script], environment(hostile))
    assert shown(sent).count("(the next)") == len(commands(hostile))
    assert "Traceback" not in shown(sent)
    assert "␛[6661m" in shown(sent)  # it was there, and is shown
    assert foreign(sent, MARKS) == []


def test_a_debugger_s_trace_is_not_obeyed(hostile: Path) -> None:
    command = [sys.executable, "-m", "gruquiz", "next", "--deck", f"no {HOSTILE}"]
    sent = in_terminal(command, environment(hostile, GRUQUIZ_DEBUG="1"))
    assert "Traceback" in shown(sent)
    assert foreign(sent, MARKS) == []


def test_plain_study_is_never_obeyed(hostile: Path) -> None:
    typed = f"/help\n\ngood\n{HOSTILE.replace(chr(0x7F), '')}\n/undo\n/bury\n/suspend\n1\n\n/quit\n"
    sent = in_terminal(
        [sys.executable, "-m", "gruquiz", "--now", NOW, "study", "--plain"],
        environment(hostile),
        typed_at_once="".join(sign for sign in typed if sign.isprintable() or sign == "\n"),
    )
    assert "Question:" in shown(sent)
    assert foreign(sent, MARKS) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_is_completed_is_never_obeyed(hostile: Path, shell: str) -> None:
    for words in ("gruquiz next --deck ", "gruquiz answer "):
        count = str(len(words.split(" ")) - 1)
        sent = in_terminal(
            [sys.executable, "-m", "gruquiz"],
            environment(
                hostile, _GRUQUIZ_COMPLETE=f"{shell}_complete", COMP_WORDS=words, COMP_CWORD=count
            ),
        )
        assert foreign(sent, MARKS) == []
        assert "evil" not in shown(sent) or "answer" in words


DOWN, RIGHT, ESC, PALETTE = "\x1b[B", "\x1b[C", "\x1b", "\x10"
SCREENS = {
    "study": (
        ("\r", " ", "i", ESC, "o", ESC, "e", "1", " ", "m", "-", "u", "?", ESC, ESC),
        "bury",
    ),
    "browse": (("b", "\r", DOWN, "i", ESC, "o", ESC, "e", ESC, "/", "evil", ESC, ESC), "Browse"),
    "warnings": (("t", DOWN, "i", DOWN, "o", "e", DOWN, DOWN, "\r", "u", ESC), "Warnings"),
    "statistics": (("s", RIGHT, RIGHT, RIGHT, ESC), "Statistics"),
    "quiz": (("z", DOWN, " ", "\r", "1", "\r", "2", "\r", ESC, ESC, ESC), "Quiz"),
    "drill": (("d", "s", ESC, ESC), "decimals"),
    "lab": (("l", "c", ESC, ESC), "Lab"),
    "import": (("i", "VAULT", "\t", "\r", DOWN, DOWN, "\r", ESC, "r", ESC), "Import"),
    "import of nothing": (("i", "/gone", "\r", ESC), "Import"),
    "settings": ((",", DOWN, ESC), "Settings"),
    "palette": ((PALETTE, "evil", ESC), "Search"),
}
"""Each screen: the keys from the decks through it, and a word that it shows."""


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("size", [(100, 30), (40, 24)])
def test_what_the_app_shows_is_never_obeyed(
    hostile: Path, tmp_path: Path, screen: str, size: tuple[int, int]
) -> None:
    library = tmp_path / "library.db"
    copyfile(hostile / "library.db", library)
    keys, word = SCREENS[screen]
    typed = [f"{hostile}/vault" if key == "VAULT" else key for key in keys]
    sent = in_terminal(
        [sys.executable, "-m", "gruquiz", "--now", NOW],
        environment(hostile, GRUQUIZ_LIBRARY=str(library)),
        [*typed, "q", "\x11"],
        waits=(" left", word),
        size=size,
    )
    assert word in shown(sent)
    assert "[6661" in shown(sent)  # it was there, and is shown
    assert foreign(sent, MARKS) == []
    assert "something went wrong" not in shown(sent).lower()
