"""Studying as a person does it: keys pressed, text seen, grades kept."""

from datetime import date
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from gruquiz.config import Config, DeckOptions
from gruquiz.library import Library
from gruquiz.model import BUTTONS, Face, Kind, LogKind, State
from gruquiz.tui.widgets.grades import Grades
from gruquiz.tui.widgets.key_bar import KeyBar
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import CLOZE, DRILL, NOW, QUESTION, Running, found, press

SIZES = [(80, 24), (40, 24)]


def log(pilot: Pilot[None]) -> list[tuple[LogKind, int | None]]:
    """The kinds and grades of the log, oldest first, as another process would read them."""
    with Library.open(Path(pilot.app.library_path)) as library:  # type: ignore[attr-defined]  # our app's own
        rows = [row for card in library.search.cards("") for row in library.cards.history(card.id)]
    rows.sort(key=lambda row: (row.time, row.id))
    return [(row.kind, None if row.grade is None else int(row.grade)) for row in rows]


@pytest.mark.parametrize("size", SIZES)
async def test_decks(running: Running, size: tuple[int, int]) -> None:
    async with running(size) as pilot:
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"decks-{size[0]}")


@pytest.mark.parametrize("size", SIZES)
async def test_cloze(running: Running, size: tuple[int, int]) -> None:
    async with running(size, cards=(CLOZE,)) as pilot:
        await press(pilot, "enter")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"cloze-front-{size[0]}")
        await press(pilot, "space")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"cloze-back-{size[0]}")


@pytest.mark.parametrize("size", SIZES)
async def test_question(running: Running, size: tuple[int, int]) -> None:
    async with running(size, cards=(QUESTION,)) as pilot:
        await press(pilot, "enter", "space")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"question-back-{size[0]}")


@pytest.mark.parametrize("size", SIZES)
async def test_end(running: Running, size: tuple[int, int]) -> None:
    async with running(size, cards=(CLOZE, QUESTION)) as pilot:
        await press(pilot, "enter", "space", "1", "space", "3", "space", "3")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"study-end-{size[0]}")
        await press(pilot, "escape")
        assert "today 2 done, 0 left" in seen.text(pilot.app)


@pytest.mark.parametrize("size", SIZES)
async def test_help_lists_the_keys_of_the_screen(running: Running, size: tuple[int, int]) -> None:
    async with running(size, cards=(CLOZE,)) as pilot:
        await press(pilot, "enter", "question_mark")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"help-{size[0]}")
        await press(pilot, "escape")
        assert "[…]" in seen.text(pilot.app)


async def test_grade_is_kept_before_the_next_card(running: Running) -> None:
    async with running(cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "enter", "3")
        assert log(pilot)[1:] == [], "a grade before the answer is shown does nothing"
        await press(pilot, "space", "4")
        assert (LogKind.REVIEW, 5) in log(pilot)
        assert "[…]" in seen.text(pilot.app)


async def test_undo_brings_the_card_back(running: Running) -> None:
    async with running(cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "enter")
        assert "u undo" not in seen.text(pilot.app)
        await press(pilot, "space", "1", "u")
        assert "Which state does zₜ weight" in seen.text(pilot.app)
        assert "0 of 2" in seen.text(pilot.app)
        await press(pilot, "u")
        assert "Which state does zₜ weight" in seen.text(pilot.app), "nothing more to take back"


@pytest.mark.parametrize(
    ("key", "state"), [("minus", State.BURIED), ("exclamation_mark", State.SUSPENDED)]
)
async def test_card_set_aside(running: Running, key: str, state: State) -> None:
    async with running(cards=(QUESTION,)) as pilot:
        await press(pilot, "enter", key)
        assert "Nothing is due here now" in seen.text(pilot.app)
        with Library.open(Path(pilot.app.library_path)) as library:  # type: ignore[attr-defined]  # our app's own
            (card,) = library.search.cards("")
            assert card.state(date(2026, 11, 21)) is state
        await press(pilot, "u")
        assert "Which state does zₜ weight" in seen.text(pilot.app)


async def test_a_flag_is_kept_shown_found_and_taken_back(running: Running) -> None:
    async with running(cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "enter", "space", "m")
        shown = seen.text(pilot.app)
        assert "⚑ flagged · Gated Recurrent Units" in shown
        assert "Flagged; is:flagged finds it. u undoes it." in shown
        assert "1 Again" in shown, "the answer stays on the screen"
        assert (LogKind.FLAG, None) in log(pilot)
        await press(pilot, "i")
        assert "⚑ flagged · review" in seen.text(pilot.app)
        await press(pilot, "escape", "escape", "b")
        field = pilot.app.focused
        assert isinstance(field, Input)
        field.value = "is:flagged"
        await press(pilot, "enter")
        shown = seen.text(pilot.app)
        assert "1 card" in shown
        assert "⚑ Which state" in shown
        await press(pilot, "m")
        assert "0 cards" in seen.text(pilot.app)
        await press(pilot, "u")
        assert "⚑ flagged · review" in seen.text(pilot.app)


