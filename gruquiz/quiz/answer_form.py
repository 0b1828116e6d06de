"""The form of an answer: options of other forms would give the right one away."""

import re
from dataclasses import dataclass
from enum import StrEnum

from gruquiz.markdown import plain
from gruquiz.model import Card, Kind


class Sort(StrEnum):
    """What an answer is at a glance."""

    EQUATION = "equation"
    SYSTEM = "system"
    """Several equations, or one on several lines."""
    FORMULA = "formula"
    CODE = "code"
    SHAPE = "shape"
    """(N, L, 2H)"""
    NUMBER = "number"
    WORDS = "words"
    """A name: a few words."""
    SENTENCE = "sentence"


MOST_WORDS = 4
"""An answer with more words is a sentence."""
SLACK = 6
"""Short answers may differ in length by so many letters."""

_MATHS = re.compile(r"(\$\$?)([^$]+)\1[.,;]?")
_CODE = re.compile(r"`[^`]+`[.,;]?")
_SHAPE = re.compile(r"\([^()]*,[^()]*\)")
_NUMBER = re.compile(r"[-+−±]?\d[\d., ]*(?:\s?[%A-Za-z]{1,3})?")
_NUMBER_WORDS = frozenset(
    ("none", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
)
_PREPOSITIONS = frozenset(
    ("at", "after", "before", "by", "during", "for", "from", "in", "into", "of", "on", "to", "with")
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ASKED = re.compile(r"\b(who|whose|when|where|why|how (?:many|much|often|long|large))\b")


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """What an answer shows of itself without one's knowing whether it is right."""

    sort: Sort
    text: str
    """In Unicode, lower case; of an equation the right side."""
    asked: str
    """What the question asks for: the question's word, as "why"; "whether" for yes or no;
    "place" where a few words begin with a preposition; "fraction" of a number that is not whole;
    empty for any other."""
    left: str
    """The left side of an equation; empty for anything else."""

    @property
    def opening(self) -> str:
        """The first word: "in Cho et al." is not the answer that "first both gates" is."""
        return self.text.split(maxsplit=1)[0].rstrip(",;:.") if self.text else ""


def describe_form(card: Card, answer: str) -> AnswerForm:
    """How a card's answer looks, given as markdown."""
    sides = equation_sides(answer)
    text = plain(f"${sides[1]}$" if sides else answer).casefold()
    sort = Sort.EQUATION if sides else _sort(answer.strip(), text)
    left = plain(f"${sides[0]}$").casefold() if sides else ""
    return AnswerForm(sort, text, _asked(card, sort, text), left)


def _asked(card: Card, sort: Sort, text: str) -> str:
    opening = text.replace(",", " ").split(maxsplit=1)[0].strip(".") if text.strip() else ""
    if opening in ("yes", "no"):
        return "whether"
    if sort is Sort.WORDS and opening in _PREPOSITIONS:
        return "place"
    if sort is Sort.NUMBER and "." in text.strip(" ."):
        return "fraction"
    if card.kind is Kind.CLOZE or sort not in (Sort.WORDS, Sort.SENTENCE):
        return ""
    found = _ASKED.search(plain(card.face.front).casefold())
    return found[1] if found else ""


def _sort(answer: str, text: str) -> Sort:
    if _MATHS.fullmatch(answer):
        return Sort.SYSTEM if "=" in answer else Sort.FORMULA
    bare = text.strip(" .")
    if _CODE.fullmatch(answer):
        return Sort.CODE
    if _SHAPE.fullmatch(bare):
        return Sort.SHAPE
    if _NUMBER.fullmatch(bare) or bare in _NUMBER_WORDS:
        return Sort.NUMBER
    return Sort.WORDS if len(bare.split()) <= MOST_WORDS and "," not in bare else Sort.SENTENCE


def equation_sides(answer: str) -> tuple[str, str] | None:
    """Both sides of a single equation on one line, as LaTeX; None for anything else."""
    found = _MATHS.fullmatch(answer.strip())
    if found is None or found[2].count("=") != 1 or re.search(r"\\\\|\\begin|&", found[2]):
        return None
    left, _, right = found[2].partition("=")
    return left.strip(), right.strip(" ,;.\n")


def alike(one: AnswerForm, other: AnswerForm) -> bool:
    """Whether two answers have the same form: sort, what is asked, about the length."""
    if one.sort is not other.sort or one.asked != other.asked:
        return False
    short, long = sorted((len(one.text), len(other.text)))
    return long <= 2 * short or long - short <= SLACK


def distance(card: Card, one: AnswerForm, other: Card, its: AnswerForm) -> tuple[int, int]:
    """How different two `alike` answers still are; another deck counts most."""
    marked = _marks(card.face.back) != _marks(other.face.back)
    unlike = (
        3 * (card.deck != other.deck)
        + (card.kind is not other.kind)
        + (one.opening != its.opening)
        + (card.note != other.note)
        + marked
    )
    return unlike, abs(len(one.text) - len(its.text))


def _marks(text: str) -> tuple[bool, ...]:
    """Whether there is maths in it, code, a year."""
    return ("$" in text, "`" in text, _YEAR.search(text) is not None)
