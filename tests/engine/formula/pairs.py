"""Answers and what is typed for them, from a file of `fixtures`."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FIXTURES = Path(__file__).with_name("fixtures")


class Pair(NamedTuple):
    """An answer as the note has it, what is typed for it, and whether that is right."""

    answer: str
    typed: str
    equations: tuple[str, ...]
    right: bool


def pairs(name: str) -> Iterator[Pair]:
    """The pairs of one file: `##` begins a block, `|` is an equation, `>` an answer."""
    answer = ""
    equations: tuple[str, ...] = ()
    for line in (FIXTURES / name).read_text("utf-8").splitlines():
        sign, _, text = line.partition(" ")
        if sign == "##":
            equations = ()
        elif sign == "|":
            equations = (*equations, text)
        elif sign == ">":
            answer = text
        elif sign in ("=", "!"):
            yield Pair(answer, text, equations, right=sign == "=")
