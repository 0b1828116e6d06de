"""A day of study, a command at a time."""

from pathlib import Path

import click
import pytest

from gruquiz.cli import COMMANDS, gruquiz
from tests.gruquiz.cli.conftest import Run, RunJson


def test_import_says_what_it_did(run_json: RunJson, note: Path) -> None:
    report = run_json("import", note)
    assert report["totals"] == {
        "added": 3, "changed": 0, "unchanged": 0, "missing": 0, "suggested": 0, "adopted": 1,
        "orphaned": 0, "notes": 1, "failed": 0,
    }  # fmt: skip
    assert report["errors"] == []
    assert report["notes"][0]["path"] == note.as_posix()


def test_a_second_import_changes_nothing(run_json: RunJson, note: Path) -> None:
    run_json("import", note)
    before = run_json("cards")
    totals = run_json("import", note)["totals"]
    assert {key: count for key, count in totals.items() if count} == {"unchanged": 3, "notes": 1}
    assert run_json("cards") == before


def test_cards_carry_the_schedule_of_the_note(run_json: RunJson, note: Path) -> None:
    run_json("import", note)
    card = next(card for card in run_json("cards") if card["kind"] == "cloze")
    assert card["front"] == "The […] decides how much of the old state the candidate sees."
    assert card["answers"] == ["reset gate"]
    assert (card["state"], card["due"], card["interval"]) == ("review", "2026-11-20", 10)
    assert (card["ease"], card["reps"], card["lapses"], card["line"]) == (2.6, 2, 0, 4)


def test_next_shows_what_the_buttons_would_give(run_json: RunJson, note: Path) -> None:
    run_json("import", note)
    card = run_json("next")
    assert card["kind"] == "cloze"  # the one due card comes before the new ones
    assert card["buttons"] == {"again": 1, "hard": 26, "good": 26, "easy": 26}


def test_answer_moves_the_card_and_undo_brings_it_back(run_json: RunJson, note: Path) -> None:
    run_json("import", note)
    card = run_json("next")
    answered = run_json("answer", card["id"][:6], "good")
    assert answered["card"] == card["id"]
    assert answered["grade"] == "good"
    assert answered["before"]["interval"] == 10
    assert answered["after"] == {
        "state": "review", "due": "2026-12-17", "interval": 26, "ease": 2.6, "reps": 3, "lapses": 0,
    }  # fmt: skip
    assert run_json("next")["id"] != card["id"]
    undone = run_json("undo")["undone"]
    assert undone["card"] == card["id"]
    assert run_json("next") == card


def test_a_failed_card_comes_again_today_and_its_repeat_costs_nothing(
    run_json: RunJson, note: Path
) -> None:
    run_json("import", note)
    card = run_json("next")
    after = run_json("answer", card["id"], "again")["after"]
    assert (after["state"], after["due"], after["interval"]) == ("relearning", "2026-11-22", 1)
    assert (after["ease"], after["lapses"]) == (2.6, 1)
    assert run_json("decks")[0]["learning"] == 1
    repeat = run_json("answer", card["id"], "good")["after"]
    assert (repeat["state"], repeat["due"], repeat["interval"]) == ("review", "2026-11-22", 1)
    assert repeat["ease"] == 2.6


def test_a_day_ends(run_json: RunJson, note: Path) -> None:
    run_json("import", note)
    seen = []
    while (card := run_json("next")) is not None:
        seen.append(card["id"])
        run_json("answer", card["id"], "easy")
    assert len(set(seen)) == len(seen) == 3


def test_sm2_grades_by_number(run_json: RunJson, note: Path) -> None:
    run_json("import", note)
    card = run_json("next")["id"]
    assert run_json("answer", card, 0)["after"]["interval"] == 1


def test_decks_count_what_is_left(run_json: RunJson, note: Path) -> None:
    run_json("import", note, "--deck", "GRU/Gates")
    decks = {deck["deck"]: deck for deck in run_json("decks")}
    assert decks["GRU/Gates"] == {
        "deck": "GRU/Gates", "new": 2, "learning": 0, "due": 1, "total": 3, "suspended": 0,
    }  # fmt: skip
    assert decks["GRU"]["total"] == 3


def test_wrong_words_are_usage_errors(run: Run, note: Path) -> None:
    run("import", note)
    for words in (
        ["answer", "0", "perfect"],
        ["--now", "noon", "next"],
        ["--now", "9999-12-31", "next"],
        ["studdy"],
    ):
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert "Error" in err


def test_a_card_that_is_not_there(run: Run, note: Path) -> None:
    run("import", note)
    code, out, err = run("answer", "zzz", "good")
    assert (code, out) == (1, "")
    assert err.startswith("gruquiz: ")


@pytest.mark.parametrize("command", ["next", "stats"])
def test_a_deck_that_is_not_there_is_told_from_one_that_is_done(
    run: Run, note: Path, command: str
) -> None:
    run("import", note, "--deck", "GRU/Gates")
    assert run(command, "--deck", "GRU")[0] == 0
    code, out, err = run(command, "--deck", "GRUs", "--json")
    assert (code, out) == (1, "")
    assert "did you mean GRU?" in err


def test_a_note_that_is_not_there_does_not_stop_the_others(run: Run, note: Path) -> None:
    code, out, err = run("import", note.with_name("absent.md"), note)
    assert code == 1
    assert "3 added" in out
    assert "absent.md" in err


def test_nothing_due_is_said(run: Run, run_json: RunJson) -> None:
    assert run_json("next") is None
    assert run_json("undo") == {"undone": None}
    assert run("next")[1] == "Nothing is left for today.\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_for_each_command(run: Run, command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"gruquiz {command}" in out.partition("Example:")[2]


def test_the_line_of_each_command_is_its_own_first(run: Run) -> None:
    context = click.Context(gruquiz)
    for name, (_, line) in COMMANDS.items():
        command = gruquiz.get_command(context, name)
        assert command is not None
        assert (command.help or "").split("\n\n")[0].replace("\n", " ") == line


def test_a_schedule_without_a_card_is_told_with_its_line_and_what_to_do(
    run: Run, run_json: RunJson, tmp_path: Path
) -> None:
    path = tmp_path / "lost.md"
    path.write_text("gate::opens\n\nNo card here.\n<!--SR:!2026-01-09,4,250-->\n", encoding="utf-8")
    (warning,) = run_json("import", path)["notes"][0]["warnings"]
    assert warning["line"] == 4
    assert "2026-01-09,4,250" in warning["message"]
    assert "right below its card" in warning["message"]
    path.write_text(path.read_text(encoding="utf-8") + "\nmore::text\n", encoding="utf-8")
    assert "line 4: the schedule" in run("import", path)[1]


def test_the_faces_of_an_equation_are_markdown_that_other_programs_read(
    run_json: RunJson, tmp_path: Path
) -> None:
    path = tmp_path / "gate.md"
    path.write_text(
        "# GRU\n\n**Update gate**: how much is kept:\n\n"
        r"$$z_t = \sigma(W_z x_t + U_z h_{t-1})$$" + "\n",
        encoding="utf-8",
    )
    run_json("import", path)
    cards = [card for card in run_json("cards") if card["kind"] == "equation"]
    assert cards
    for card in cards:
        assert "[…]" in card["front"]
        assert "\\hole" not in card["front"]
        assert r"$$z_t = \sigma(W_z x_t + U_z h_{t-1})$$" in card["back"]
