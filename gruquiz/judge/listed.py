"""A list with "and", `;` or `,` between its items: right in any order."""

import re
from collections.abc import Callable, Iterator

from gruquiz.judge.verdict import RIGHT, Judged, Rating, worst
from gruquiz.markdown.scan import scan
from gruquiz.model import Face

_JOINT = re.compile(
    r"\s*(?:[,;]\s*(?:and|or|und|et|y)\s|[,;](?=\s)|;|\s(?:and|or|as well as)\s|\s&\s)\s*"
)
_COMMA = re.compile(r"\s*,\s+")
_TYPED = re.compile(r"\s*(?:[,;/\n]\s*(?:and\s)?|\s(?:and|or|&|\+)\s)\s*")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_LEAD = re.compile(r"^(?:both|either)\s+", re.IGNORECASE)
_ORDERED = re.compile(
    r"\border\b|\bsequence of\b|\bfrom first\b|\brank|\bsteps?\b.*\b(?:do|does|turn)\b|\bstacked\b",
    re.IGNORECASE,
)
_FIRMLY = re.compile(r";|\s(?:and|or|as well as|&)\s")
"""Separators of two items; a comma alone separates only three or more."""
_ASIDE = re.compile(
    r"(?:but|not|called|with|since|because|where|which|as|then|so|that|who|than|to|up)\b",
    re.IGNORECASE,
)
_CODE_LEAD = re.compile(r"^(?:(?:the|an?)\s+)?[A-Za-z]+\s+(?=`[^`]+`$)", re.IGNORECASE)
"""“The states `h_0`” is `h_0`."""
_HOLE = r"\[…\](?:\*\*)?"
_HOLES = re.compile(rf"{_HOLE}(?:(?:,|;|,? and|,? or)\s(?:the\s|an?\s)?(?:\*\*)?{_HOLE})+")
_MOST_HOLES = 4
MOST = 8
_MOST_WORDS = 4
_LONGEST = 600
"""Characters; a longer text is prose, not a list."""

Judge = Callable[[str, str], Judged]


def fits(answer: str) -> bool:
    """Whether the answer is two to eight short things joined together."""
    return bool(items(answer))


def are_listed(face: Face) -> bool:
    """Whether the holes of a cloze are a list: two to four, with "and" or commas between."""
    return 2 <= len(face.answers) <= _MOST_HOLES and _HOLES.search(face.front) is not None


def asks_for_order(question: str) -> bool:
    """Whether a question asks for an order."""
    return _ORDERED.search(question) is not None


def items(answer: str) -> tuple[str, ...]:
    """The items of a list; () where the answer is not a list."""
    if len(answer) > _LONGEST:
        return ()
    text = _LEAD.sub("", answer.strip()).rstrip(".").strip()
    if ":" in _BRACKETED.sub("", text):
        return ()
    parts = tuple(_CODE_LEAD.sub("", part) for part in _parted(text, _JOINT))
    if len(parts) == 2 and _FIRMLY.search(_BRACKETED.sub("", text)) is None:
        return ()  # "necessary, but not sufficient" and "1/4, at input 0" are no lists
    if any(_ASIDE.match(part) for part in parts):
        return ()
    short = all(1 <= len(part.split()) <= _MOST_WORDS or "$" in part for part in parts)
    return parts if 2 <= len(parts) <= MOST and short and all(parts) else ()


def apposition(answer: str) -> tuple[str, ...]:
    """A thing by two names, one of them a formula or code: "the sigmoid, $σ(a)$"; else ()."""
    if len(answer) > _LONGEST:
        return ()
    parts = tuple(_parted(answer.strip().rstrip("."), _COMMA))
    exact = [part[:1] == part[-1:] and part[:1] in ("$", "`") for part in parts]
    return parts if len(parts) == 2 and exact == [False, True] else ()


def restated(answer: str) -> tuple[str, ...]:
    """A row by two sets of names: "reset, update, new: r, z, n"; else ()."""
    head, colon, tail = answer.strip().rstrip(".").partition(":")
    rows = items(head), items(tail)
    return (head.strip(), tail.strip()) if colon and len(rows[0]) == len(rows[1]) > 1 else ()


def _parted(text: str, joint: re.Pattern[str]) -> Iterator[str]:
    """The text split at its separators outside maths, code, links and brackets."""
    closed = [(region.start, region.end) for region in scan(text).regions]
    closed += [found.span() for found in _BRACKETED.finditer(text)]
    start = 0
    for found in joint.finditer(text):
        if not any(first <= found.start() < last for first, last in closed):
            yield text[start : found.start()].strip()
            start = found.end()
    yield text[start:].strip()


def judged(answer: str, typed: str, judge: Judge, *, ordered: bool = False) -> Judged:
    """The worst verdict of the items, each compared with the typed one that fits best."""
    wanted = items(answer)
    given = _given(typed, len(wanted))
    if len(given) != len(wanted):
        number = "thing is" if len(wanted) == 1 else "things are"
        return Judged(Rating.WRONG, f"{len(wanted)} {number} asked, with a comma between.")
    if ordered:
        in_order = worst([judge(one, two) for one, two in zip(wanted, given, strict=True)])
        if not in_order.accepted and judged(answer, typed, judge).accepted:
            return Judged(Rating.WRONG, "All are there, in another order than asked.")
        return in_order
    open_items = list(given)
    results: list[Judged] = []
    for one in wanted:
        ratings = [judge(one, two) for two in open_items]
        chosen = min(range(len(ratings)), key=lambda k: _RANK.index(ratings[k].rating))
        results.append(ratings[chosen])
        open_items.pop(chosen)
    decided = worst(results)
    return RIGHT if decided.rating is Rating.RIGHT else decided


_RANK = (Rating.RIGHT, Rating.NEARLY, Rating.WRONG, Rating.UNREADABLE)


def _given(typed: str, number: int) -> list[str]:
    text = _LEAD.sub("", typed.strip()).rstrip(".").strip()
    parts = [part for part in _parted(text, _TYPED) if part]
    if len(parts) == 1 and len(text.split()) == number:
        return text.split()  # "reset update"
    return parts
