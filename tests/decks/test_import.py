"""The shipped decks as the program takes them in."""

import json
from pathlib import Path
from typing import Any

import pytest

from gruquiz.cli import main
from gruquiz.config import bundled_decks
from tests.decks.reading import FILES, ROOT, cards


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRUQUIZ_LIBRARY", str(tmp_path / "library.db"))
    monkeypatch.setenv("GRUQUIZ_CONFIG", str(tmp_path / "config.toml"))


def output_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["--now", "2026-11-21T09:00", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_program_finds_them() -> None:
    assert bundled_decks() == ROOT


@pytest.mark.usefixtures("library")
def test_imported_whole_and_only_once(capsys: pytest.CaptureFixture[str]) -> None:
    first = output_of(capsys, "import", str(bundled_decks()))
    assert first["errors"] == []
    assert [note["warnings"] for note in first["notes"]] == [[]] * len(FILES)
    assert first["totals"]["added"] == len(cards())
    again = output_of(capsys, "import", str(bundled_decks()))
    assert again["totals"]["added"] == again["totals"]["changed"] == 0
    assert again["totals"]["unchanged"] == len(cards())
    tree = {deck["deck"]: deck["total"] for deck in output_of(capsys, "decks")}
    assert tree["GRU"] == len(cards())
    assert list(tree) == sorted(tree), "chapters are numbered, so that they stay in order"
    assert tree.keys() - {"GRU"} == {card.decks[0] for card in cards()}


@pytest.mark.usefixtures("library")
def test_the_course_begins_at_its_beginning(capsys: pytest.CaptureFixture[str]) -> None:
    output_of(capsys, "import", str(bundled_decks()))
    card = output_of(capsys, "next")
    assert Path(card["note"]).name == FILES[0].name
