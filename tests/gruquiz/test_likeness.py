"""How much of a card may change before it is another: both sides of every bound.

In these wordings nothing but the share of words in common decides: every word is either kept or
replaced by one that is no slip of it, no rival of it and no name.
"""

from itertools import product
from pathlib import Path

import pytest

from gruquiz.config import Config
from gruquiz.identity.wording import is_typo, same_answer
from gruquiz.model import CardId, Grade, ImportReport
from gruquiz.session import Session
from tests.gruquiz.vaults import NOW, Vault

WORDS = """
amber bowl cedar delta ember fable grain hazel ivory jolly
koala lemon maple nylon olive pearl quartz river sugar tiger

quilt radar stone tulip ultra vivid wagon xenon yeast zebra
prism noble mango ninja orbit panda query robot salad toast
"""
OLD, NEW = (block.split() for block in WORDS.split("\n\n"))


def side(kept: int, words: int) -> tuple[str, str]:
    """A side of a card before and after an edit that keeps some of its words."""
    return " ".join(OLD[:words]), " ".join([*OLD[:kept], *NEW[kept:words]])


def pair(front: tuple[int, int], back: tuple[int, int]) -> tuple[str, str]:
    """A card before and after; each side as (words kept, words)."""
    sides = side(*front), side(*back)
    return f"{sides[0][0]}::{sides[1][0]}", f"{sides[0][1]}::{sides[1][1]}"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def only(vault: Vault, note: str) -> CardId:
    (card,) = vault.cards(note)
    return card.id


def edit(vault: Vault, before: str, after: str) -> tuple[bool, bool]:
    """Whether the card of a note is kept over an edit, and whether the learner is asked."""
    vault.write("a.md", before)
    vault.read()
    was = only(vault, "a.md")
    vault.write("a.md", after)
    report = vault.rescan()
    now = only(vault, "a.md")
    asked = [(one.old, one.new) for one in report.likely]
    assert asked in ([], [(was, now)])
    return now == was, bool(asked)


@pytest.mark.parametrize(("words", "kept"), [(10, True), (7, False)])
def test_a_card_is_kept_where_three_fifths_of_its_words_are(
    vault: Vault, words: int, kept: bool
) -> None:
    """6 of 10 words are enough, 4 of 7 are not."""
    common, back = {10: (6, 2), 7: (4, 2)}[words]
    before, after = pair((common - back, words - back), (back, back))
    assert edit(vault, f"# Gates\n\n{before}", f"# Gates\n\n{after}") == (kept, not kept)


@pytest.mark.parametrize(("common", "words", "kept"), [(4, 5, True), (7, 9, False)])
def test_under_another_heading_four_fifths_must_be_the_same(
    vault: Vault, common: int, words: int, kept: bool
) -> None:
    before, after = pair((common - 2, words - 2), (2, 2))
    assert edit(vault, f"# Gates\n\n{before}", f"# Cells\n\n{after}") == (kept, not kept)


@pytest.mark.parametrize(("back", "asked"), [((2, 5), True), ((3, 8), False)])
def test_the_learner_is_asked_from_two_fifths_on(
    vault: Vault, back: tuple[int, int], asked: bool
) -> None:
    before, after = pair((4, 10), back)
    assert edit(vault, before, after) == (False, asked)


def cut_and_paste(vault: Vault, before: str, after: str) -> ImportReport:
    """Move a card from one note into another with an edit, seen by one import."""
    vault.write("a.md", f"{before}\n\nk::v")
    vault.write("b.md", "p::q")
    vault.read()
    vault.write("a.md", "k::v")
    vault.write("b.md", f"p::q\n\n{after}")
    return vault.rescan()


@pytest.mark.parametrize(("common", "words", "kept"), [(4, 5, True), (7, 9, False)])
def test_a_card_that_moves_to_another_note_keeps_four_fifths_of_its_words(
    vault: Vault, common: int, words: int, kept: bool
) -> None:
    before, after = pair((common - 2, words - 2), (2, 2))
    report = cut_and_paste(vault, before, after)
    assert bool(vault.library.note_index.missing_cards()) == (not kept)
    assert len(report.likely) == (0 if kept else 1)


@pytest.mark.parametrize(("words", "taken"), [(19, True), (21, False)])
def test_of_two_that_are_nearly_as_like_neither_is_taken_unasked(
    vault: Vault, words: int, taken: bool
) -> None:
    """One of them has a word changed and the other three: of 19 that is a tenth less, of 21 not."""
    front = OLD[: words - 1]
    rivals = [
        f"{' '.join([*NEW[start : start + changed], *front[changed:]])}::because"
        for start, changed in ((0, 1), (5, 3))
    ]
    vault.write("a.md", f"{' '.join(front)}::because\n\nk::v")
    vault.write("b.md", "p::q")
    vault.read()
    vault.write("a.md", "k::v")
    vault.write("b.md", "\n\n".join(["p::q", *rivals]))
    report = vault.rescan()
    assert bool(vault.library.note_index.missing_cards()) == bool(report.likely) == (not taken)


