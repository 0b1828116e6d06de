"""What the words of a note settle, and where words and equations disagree."""

import pytest

from engine.formula import disagreements, lint, recognise
from engine.formula.prose import polarities, polarity, sentences
from tests.engine.formula import seeds


@pytest.mark.parametrize(
    ("prose", "keeps"),
    [
        (seeds.ROWS_PROSE, True),
        ("If $z_t$ is close to 1, the old state is kept. The rest is new.", True),
        ("When z_t is near 0 the previous hidden state is copied.", False),
        ("When z_t equals 1, the new state is the candidate activation.", False),
        ("If z_t = 0, we ignore the previous state and take the candidate.", True),
        ("The update gate controls how much of the past information is kept.", True),
        ("The update gate decides how much of the previous hidden state to forget.", False),
        ("The update gate z_t controls how much information from the current memory content will "
         "carry over to the hidden state.", False),
        ("The update gate is a vector of numbers between 0 and 1.", None),
        ("The reset gate decides how much of the past information to forget.", None),
        ("If r_t is close to 0, the previous hidden state is ignored.", None),
        ("If z_t is close to 1, the old state is kept. If z_t is close to 1, the candidate "
         "replaces it: it consists of the candidate.", None),
        (r"When $z_t \approx 0$: keep old hidden state. The rest follows.", False),
        (r"When $z_{t} \to 1$, the old state is copied.", True),
        (r"If $z_t$ is close to $1$, the network uses the candidate state.", False),
        ("", None),
    ],
)  # fmt: skip
def test_the_polarity_that_a_text_states(prose: str, keeps: bool | None) -> None:
    found = polarity(prose, ("u_t", "z_t"))
    assert (None if found is None else found.keeps) == keeps


def test_a_sentence_is_quoted_whole_and_found_in_its_place() -> None:
    found = polarity(seeds.ROWS_PROSE, ("u_t",))
    assert found is not None
    assert found.sentence.startswith("Now assume the value")
    assert found.sentence.endswith("previous hidden state.")
    assert seeds.ROWS_PROSE[found.start :].startswith("Now assume")


def test_sentences_end_where_a_reader_ends_them() -> None:
    text = "One line\ngoes on. A number 0.5 does not end it.\n\nA title\n\nLast? Yes!"
    assert [each for _, each in sentences(text)] == [
        "One line goes on.", "A number 0.5 does not end it.", "A title", "Last?", "Yes!",
    ]  # fmt: skip


def test_words_against_the_equation_are_pointed_out() -> None:
    cell = recognise(seeds.RESET_AFTER)
    found = [each for each in lint(cell, seeds.RESET_AFTER_PROSE) if each.rule == "polarity"]
    (contradiction,) = found
    assert contradiction.quote.startswith("How much of the past information")
    assert seeds.RESET_AFTER_PROSE[contradiction.start :].startswith("How much of the past")
    agreeing = recognise(seeds.SIGMOID_CANDIDATE)
    assert lint(agreeing, "The update gate decides how much of the past information is kept.") == []


def test_an_inferred_equation_does_not_contradict_the_words_it_comes_from() -> None:
    cell = recognise(seeds.ROWS, seeds.ROWS_PROSE)
    assert lint(cell, seeds.ROWS_PROSE) == []


def test_an_example_with_wrong_arithmetic_is_pointed_out() -> None:
    cell = recognise(seeds.RESET_AFTER)
    wrong = [each for each in lint(cell, seeds.RESET_AFTER_PROSE) if each.rule == "arithmetic"]
    (example,) = wrong
    assert example.message.endswith("component 2, 5")
    assert seeds.RESET_AFTER_PROSE[example.start :].startswith("$[1, 0, 0.3, 1, 0]$")
    mended = seeds.RESET_AFTER_PROSE.replace("[b, g, 0.3h, i, j]", "[b, 0, 0.3h, i, 0]")
    assert not [each for each in lint(cell, mended) if each.rule == "arithmetic"]


@pytest.mark.parametrize(
    ("formula", "wrong"),
    [
        (r"$[1, 0.5] \odot [2, 2] = [2, 1]$", False),
        (r"$[1, 0.5] \odot [2, 2] = [2, 2]$", True),
        (r"$[1, 2] + [1, 1] = [2, 3] = [2, 3]$", False),
        (r"$h_t = [1, 2]$", False),
    ],
)
def test_equations_between_written_vectors_are_checked(formula: str, wrong: bool) -> None:
    found = lint(recognise([]), f"As an example: {formula}.")
    assert bool(found) == wrong


def test_notes_that_disagree_are_named() -> None:
    notes = {
        "rows": recognise(seeds.ROWS, seeds.ROWS_PROSE),
        "sigmoid": recognise(seeds.SIGMOID_CANDIDATE),
        "after": recognise(seeds.RESET_AFTER),
        "rnn": recognise(seeds.RNN),
    }
    messages = [each.message for each in disagreements(notes)]
    assert len(messages) == 3
    assert "the old state in rows, sigmoid; the candidate in after" in messages[0]
    assert disagreements({"rows": notes["rows"]}) == []


def test_polarities_tells_everything_in_order() -> None:
    prose = "The update gate says how much of the old state is kept. If z_t is 1 it is kept."
    assert [each.keeps for each in polarities(prose, ("z_t",))] == [True]
