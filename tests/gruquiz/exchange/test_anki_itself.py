"""Round trips through Anki itself: what it writes is read, and it reads what is written.

Needs an interpreter with the `anki` package: this one, or the one that GRUQUIZ_ANKI_PYTHON names.
"""

import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from gruquiz.cli import main
from gruquiz.config import Config
from gruquiz.exchange.anki.package_reader import read_package
from gruquiz.exchange.card_import import import_cards
from gruquiz.importer import import_notes
from gruquiz.library import Library
from gruquiz.model import Grade, Kind, card_name
from gruquiz.session import Session
from tests.gruquiz.exchange.test_anki import LABEL
from tests.gruquiz.exchange.test_schedules import finished, reviewed, schedule

pytest.importorskip("genanki", reason="needs the `anki` extra")
pytest.importorskip("zstandard", reason="needs the `anki` extra")

PYTHON = os.environ.get("GRUQUIZ_ANKI_PYTHON") or (sys.executable if find_spec("anki") else None)
SCRIPT = Path(__file__).with_name("anki_itself.py")
FORMS = ("new.apkg", "legacy.apkg", "new.colpkg", "legacy.colpkg", "old.apkg")
NOW = datetime.now(UTC)
TODAY = NOW.date()

pytestmark = pytest.mark.skipif(
    PYTHON is None, reason="no `anki` package; GRUQUIZ_ANKI_PYTHON may name an interpreter with it"
)

NOTE = """\
---
tags: [flashcards/gru, exam]
---
The ==update gate;;which== blends $z_{t_{1}}$ and ==old== state. ![[gate.png|300]]

What forgets? ![shown](pictures/gate.png)::the **reset gate** $r_t$

suspended::card

never seen::card
"""


