"""The README's references hold: the note format, the settings, the JSON of every command."""

import io
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gruquiz.cli import main
from gruquiz.config import Config, DeckOptions, config_from
from gruquiz.importer import import_notes
from gruquiz.library import Library
from gruquiz.model import Card, Kind
from gruquiz.syntaxes.syntax import Syntax
from tests import shapes
from tests.gruquiz.cli.conftest import NOTE
from tests.gruquiz.cli.test_drilling import ROW_NOTE
from tests.gruquiz.cli.test_help import EVERY
from tests.gruquiz.exchange.test_schedules import NOW, finished
from tests.gruquiz.fitting.learner import review_table, simulated_reviews
from tests.gruquiz.written import read

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def fences(section: str, info: str) -> list[str]:
    """The fenced blocks of a section of the README."""
    part = README.split(f"## Reference: {section}\n")[1].split("\n## ")[0]
    return re.findall(rf"^~~~~{info}\n(.*?)^~~~~$", part, re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, tuple[str, ...]]]:
    """Each note of the reference, and its cards as they are told there."""
    found = []
    for block in fences("the note format", "text"):
        for example in re.split(r"(?<=\n)\n(?=\S)", block):
            lines = example.rstrip().split("\n")
            cards = tuple(line.strip() for line in lines if line.startswith("    "))
            note = "\n".join(line for line in lines if not line.startswith("    ")) + "\n"
            found.append((note, cards))
    return found


def described(card: Card) -> str:
    """A card as the reference tells of it."""
    back = "drill" if card.kind is Kind.DRILL else "; ".join(card.face.answers) or card.face.back
    text = f"{card.face.front} → {back}"
    schedule = card.schedule
    if schedule.due is not None:
        ease = f"{schedule.ease / 100:.2f}"
        text += f" (due {schedule.due}, {schedule.interval:g} days, ease {ease})"
    return text if card.deck == "n" else f"{text} [deck {card.deck}]"


@pytest.mark.parametrize(("text", "expected"), examples())
def test_a_note_makes_the_cards_that_stand_below_it(
    tmp_path: Path, text: str, expected: tuple[str, ...]
) -> None:
    note = tmp_path / "n.md"
    note.write_text(text, encoding="utf-8")
    with Library.memory() as library:
        report = finished(import_notes(library, [note], NOW))
        assert [warning for one in report.notes for warning in one.warnings] == []
        assert tuple(map(described, library.search.cards())) == expected


def test_there_are_examples_for_each_way_of_writing_a_card() -> None:
    made = {
        (card.kind, card.variant.partition(":")[2] if card.kind is not Kind.CLOZE else "")
        for text, _ in examples()
        for card in read(text).cards
    }
    assert made == {
        (Kind.PAIR, "forward"),
        (Kind.PAIR, "reverse"),
        (Kind.QUESTION, "forward"),
        (Kind.QUESTION, "reverse"),
        (Kind.CLOZE, ""),
        (Kind.DRILL, ""),
    }


