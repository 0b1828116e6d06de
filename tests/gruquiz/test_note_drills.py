"""Drills on a note's own equations: in the note's own letters, with fresh numbers."""

import json
import shlex
from datetime import datetime
from pathlib import Path

import pytest

import engine
from gruquiz.cli import main
from gruquiz.errors import NoteError
from gruquiz.exercises import command, record, requested
from gruquiz.importer import ImportOptions, import_notes
from gruquiz.library import Library
from gruquiz.model import Card, Kind

NOON = datetime.fromisoformat("2026-11-21T12:00+01:00")

ROW_NOTE = r"""# My GRU

$$r_t = \sigma(x_t * U_r + H_{t-1} * W_r)$$

$$u_t = \sigma(x_t * U_u + H_{t-1} * W_u)$$

$$\hat{H}_t = \tanh(x_t * U_g + (r_t \circ H_{t-1}) * W_g)$$

$$H_t = u_t \circ H_{t-1} + (1 - u_t) \circ \hat{H}_t$$
"""
FENCE = "\n```drill\ncompute: gate\nconvention: this note\n```\n"


def drills(folder: Path, text: str) -> list[Card]:
    """The drill cards that importing a note of this text makes."""
    note = folder / "note.md"
    note.write_text(text, encoding="utf-8")
    with Library.memory() as library:
        for _ in import_notes(library, [note], NOON, ImportOptions()):
            pass
        cards = library.search.cards("", NOON.date())
    return [card for card in cards if card.kind is Kind.DRILL]


def test_a_note_that_states_a_gru_offers_to_compute_it(tmp_path: Path) -> None:
    (card,) = drills(tmp_path, ROW_NOTE)
    assert card.rule == "compute"
    request = requested(card)
    assert request is not None
    first, second = request.exercise(1), request.exercise(2)
    assert first.asked == ("r_t", "u_t", "H^_t", "H_t")
    assert first.given["x_t"].tolist() != second.given["x_t"].tolist() or (
        first.given["U_r"].tolist() != second.given["U_r"].tolist()
    )
    assert engine.grade(first, first.answers).right


@pytest.mark.parametrize("text", [ROW_NOTE, "```drill\ncompute: gate\nconvention: keras\n```\n"])
def test_the_log_shows_the_exact_exercise_again(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (card,) = drills(tmp_path, text)
    request = requested(card)
    assert request is not None
    exercise = request.exercise(77)
    again = command(card, record(exercise, (1, 2)))
    assert main([*shlex.split(again)[1:], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["given"] == exercise.document()["given"]


def test_a_drill_fence_may_ask_for_its_own_note(tmp_path: Path) -> None:
    (card,) = drills(tmp_path, ROW_NOTE + FENCE)
    assert card.rule is None
    request = requested(card)
    assert request is not None
    assert set(request.exercise(3).asked) <= {"r_t", "u_t"}


def test_a_note_without_a_gru_says_what_is_missing(tmp_path: Path) -> None:
    (card,) = drills(tmp_path, "A note about gates.\n" + FENCE)
    with pytest.raises(NoteError, match="not those of a GRU"):
        requested(card)


def test_a_note_without_gates_offers_nothing(tmp_path: Path) -> None:
    assert drills(tmp_path, "# Loss\n\n$$L = \\frac{1}{n} \\sum_i (y_i - p_i)^2$$\n") == []
