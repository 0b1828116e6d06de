"""The answers that a learner can type: those of holes, and short backs."""

import re

from gruquiz.judge import code, formula, listed, number, shape
from gruquiz.judge.holes import has_holes
from gruquiz.markdown import plain
from gruquiz.model import Face

MOST_WORDS = 6
_LONGEST = 200
"""Characters; a longer formula is not typed."""
_NOTE = re.compile(r"(?<=[\w$`.)])[.]?\s+\((?P<note>[^()]{3,})\)\s*[.]?$")
"""A remark in brackets at the end of a back, or after its first sentence."""
_EXPLAINED = re.compile(r"(?:[:;]|,\s+(?:since|because|at|with|the defaults?|where|as)\b)\s*")
_NAMED = re.compile(
    r"\b(?:which|what|who|whose|where|when|how many|how much|positive or negative)\b|[^?]$",
    re.IGNORECASE,
)
_WHY = re.compile(r"\bwhy\b|\beach\b|\bhow (?:do|does|did|are|is|can)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"(?:its?|they|both|this|that|only|add|change|before|after)\b", re.IGNORECASE)
"""How a head begins that only the rest makes an answer."""
_LEAD = re.compile(r"^(?:(?:on|of|at|in|to|for|by)\s+)?(?:the|an?)\s+", re.IGNORECASE)
_MOST_IN_HEAD = 4
_BLOCK = re.compile(r"^\s*(?:[-*+>|#]|\d+[.)]\s|```|~~~)|\n\s*\n|!\[", re.MULTILINE)


def asked_answers(face: Face) -> tuple[str, ...]:
    """The answers to type, as the note writes them: those of the holes, else a short back; () where
    learners must compare for themselves."""
    if face.answers:
        return face.answers
    answer = _short(face.front, face.back.strip())
    return () if answer is None else (answer,)


def _short(front: str, back: str) -> str | None:
    """The back, or its part before an explanation, if that can be typed."""
    if not back or back.startswith("{") or has_holes(back) or _BLOCK.search(back):
        return None
    head = _head(back)
    if head is not None and _is_exact(head):
        return head
    for text in (back, _without_note(back)):
        if is_short(text):
            return text
    if head is None or _WHY.search(front) or _NAMED.search(front.strip()) is None:
        return None
    words = _LEAD.sub("", plain(head)).split()
    return head if 0 < len(words) <= _MOST_IN_HEAD and _CLAUSE.match(head) is None else None


def _is_exact(text: str) -> bool:
    """Whether a text is a number, a formula, code, or several of these."""
    items = listed.items(text) or (text,)
    return all(any(kind.fits(one) for kind in (number, shape, code, formula)) for one in items)


def is_short(text: str) -> bool:
    """Whether a text is one formula, number, name or phrase of at most six words."""
    if not text or len(text) > _LONGEST or "\n" in text.strip():
        return False
    if _is_exact(text):
        return True
    items = listed.items(text) or listed.apposition(text)
    if "$" in text:
        return bool(items) and all(is_short(item) for item in items)
    if len(items) > 2 and all(len(item.split()) <= 3 for item in items):
        return True
    return len(plain(text).split()) <= MOST_WORDS


def _without_note(back: str) -> str:
    """The back without a remark in brackets; "(GRU)" is kept, since it may be typed."""
    found = _NOTE.search(back)
    if found is None or len(plain(found["note"]).split()) < 2:
        return back
    return back[: found.start()].rstrip(" .")


def _head(back: str) -> str | None:
    """The text before an explanation; None where there is none, or several."""
    found = _EXPLAINED.search(back)
    if found is None or back.count(":") > 1 or "$" in back[: found.start()].replace("$", "", 2):
        return None
    return back[: found.start()].strip().rstrip(".")
