"""Alternative answers, as in `update gate|z_t`."""

import re
from itertools import pairwise

from gruquiz.markdown.scan import scan

_BAR = re.compile(r"(?<!\\)(?:\\\\)*\|")
MOST = 12
"""Alternatives; a text with more bars is not a list of them."""
_BRACKETS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "<": ">"}


def alternatives(answer: str) -> tuple[str, ...]:
    """The spellings of an answer, the one that is shown first.

    A bar separates them outside maths, code, links and brackets, if it has text and no blank on
    both sides: `|x|`, `a || b`, `P(A|B)` and `Title | Page` are one answer each. `\\|` does not
    separate.
    """
    if "|" not in answer:
        return (answer,)
    bars = [found.end() - 1 for found in _BAR.finditer(answer)]
    if len(bars) >= MOST:
        return (answer,)
    closed = [(region.start, region.end) for region in scan(answer).regions]
    bars = [bar for bar in bars if not any(start <= bar < end for start, end in closed)]
    if not bars or any(not _parts(answer, bar) for bar in bars):
        return (answer,)
    edges = [-1, *bars, len(answer)]
    found = [answer[start + 1 : end] for start, end in pairwise(edges)]
    return tuple(found)


def shown(answer: str) -> str:
    """The spelling that the card shows."""
    return alternatives(answer)[0]


def as_one(answer: str) -> str:
    """The answer with a backslash before each bar that would separate it."""
    return answer if len(alternatives(answer)) == 1 else _BAR.sub(_escaped, answer)


def _escaped(found: re.Match[str]) -> str:
    return f"{found[0][:-1]}\\|"


def _parts(answer: str, bar: int) -> bool:
    """Whether a bar has text and no blank on both sides, and is outside brackets."""
    before, after = answer[bar - 1 : bar], answer[bar + 1 : bar + 2]
    if not before.strip() or not after.strip() or "|" in (before, after):
        return False
    depth = 0
    for sign in answer[:bar]:
        depth += (sign in _BRACKETS) - (sign in _BRACKETS.values())
    return depth <= 0
