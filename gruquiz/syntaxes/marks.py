"""The marks by which a text shows that it may hold cards: a quick no for most notes of a vault."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marks:
    """What a card syntax is written with: each syntax gives its own.

    A pattern begins with its mark and is tried only where the mark was found, and a mark only
    where its first letter was: a search for all at once looks at every letter of a vault and
    costs ten times as much, and one letter is found ten times as fast as two.
    """

    plain: tuple[str, ...] = ()
    """Marks that show a card wherever they are."""
    openings: tuple[tuple[str, re.Pattern[str]], ...] = ()
    """Marks that show a card where their pattern matches."""
    alone: tuple[tuple[str, re.Pattern[str]], ...] = ()
    """Marks that show a card where only quotation marks are before the match on its line."""

    def show_in(self, text: str) -> bool:
        """Whether one of them is in a text."""
        for mark in self.plain:
            if mark[0] in text and mark in text:
                return True
        for mark, pattern in self.openings:
            if mark[0] in text and mark in text and pattern.search(text):
                return True
        for mark, pattern in self.alone:
            if mark[0] in text and mark in text and _is_alone(text, pattern):
                return True
        return False

    def within(self, text: str) -> "Marks":
        """Those that a text holds: its parts need be asked about no others."""
        return Marks(
            tuple([mark for mark in self.plain if mark in text]),
            tuple([each for each in self.openings if each[0] in text]),
            tuple([each for each in self.alone if each[0] in text]),
        )


def join_marks(marks: Iterable[Marks]) -> Marks:
    """The marks of several syntaxes as one; of two plain ones, where one holds the other, that."""
    each = list(marks)
    plain = list(dict.fromkeys(mark for one in each for mark in one.plain))
    return Marks(
        tuple([mark for mark in plain if not any(o in mark for o in plain if o != mark)]),
        tuple([opening for one in each for opening in one.openings]),
        tuple([alone for one in each for alone in one.alone]),
    )


def _is_alone(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether only quotation marks are before some match on its line."""
    return any(
        not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip(" \t>")
        for match in pattern.finditer(text)
    )
