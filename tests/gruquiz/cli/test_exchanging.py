"""`export` and `study --plain` as typed."""

import io
from pathlib import Path

import pytest

from tests.gruquiz.cli.conftest import Run, RunJson

Study = pytest.MonkeyPatch


def study(run: Run, patch: Study, *lines: str) -> str:
    """What `study --plain` says to these lines."""
    patch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    code, out, err = run("study", "--plain")
    assert (code, err) == (0, "")
    return out


def test_a_sitting_in_plain_text(
    run: Run, run_json: RunJson, note: Path, monkeypatch: Study
) -> None:
    run("import", note)
    out = study(run, monkeypatch, "reset gate", "", "", "2", "no idea", "again", "/quit")
    assert "\x1b" not in out
    assert "Right." in out
    assert "Grade" not in out  # prompts are for terminals
    assert "Wrong." in out
    cards = run_json("cards")
    assert [card["state"] for card in cards] == ["review", "relearning", "relearning"]
    assert cards[0]["reps"] == 3


def test_the_end_of_the_input_ends_the_sitting(run: Run, note: Path, monkeypatch: Study) -> None:
    run("import", note)
    out = study(run, monkeypatch, "")
    assert out.endswith("0 answers given, 0 of them again; 3 cards left.\n")


def test_undo_takes_back_only_what_the_sitting_did(
    run: Run, run_json: RunJson, note: Path, monkeypatch: Study
) -> None:
    run("import", note)
    out = study(run, monkeypatch, "/undo", "", "good", "/undo", "/quit")
    assert "Nothing to undo in this sitting" in out
    assert "Undone: grade." in out
    assert len(run_json("cards")) == 3
    assert run_json("cards")[0]["due"] == "2026-11-20"


def test_bury_and_suspend(run: Run, run_json: RunJson, note: Path, monkeypatch: Study) -> None:
    run("import", note)
    study(run, monkeypatch, "/bury", "/suspend", "/nonsense", "/quit")
    assert [card["state"] for card in run_json("cards")] == ["buried", "suspended", "new"]


def test_a_drill_in_plain_text(
    run: Run, run_json: RunJson, tmp_path: Path, monkeypatch: Study
) -> None:
    drill = tmp_path / "d.md"
    drill.write_text("```drill\ncompute: gate\nhidden: 1\ninput: 1\n```\n", encoding="utf-8")
    run("import", drill)
    out = study(run, monkeypatch, "[9]", "[8]", "")
    assert "Given:" in out
    assert "Not right yet" in out
    assert "Step by step:" in out
    assert "1 answer given, 1 of them again" in out


def test_schedules_are_shown_before_they_are_written(
    run: Run, run_json: RunJson, note: Path
) -> None:
    before = note.read_bytes()
    run("import", note)
    card = run_json("next")["id"]
    run("answer", card, "good")
    code, out, _ = run("export", "schedules", note, "--dry-run")
    assert code == 0
    assert "-<!--SR:!2026-11-20,10,260-->" in out
    assert "1 note would change. Nothing was written." in out
    assert note.read_bytes() == before
    document = run_json("export", "schedules", note)
    assert [one["comments"] for one in document["notes"]] == [1]
    assert (Path(document["backups"]) / note.name).read_bytes() == before
    assert b"<!--SR:!2026-12-1" in note.read_bytes()
    assert run_json("rescan")["totals"]["changed"] == 0


def test_a_format_that_is_not_there(run: Run) -> None:
    code, _, err = run("export", "docx", "x")
    assert code == 2
    assert "docx" in err