async def test_undoing_a_flag_leaves_the_answer_open(running: Running) -> None:
    async with running(cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "enter", "space", "m", "u")
        shown = seen.text(pilot.app)
        assert "⚑" not in shown
        assert "1 Again" in shown
        assert "Undone: flagging “Which state does zₜ weight" in shown
        await press(pilot, "m", "m")
        assert "Flagged no more." in seen.text(pilot.app)
        await press(pilot, "3", "m", "u")
        assert "⚑" not in seen.text(pilot.app)
        await press(pilot, "u")
        assert "Which state does zₜ weight" in seen.text(pilot.app)


async def test_what_is_said_makes_room_for_what_is_said_next(running: Running) -> None:
    async with running(cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "enter", "space", "m", "minus")
        shown = seen.text(pilot.app)
        assert "Buried until tomorrow. u undoes it." in shown
        assert "Flagged" not in shown
        assert "[…]" in shown, "the card is not covered"
        pilot.app.hush()  # type: ignore[attr-defined]  # our app's own
        await pilot.pause()
        assert "Buried" not in seen.text(pilot.app)


async def test_new_cards_beyond_the_limit_are_offered_where_there_are_any(
    running: Running,
) -> None:
    cards = [found(n, Kind.QUESTION, Face(f"Q{n}", f"A{n}")) for n in range(1, 4)]
    async with running(cards=cards, config=Config(options=DeckOptions(new=1))) as pilot:
        await press(pilot, "enter", "space", "3")
        assert "n 10 more" in seen.text(pilot.app)
        await press(pilot, "n")
        assert "1 of 3" in seen.text(pilot.app)
        await press(pilot, "space", "3", "space", "3")
        shown = seen.text(pilot.app)
        assert "Done: 3 cards." in shown
        assert "3 answers · 3 new · 100% known at once" in shown
        assert "✓ Nothing went wrong." in shown
        assert "10 more" not in shown


async def test_undo_of_an_act_is_no_undo_of_an_answer(running: Running) -> None:
    async with running(cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "enter", "space", "1", "minus", "u", "minus", "space", "3")
        assert "✗ Which state does zₜ weight in" in seen.text(pilot.app)


async def test_only_a_suggestion_can_be_dropped(running: Running) -> None:
    async with running(cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "enter")
        assert "not a card" not in seen.text(pilot.app)
        await press(pilot, "x", "space", "3")
        assert "suggested from the note, line 30" in seen.text(pilot.app)
        await press(pilot, "x")
        assert "Done: 1 card" in seen.text(pilot.app)
        with Library.open(Path(pilot.app.library_path)) as library:  # type: ignore[attr-defined]  # our app's own
            assert [card.kind for card in library.search.cards("")] == [Kind.QUESTION]


async def test_without_a_terminal_edit_says_where_the_card_is(running: Running) -> None:
    async with running(cards=(CLOZE,), edit=lambda path, line: None) as pilot:
        await press(pilot, "enter", "e")
        said = " ".join(seen.text(pilot.app).replace("▌", "").split())
        assert "An editor cannot be opened here." in said
        assert "/notes/gru.md, line 30." in said


async def test_brackets_of_a_note_are_text(running: Running) -> None:
    """Textual's markup would eat `W[z_t]` and fall over `[/]`."""
    async with running(cards=(QUESTION,)) as pilot:
        await press(pilot, "enter")
        assert "what does W[z_t] or [/] mean here?" in " ".join(seen.text(pilot.app).split())


async def test_escape_sequences_of_a_note_never_reach_the_terminal(running: Running) -> None:
    hostile = found(50, Kind.QUESTION, Face("before \x1b[31mred\x1b]0;title\x07 after", "b\x9bc"))
    async with running(cards=(hostile,)) as pilot:
        await press(pilot, "enter", "space")
        shown = seen.text(pilot.app)
        assert "␛[31mred␛]0;title␇ after" in shown
        assert not {"\x1b", "\x07", "\x9b"} & set(shown)


async def test_grades_and_keys_can_be_clicked(running: Running) -> None:
    async with running(cards=(QUESTION,)) as pilot:
        await press(pilot, "enter")
        await pilot.click(KeyBar, offset=(3, 0))
        await pilot.pause()
        assert "The old state" in seen.text(pilot.app)
        row = next(row for row in seen.rows(pilot.app) if "3 Good" in row)
        await pilot.click(Grades, offset=(row.index("3 Good") + 2, 0))
        await pilot.pause()
        assert (LogKind.REVIEW, 4) in log(pilot)


async def test_the_whole_scale_of_grades(running: Running) -> None:
    async with running(cards=(QUESTION,), config=Config(grades="0-5")) as pilot:
        await press(pilot, "enter", "space")
        assert "0 Blackout" in seen.text(pilot.app)
        await press(pilot, "0")
        assert (LogKind.REVIEW, 0) in log(pilot)


async def test_keys_can_be_remapped(running: Running) -> None:
    config = Config(tables={"keys": {"study.reveal": "j"}})
    async with running(cards=(CLOZE,), config=config) as pilot:
        await press(pilot, "enter", "space")
        assert "1 Again" not in seen.text(pilot.app)
        await press(pilot, "j")
        assert "1 Again" in seen.text(pilot.app)