def anki(*arguments: object) -> Any:
    """What the script says."""
    assert PYTHON is not None
    said = subprocess.run(
        [PYTHON, SCRIPT, *map(str, arguments)],
        capture_output=True, text=True, check=False, env={"TZ": "UTC", "HOME": "/nonexistent"},
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """What Anki wrote, and what it says of it."""
    folder = tmp_path_factory.mktemp("anki")
    truth = anki("make", folder)
    # Until 2017 a package held this form alone.
    with (
        zipfile.ZipFile(folder / "legacy.apkg") as legacy,
        zipfile.ZipFile(folder / "old.apkg", "w") as old,
    ):
        old.writestr("collection.anki2", legacy.read("collection.anki21"))
        old.writestr("media", legacy.read("media"))
        old.writestr("0", legacy.read("0"))
    return folder, truth


@pytest.mark.parametrize("form", FORMS)
def test_what_anki_writes_is_read(made: tuple[Path, Any], tmp_path: Path, form: str) -> None:
    folder, truth = made
    media = tmp_path / "l-media"
    found = {(one.name, one.ordinal): one for one in read_package(folder / form, UTC, media)}
    assert len(found) == len(truth["cards"]) == 7
    for card in truth["cards"]:
        one = found[card["guid"], card["ord"]]
        assert one.deck == card["deck"].replace("::", "/")
        assert sorted(one.tags) == sorted(tag.replace("::", "/") for tag in card["tags"])
        assert one.suspended == (card["queue"] == -1)
        assert one.flag == card["flag"]
        log = [[int(row.time.timestamp()), int(row.grade) - 1, row.interval] for row in one.past]
        assert log == card["log"]
        if card["type"] == 0:
            assert one.schedule is None
            continue
        assert one.schedule is not None
        assert one.schedule.due == TODAY + timedelta(days=card["due_in"])
        assert (one.schedule.interval, one.schedule.ease) == (card["ivl"], card["ease"] // 10)
        assert one.schedule.lapses == card["lapses"]
    assert {path.name: path.read_bytes().hex() for path in media.iterdir()} == truth["media"]
    nested = [one for one in found.values() if one.kind is Kind.CLOZE]
    assert {one.face.front for one in nested} == {"[…] […] gates", "A [which] has two gates"}


@pytest.fixture
def vault(tmp_path: Path, made: tuple[Path, Any]) -> Path:
    vault = tmp_path / "vault"
    (vault / "pictures").mkdir(parents=True)
    (vault / "n.md").write_text(NOTE, encoding="utf-8")
    (vault / "pictures" / "gate.png").write_bytes(bytes.fromhex(made[1]["media"]["gate.png"]))
    return vault


def studied(folder: Path, vault: Path) -> Path:
    """A library with cards in every state; its file."""
    file = folder / "library.db"
    with Library.open(file) as library:
        finished(import_notes(library, [vault], NOW))
        reviewed(library, [schedule(30, 235, TODAY - timedelta(days=1))])
        session = Session(library, Config())
        hinted, _, paired, suspended, new = library.search.cards()
        session.changes.reset(new.id, NOW)
        session.answer(hinted.id, Grade.GOOD, NOW - timedelta(minutes=5), 4200)
        session.answer(paired.id, Grade.AGAIN, NOW - timedelta(minutes=4), 3100)
        session.changes.suspend(suspended.id, NOW)
        session.changes.flag(paired.id, NOW, 2)
    return file


def test_anki_reads_what_is_written(vault: Path, tmp_path: Path, made: tuple[Path, Any]) -> None:
    file, package = studied(tmp_path, vault), tmp_path / "out.apkg"
    assert main(["--library", str(file), "export", "apkg", str(package)]) == 0
    seen = anki("see", package, package)
    assert seen["sound"]
    found = {card["guid"]: card for card in seen["cards"]}
    with Library.open(file) as library:
        cards = library.search.cards()
        assert set(found) == {card_name(card.id) for card in cards}  # twice imported, once there
        for card in cards:
            theirs = found[card_name(card.id)]
            assert theirs["deck"] == card.deck.replace("/", "::")
            assert sorted(theirs["tags"]) == sorted([card.kind.value, "flashcards::gru", "exam"])
            assert theirs["flag"] == card.flag
            assert (theirs["queue"] == -1) == card.suspended
            answers = [
                row for row in library.cards.current_history(card.id) if row.grade is not None
            ]
            assert len(theirs["log"]) == len(answers)
            if card.schedule.due is None:
                assert theirs["type"] == 0
                continue
            assert theirs["due_in"] == (card.schedule.due - TODAY).days
            assert (theirs["ivl"], theirs["ease"]) == (
                card.schedule.interval,
                card.schedule.ease * 10,
            )
            assert theirs["lapses"] == card.schedule.lapses
    assert seen["media"] == made[1]["media"]
    cloze = next(card for card in seen["cards"] if "which" in card["question"])
    assert '<img src="gate.png"' in cloze["question"]
    assert r"\(z_{t_{1} }\)" in cloze["question"]
    assert "update gate" in cloze["answer"]


def test_what_was_answered_in_anki_comes_home(vault: Path, tmp_path: Path) -> None:
    file, package, back = studied(tmp_path, vault), tmp_path / "out.apkg", tmp_path / "back.apkg"
    with Library.open(file) as library:
        card = next(card for card in library.search.cards() if card.face.front == "never seen")
    assert main(["--library", str(file), "export", "apkg", str(package)]) == 0
    seen = anki("answer", package, card_name(card.id), back)
    theirs = next(one for one in seen["cards"] if one["guid"] == card_name(card.id))
    assert len(theirs["log"]) == 1
    with Library.open(file) as library:
        before = {one.id: one for one in library.search.cards()}
        later = NOW + timedelta(minutes=10)
        report = import_cards(library, read_package(back, UTC, None), later, LABEL)
        assert sum(note.added for note in report.notes) == 0
        assert sum(note.adopted for note in report.notes) == 1
        history = [row for row in library.cards.current_history(card.id) if row.grade is not None]
        assert [row.grade for row in history] == [Grade.GOOD]
        assert library.cards.get(card.id).schedule.last_review is not None
        others = {one.id: one for one in library.search.cards() if one.id != card.id}
        assert others == {id_: one for id_, one in before.items() if id_ != card.id}
        assert library.maintenance.faults() == []