@pytest.mark.parametrize(
    ("back", "studied", "asked"),
    [((3, 5), True, True), ((4, 7), True, False), ((5, 5), False, False)],
)
def test_about_a_card_long_missing_the_learner_is_asked_from_three_fifths_on(
    vault: Vault, back: tuple[int, int], studied: bool, asked: bool
) -> None:
    """If it was ever studied: else there is nothing to keep."""
    before, after = pair((3, 5), back)
    vault.write("a.md", f"{before}\n\nk::v")
    vault.write("b.md", "p::q")
    vault.read()
    if studied:
        (card,) = [card for card in vault.cards("a.md") if card.face.front != "k"]
        Session(vault.library, Config()).answer(card.id, Grade.GOOD, NOW)
    vault.write("a.md", "k::v")
    vault.rescan()
    vault.write("b.md", f"p::q\n\n{after}")
    assert bool(vault.rescan().likely) == asked


@pytest.mark.parametrize(
    ("word", "written", "slip"),
    [
        ("row", "rwo", False),  # of three letters none may be wrong
        ("gate", "gaet", True),
        ("gradient", "gradeint", True),
        ("gradient", "gardeint", False),  # of eight letters one, of nine two
        ("candidate", "cadnidaet", True),
        ("candidate", "cadnidetta", False),
        ("gate", "date", False),  # the first letter is never a slip
        ("linear", "nonlinear", False),
        ("relevant", "irrelevant", False),
    ],
)
def test_how_many_letters_a_slip_of_the_finger_may_have(
    word: str, written: str, slip: bool
) -> None:
    assert is_typo(word, written) == is_typo(written, word) == slip


@pytest.mark.parametrize(("words", "kept"), [(2, True), (3, False)])
def test_another_answer_of_two_words_may_be_a_mended_one(
    vault: Vault, words: int, kept: bool
) -> None:
    """Where the question only gained a word; of three, none left makes it another fact."""
    front = " ".join(OLD[:8])
    before = f"{front}::{' '.join(OLD[10 : 10 + words])}"
    after = f"{front} more::{' '.join(NEW[10 : 10 + words])}"
    assert edit(vault, before, after)[0] == kept


@pytest.mark.parametrize(("others", "kept"), [(4, True), (3, False)])
def test_a_sentence_of_five_words_tells_a_cloze_by_itself(
    vault: Vault, others: int, kept: bool
) -> None:
    """Whatever became of the rest of its block; a shorter one does not."""
    sentence = f"{' '.join(OLD[:others])} ==pearl=="
    before, after = (f"{sentence}. {' '.join(words[4:])}." for words in (OLD, NEW))
    assert edit(vault, before, after)[0] == kept


@pytest.mark.parametrize("second", [False, True])
def test_of_two_cards_alike_the_nearer_one_is_meant(vault: Vault, second: bool) -> None:
    filler = "\n\n".join(["Nothing to ask."] * 9)
    one, other, now = (f"amber bowl cedar {word}::because" for word in ("delta", "ember", "stone"))
    vault.write("a.md", f"{one}\n\n{filler}\n\n{other}")
    vault.read()
    ids = [card.id for card in vault.cards("a.md")]
    vault.write("a.md", f"{filler}\n\n{now}" if second else f"{now}\n\n{filler}")
    vault.rescan()
    assert only(vault, "a.md") == ids[second]


@pytest.mark.parametrize(("anchor", "kept"), [("37066d", True), ("37066", False), ("gate", False)])
def test_a_block_id_that_obsidian_made_up_tells_a_card_in_any_note(
    vault: Vault, anchor: str, kept: bool
) -> None:
    """What people write themselves may come twice: there the texts must be alike too."""
    before, after = (f"{' '.join(words[:5])}::{words[6]} ^{anchor}" for words in (OLD, NEW))
    cut_and_paste(vault, before, after)
    assert bool(vault.library.note_index.missing_cards()) == (not kept)


def test_nobody_is_asked_about_a_card_that_was_dropped(vault: Vault) -> None:
    before, after = pair((4, 10), (2, 5))
    vault.write("a.md", before)
    vault.read()
    Session(vault.library, Config()).changes.drop(only(vault, "a.md"), NOW)
    vault.write("a.md", after)
    assert vault.rescan().likely == ()


@pytest.mark.parametrize("cards", [50, 51])
def test_fifty_pairs_are_asked_about_at_once_at_most(vault: Vault, cards: int) -> None:
    syllables = ["bam", "cel", "dor", "fin", "gup", "hak", "jel", "kom"]
    words = ["".join(three) for three in product(syllables, repeat=3)]
    before, after = [], []
    for at in range(0, 8 * cards, 8):
        a, b, c, d, answer, new = words[at : at + 6]
        before.append(f"{a} {b} {c} {d}::{answer}")
        after.append(f"{a} {b} {new}::{answer}")
    report = cut_and_paste(vault, "\n\n".join(before), "\n\n".join(after))
    assert len(report.likely) == 50


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("state", "the state", True), ("state", "the whole state", False)],
)
def test_at_least_half_of_an_answer_must_be_there(one: str, other: str, same: bool) -> None:
    assert (same_answer(one, other) > 0) == (same_answer(other, one) > 0) == same
