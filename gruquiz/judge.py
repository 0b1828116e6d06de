"""A typed answer against what fills the hole: text with small slips forgiven, formulas by value,
numbers within their last place."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from gruquiz.markdown import maths, plain
from gruquiz.model import Face, Grade


class Rating(StrEnum):
    """How good a typed answer is."""

    RIGHT = "right"
    NEARLY = "nearly"
    """Right but for a slip of the keyboard."""
    WRONG = "wrong"
    UNREADABLE = "unreadable"
    """A formula that cannot be read: a reason to ask again."""

    @property
    def grade(self) -> Grade:
        """The grade that it suggests."""
        grades = {Rating.RIGHT: Grade.GOOD, Rating.NEARLY: Grade.HARD}
        return grades.get(self, Grade.AGAIN)


Piece = tuple[str, Literal["same", "missing", "extra"]]
"""A stretch of the expected answer that was typed, of one that was not, or of one too many."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a typed answer is worth."""

    rating: Rating
    sentence: str = ""
    """Why, where that is known."""
    pieces: tuple[Piece, ...] = ()
    """The difference to what was expected, for showing; empty where it would say nothing."""


_WORST = (Rating.UNREADABLE, Rating.WRONG, Rating.NEARLY, Rating.RIGHT)
_ANSWER = re.compile(r"\\answer\{")
_ARTICLE = re.compile(r"^(?:the|an?)\s+")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_NUMBER = re.compile(r"[-+−]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+−]?\d+)?")
_GROUPED = re.compile(r"[-+−]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
"""Commas between thousands; one comma alone may be that, or the decimal one."""


def judge(face: Face, typed: Sequence[str]) -> Judged:
    """The worst of the holes decides; several of a formula are compared together."""
    if _ANSWER.search(face.back):
        return _formula(face, typed)
    found = [judge_text(answer, text) for answer, text in zip(face.answers, typed, strict=True)]
    return min(found, key=lambda one: _WORST.index(one.rating))


def _formula(face: Face, typed: Sequence[str]) -> Judged:
    # Only where a formula is asked: NumPy comes with it.
    from engine.formula import equivalent

    whole = without_answers(face.back)
    equations = [formula.latex for formula in maths(whole) if "=" in formula.latex]
    result = equivalent(face.answers, typed, equations)
    if result.error is not None:
        return Judged(Rating.UNREADABLE, str(result.error))
    return Judged(Rating.RIGHT if result.equal else Rating.WRONG, result.sentence)


def without_answers(text: str) -> str:
    r"""The text with each `\answer{…}` as the formula itself."""
    found = _ANSWER.search(text)
    while found is not None:
        depth, end = 1, found.end()
        while depth and end < len(text):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        text = text[: found.start()] + text[found.end() : end - 1] + text[end:]
        found = _ANSWER.search(text)
    return text


def judge_text(expected: str, typed: str) -> Judged:
    """Words or a number; spelling, case, marks and a leading article do not count."""
    shown = plain(expected)
    if _readings(shown.strip()):
        return _number(shown.strip(), typed)
    # What stands in brackets is an addition: it may be typed or not.
    spellings = (_normal(shown), _normal(_BRACKETS.sub("", shown)))
    given = _normal(typed)
    if given and given in spellings:
        return Judged(Rating.RIGHT)
    wanted = min(spellings, key=lambda spelling: _slips(spelling, given))
    if _slips(wanted, given) <= _forgiven(wanted) and _digits(wanted) == _digits(given):
        return Judged(Rating.NEARLY, "", _pieces(wanted, given))
    if given and sorted(wanted.split()) == sorted(given.split()):
        return Judged(Rating.NEARLY, "The words are right, in another order.")
    return Judged(Rating.WRONG, "", _pieces(wanted, given) if given else ())


def _number(expected: str, typed: str) -> Judged:
    """Right within half of the last place that is asked."""
    given = _readings(typed.strip())
    if not given:
        return Judged(Rating.WRONG, "A number is asked.")
    near = any(
        abs(wanted - value) <= 0.5 * 10.0**-decimals * (1 + 1e-9)
        for wanted, decimals in _readings(expected)
        for value, _ in given
    )
    return Judged(Rating.RIGHT if near else Rating.WRONG)


def _readings(text: str) -> list[tuple[float, int]]:
    """(value, decimals written) of a number, in each way in which it can be meant; [] for words."""
    text = text.replace("−", "-")
    spellings = [text.replace(",", ".")] if _NUMBER.fullmatch(text) else []
    if _GROUPED.fullmatch(text):
        spellings.append(text.replace(",", ""))
    found = []
    for spelling in spellings:
        mantissa, _, exponent = spelling.lower().partition("e")
        written = len(mantissa.partition(".")[2])
        found.append((float(spelling), max(0, written - int(exponent[:5] or 0))))
    return found


def _normal(text: str) -> str:
    """Lower case, no accents or marks, single blanks, no leading article."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return _ARTICLE.sub("", " ".join(letters.split()))


def _forgiven(wanted: str) -> int:
    """How many letters may be wrong: none of a short word, one in seven of a longer one."""
    return 0 if len(wanted) < 5 else max(1, min(3, len(wanted) // 7))


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _slips(wanted: str, given: str) -> int:
    from rapidfuzz.distance import OSA  # only once something was typed

    return int(OSA.distance(wanted, given))


def _pieces(wanted: str, given: str) -> tuple[Piece, ...]:
    """What was typed, what was left out and what was too much, in the order of the answer."""
    from rapidfuzz.distance import Indel

    pieces: list[Piece] = []
    for step in Indel.opcodes(given, wanted):
        if step.tag == "equal":
            pieces.append((wanted[step.dest_start : step.dest_end], "same"))
        elif step.tag == "delete":
            pieces.append((given[step.src_start : step.src_end], "extra"))
        else:
            pieces.append((wanted[step.dest_start : step.dest_end], "missing"))
    return tuple(pieces)
