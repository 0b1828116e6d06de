"""The kinds of answers, recognised from the note's text, and how each is judged."""

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import NamedTuple

from gruquiz.errors import CardError
from gruquiz.judge import code, formula, listed, number, shape, words
from gruquiz.judge.typable import asked_answers
from gruquiz.judge.verdict import Judged, Rating, best, worst
from gruquiz.markdown.alternatives import alternatives
from gruquiz.model import Face

LONGEST = 4000
"""Characters; nobody types more, and what is pasted by mistake is not compared."""


class AnswerKind(NamedTuple):
    """A kind of answer."""

    name: str
    fits: Callable[[str], bool]
    judged: Callable[[str, str], Judged]


def _list(answer: str, typed: str) -> Judged:
    return listed.judged(answer, typed, judge_text)


KINDS = (
    AnswerKind("number", number.fits, number.judged),
    AnswerKind("shape", shape.fits, shape.judged),
    AnswerKind("code", code.fits, code.judged),
    AnswerKind("formula", formula.fits, formula.judged),
    AnswerKind("list", listed.fits, _list),
    AnswerKind("words", words.fits, words.judged),
)
"""In this order: the first kind that an answer fits is its kind."""


def kind_of(answer: str) -> AnswerKind:
    """The kind of an answer without alternatives."""
    return next(kind for kind in KINDS if kind.fits(answer))


def judge(face: Face, typed: Sequence[str]) -> Judged:
    """The verdict on a face: the worst of its holes; those of one formula are compared together."""
    if formula.has_equation(face):
        return formula.in_holes(face, typed)
    ordered = listed.asks_for_order(face.front)
    answers = asked_answers(face)
    if len(answers) != len(typed):
        raise CardError(f"{len(answers)} answers are asked, {len(typed)} were typed")
    ways = permutations(typed) if listed.are_listed(face) and not ordered else (tuple(typed),)
    return best([_together(answers, way, ordered=ordered) for way in ways])


def _together(answers: Sequence[str], typed: Sequence[str], *, ordered: bool) -> Judged:
    pairs = zip(answers, typed, strict=True)
    return worst([judge_text(answer, text, ordered=ordered) for answer, text in pairs])


def judge_text(expected: str, typed: str, *, ordered: bool = False) -> Judged:
    """Compare a typed text with the note's answer; any of its alternatives is right.

    An `ordered` list is right only in its order.
    """
    if not typed.strip():
        return Judged(Rating.WRONG)
    if len(typed) > LONGEST:
        return Judged(Rating.WRONG, "That is too long to be an answer.")
    spellings = _spellings(expected)
    found = [_one(spelling, typed, ordered=ordered) for spelling in spellings]
    if len(spellings) > 1:
        # A shape or a formula among names: what it cannot read may be another's slip.
        readable = [one for one in found if one.rating is not Rating.UNREADABLE]
        return best(readable or found)
    return found[0]


def _spellings(expected: str) -> tuple[str, ...]:
    """Every right answer: the note's alternatives, and each of two names."""
    found = alternatives(expected)
    if len(found) > 1:
        return found
    names = listed.apposition(expected) or listed.restated(expected)
    return (expected, *names)


def _one(expected: str, typed: str, *, ordered: bool) -> Judged:
    kind = kind_of(expected)
    if kind.name != "list":
        return kind.judged(expected, typed)
    # A list may also be a name with a comma or an "and" in it.
    whole = words.judged(expected, typed)
    if whole.rating is Rating.RIGHT:
        return whole
    parts = listed.judged(expected, typed, judge_text, ordered=ordered)
    return parts if parts.accepted or parts.sentence or not whole.accepted or ordered else whole