def test_the_keys_of_a_drill_fence_are_all_told(tmp_path: Path) -> None:
    part = README.split("## Reference: the note format\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    keys = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    values = {"compute": "step", "convention": "keras", "title": "t"}
    known: set[str] = set()
    for key in keys:
        lines = {"compute": "step", key: values.get(key, "2")}
        if key == "steps":
            lines["compute"] = "sequence"
        note = tmp_path / f"{key}.md"
        body = "\n".join(f"{name}: {value}" for name, value in lines.items())
        note.write_text(f"```drill\n{body}\n```\n", encoding="utf-8")
        with Library.memory() as library:
            finished(import_notes(library, [note], NOW))
            (card,) = library.search.cards()
            assert str(json.loads(card.face.back)[key]) == lines[key]
            known |= set(json.loads(card.face.back))
    assert known == keys


def test_the_settings_and_their_defaults_are_all_told() -> None:
    (block,) = fences("settings", "toml")
    document = tomllib.loads(block)
    assert set(document) == {"rollover_hour", "grades", "options", "import"}
    assert set(document["options"]) == {one.name for one in fields(DeckOptions)}
    config = config_from(document)
    assert (config.options, config.rollover_hour, config.grades) == (
        DeckOptions(), Config().rollover_hour, Config().grades,
    )  # fmt: skip
    syntax = {one.name: one.default for one in fields(Syntax)}
    assert {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in document["import"].items()
    } == syntax


def entries(text: str, separator: str) -> dict[str, str]:
    """`name: shape` by name; a shape goes on in lines that are indented."""
    whole = re.sub(r"\n\s+", " ", text)
    parts = [line.partition(separator) for line in whole.splitlines()]
    return {name.strip(): shape for name, _, shape in parts}


NAMED, PRINTED = fences("JSON", "text")
NAMES = {name: shapes.parse(shape) for name, shape in entries(NAMED, "=").items()}
DOCUMENTS = {name: shapes.parse(shape) for name, shape in entries(PRINTED, ":").items()}


def test_every_command_with_json_is_documented() -> None:
    with_json = {
        path
        for path, command in EVERY.items()
        if any("--json" in param.opts for param in command.params)
    }
    assert {name.partition(" --")[0] for name in DOCUMENTS} == with_json


Printed = Callable[..., Any]


@pytest.fixture
def printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Printed:
    """What a command prints with --json, checked against what is documented of it."""
    monkeypatch.setenv("GRUQUIZ_LIBRARY", str(tmp_path / "library.db"))
    monkeypatch.setenv("GRUQUIZ_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setattr("sys.stdin", io.StringIO())

    def run(name: str, *arguments: object, code: int = 0) -> Any:
        words = ["--now", "2026-11-21T09:00", *name.partition(" --")[0].split()]
        assert main([*words, *map(str, arguments), "--json"]) == code
        document = json.loads(capsys.readouterr().out)
        assert list(shapes.faults(document, DOCUMENTS[name], NAMES)) == []
        return document

    return run


def test_each_document_is_as_documented(printed: Printed, tmp_path: Path) -> None:
    note, gru = tmp_path / "n.md", tmp_path / "gru.md"
    note.write_text(NOTE + "\nk::v <!--SR:!2026-13-01,1,250-->\n\n:: x\n", encoding="utf-8")
    gru.write_text(ROW_NOTE + "\n$$\\frac{$$\n", encoding="utf-8")
    report = printed("import", note, gru, tmp_path / "absent.md", code=1)
    assert report["errors"]
    assert any(one["warnings"] for one in report["notes"])
    printed("rescan")
    assert printed("decks")
    assert printed("cards")
    printed("undo")
    printed("import", note)
    card = printed("next")
    printed("answer", card["id"], "again")
    printed("stats")
    assert printed("undo")["undone"]["card"] == card["id"]
    printed("answer", card["id"], "good")
    printed("stats")
    reviews = tmp_path / "reviews.csv"
    reviews.write_text(review_table(simulated_reviews(60, seed=1)), encoding="utf-8")
    assert printed("optimize", "--reviews", reviews)["models"]
    printed("workload", "--days", 30)
    printed("recognise", gru)
    printed("recognise", note)
    printed("drill", "blend", "--seed", 1)
    printed("drill", "step", "--seed", 1, "--answer", "h_t=[1,x]; z_t=[.1,.2]", code=1)
    printed("drill", "contrast", "--seed", 1, "--solution")
    printed("drill --sheet", "--sheet", 2, "--out", tmp_path / "s.md")
    printed("export tsv", tmp_path / "t.tsv")
    assert printed("export schedules", note)["backups"]
    printed("check")
    copy = printed("backup")["backup"]
    assert printed("restore")["backups"]
    printed("restore", copy)
    printed("merge", copy)
    shared = tmp_path / "shared"
    shared.mkdir()
    printed("sync", shared)


def test_the_package_for_anki_too(printed: Printed, tmp_path: Path) -> None:
    pytest.importorskip("genanki")
    printed("export apkg", tmp_path / "t.apkg")
    assert printed("next") is None


@pytest.mark.parametrize(
    ("value", "shape", "fault"),
    [
        ({"a": 1, "b": 2}, "{a: int}", ".b is not documented"),
        ({}, "{a: int}", ".a is not there"),
        ({}, "{a?: int}", None),
        ({"x": [1, None]}, "{*: [int | null]}", None),
        ({"x": ["1"]}, "{*: [int]}", ".x[0] is '1', not int"),
        (True, "int", "it is True, not int"),
        ({"x": {"a": 1}}, "{x: {...n}}", None),
        ([], "{a: int}", "it is [], no object"),
    ],
)
def test_the_check_sees_what_differs(value: object, shape: str, fault: str | None) -> None:
    names = {"n": shapes.parse("{a: int}")}
    assert list(shapes.faults(value, shapes.parse(shape), names)) == ([fault] if fault else [])


def test_dates_are_dates() -> None:
    assert list(shapes.faults(str(date(2026, 11, 21)), shapes.parse("date"), {})) == []