async def test_a_hole_below_the_fold_is_scrolled_to(running: Running) -> None:
    front = "\n\n".join([*(f"Line {n} of a long note." for n in range(30)), "At last **[…]**."])
    long = found(60, Kind.CLOZE, Face(front, front.replace("**[…]**", "==here=="), ("here",)))
    async with running(cards=(long,)) as pilot:
        await press(pilot, "enter")
        await pilot.pause()
        assert "At last […]." in seen.text(pilot.app)
        await press(pilot, "space")
        await pilot.pause()
        assert "At last here." in seen.text(pilot.app)


async def test_drill_card_asks_for_numbers_and_is_graded(running: Running) -> None:
    async with running(cards=(DRILL,)) as pilot:
        await press(pilot, "enter", "space", "s", "3")
        rows = log(pilot)
        assert (LogKind.REVIEW, 4) in rows
        with Library.open(Path(pilot.app.library_path)) as library:  # type: ignore[attr-defined]  # our app's own
            (card,) = library.search.cards("")
            drill = library.cards.history(card.id)[-1].drill
        assert '"kind": "step"' in drill
        assert '"seed"' in drill
        assert NOW.year == 2026


@pytest.mark.parametrize(
    ("typed", "said", "grade"),
    [
        ("Gated Recurrent Unit", "✓ right", 4),
        ("gated recurent unit", "≈ nearly", 3),
        ("update gate", "✗ not what the note says", 2),
    ],
)
async def test_a_typed_answer_is_judged(
    running: Running, typed: str, said: str, grade: int
) -> None:
    async with running(cards=(CLOZE,)) as pilot:
        await press(pilot, "enter", "t")
        field = pilot.app.focused
        assert isinstance(field, Input)
        field.value = typed
        await press(pilot, "enter")
        assert said in seen.text(pilot.app)
        proposed = pilot.app.screen.query_one(Grades).proposed
        assert BUTTONS[proposed] == grade
        await press(pilot, "4")
        assert (LogKind.REVIEW, 5) in log(pilot), "the learner has the last word"


async def test_keys_that_come_in_one_go_act_in_their_order(running: Running) -> None:
    """As tmux, a text expander or a slow line sends them."""
    async with running(cards=(CLOZE,)) as pilot:
        await press(pilot, "enter", "t", *"wrong")
        for key in ("ctrl+u", "g", "a", "x", "backspace", "t", "left", "left", "u", "end", "e"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        for _ in range(5):
            await pilot.pause()
        field = pilot.app.focused
        assert isinstance(field, Input)
        assert field.value == "guate"


async def test_typing_can_be_given_up(running: Running) -> None:
    async with running(cards=(CLOZE,)) as pilot:
        await press(pilot, "enter", "t", "a", "minus", "escape", "space")
        assert "1 Again" in seen.text(pilot.app)


async def test_a_typed_formula_is_compared_by_value(running: Running) -> None:
    face = Face(
        r"$$h_t = […]$$",
        r"$$h_t = \answer{z_t \odot h_{t-1} + (1 - z_t) \odot \tilde{h}_t}$$",
        (r"z_t \odot h_{t-1} + (1 - z_t) \odot \tilde{h}_t",),
    )
    async with running(cards=(found(70, Kind.EQUATION, face),)) as pilot:
        await press(pilot, "enter", "t")
        field = pilot.app.focused
        assert isinstance(field, Input)
        field.value = "z_t*(h_{t-1}"
        await press(pilot, "enter")
        assert "? cannot be read" in seen.text(pilot.app)
        field.value = "h~_t + z_t*(h_{t-1} - h~_t)"
        await press(pilot, "enter")
        assert "✓ right" in seen.text(pilot.app)


async def test_a_short_back_can_be_typed(running: Running) -> None:
    face = Face("Parameters of a layer?", "1920")
    async with running(cards=(found(71, Kind.QUESTION, face),)) as pilot:
        await press(pilot, "enter", "t")
        field = pilot.app.focused
        assert isinstance(field, Input)
        field.value = "1,920"
        await press(pilot, "enter")
        assert "✓ right" in seen.text(pilot.app)


async def test_a_long_back_is_written_freely_and_compared_by_the_learner(running: Running) -> None:
    """The letters go into a field: none of them is a command."""
    back = "Each step is a weighted average of the old state and the candidate."
    async with running(cards=(found(72, Kind.QUESTION, Face("Why?", back)),)) as pilot:
        await press(pilot, "enter", "t")
        assert "too long to be judged" in seen.text(pilot.app)
        await press(pilot, "a", "u", "b", "enter")
        text = seen.text(pilot.app)
        assert "you wrote  aub" in text
        assert "weighted average" in text
        assert "1 Again" in text
        assert pilot.app.screen.query_one(Grades).proposed == ""


async def test_typing_on_a_drill_card_opens_its_numbers(running: Running) -> None:
    async with running(cards=(DRILL,)) as pilot:
        await press(pilot, "enter", "t")
        assert type(pilot.app.screen).__name__ == "DrillScreen"
