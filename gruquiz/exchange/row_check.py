"""Checks whether cards can be made of the rows of a table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gruquiz.exchange.deck_names import table_deck
from gruquiz.foreign import Limits, Refusals
from gruquiz.foreign.values import LONGEST_NAME, Text

LONGEST_TAGS = 10_000
"""Characters of all tags of a card."""


@dataclass(frozen=True, slots=True)
class RowCheck:
    """Passes valid rows and counts the others."""

    limits: Limits
    refusals: Refusals

    def counted(self, rows: Iterable[list[str]]) -> Iterator[list[str]]:
        """The rows. Raises LimitError where there are too many."""
        most = self.limits.rows
        for number, row in enumerate(rows):
            if number >= most:
                raise self.limits.exceeded("it has more than", number, most, "rows")
            yield row

    def short_enough(self, rows: list[list[str]]) -> list[list[str]]:
        """Those rows whose first two fields are not too long."""
        longest = self.limits.text
        short = [row for row in rows if len(row[0]) <= longest and len(row[1]) <= longest]
        if len(short) < len(rows):
            self.refusals.add("rows", self._too_long(longest), len(rows) - len(short))
        return short

    def is_sound(self, sides: Sequence[str], placed: Mapping[str, str]) -> bool:
        """Whether a card can be made of these fields; if not, counts it as refused."""
        problem = self._problem(sides, placed)
        if problem:
            self.refusals.add("rows", problem)
        return not problem

    def _problem(self, sides: Sequence[str], placed: Mapping[str, str]) -> str:
        longest = self.limits.text
        if any(len(side) > longest for side in sides):
            return self._too_long(longest)
        if problem := Text(LONGEST_NAME).problem(placed.get("guid", "")):
            return f"its name {problem}"
        if problem := Text(LONGEST_TAGS).problem(placed.get("tags", "")):
            return f"its tags: the text {problem}"
        try:
            table_deck(placed.get("deck", ""), self.limits.depth)
        except ValueError as error:
            return f"its deck: {error}"
        return ""

    @staticmethod
    def _too_long(longest: int) -> str:
        return f"a side is longer than {longest:,} characters"
