"""Fuzz: moving a due date a little, to the quietest day nearby."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from gruquiz.library import CardRow, Library
from gruquiz.model import DeckOptions, Schedule

SHORTEST = 3
"""Days; shorter intervals stay as they are."""
SHARE = 0.05
MOST = 7


def window(interval: float) -> int:
    """By how many days at most an interval may be moved, either way."""
    if interval < SHORTEST:
        return 0
    return min(max(int(interval * SHARE), 1), MOST)


class Load:
    """Chooses the day with the fewest cards and no sibling; the same again for the same review."""

    def __init__(self, library: Library, options: DeckOptions) -> None:
        self.library = library
        self.options = options

    def moved(self, row: CardRow, after: Schedule, today: date) -> Schedule:
        """The schedule with its due date moved, if the options want that."""
        reach = window(after.interval)
        if not self.options.fuzz or after.due is None or not reach:
            return after
        first = after.due - timedelta(days=reach)
        loads = self.library.queues.due_on(first, after.due + timedelta(days=reach))
        siblings = self.library.queues.sibling_due_days(row.number, row.block)
        days = [
            first + timedelta(days=step)
            for step in range(2 * reach + 1)
            if (first - today).days + step <= self.options.maximum_interval
        ]
        chance = _chance(row)

        def cost(day: date) -> tuple[bool, bool, int, int]:
            return (
                day in siblings,
                day.weekday() in self.options.easy_days,
                loads.get(day, 0),
                chance(day),
            )

        due = min(days, key=cost)
        return replace(after, due=due, interval=float((due - today).days))


def _chance(row: CardRow) -> Callable[[date], int]:
    """An order of days that is random, but fixed for a card and the count of its reviews."""
    from hashlib import blake2b  # OpenSSL comes with it: only for who wants fuzz

    seed = f"{row.id} {row.schedule.reps} {row.schedule.lapses}"
    return lambda day: int.from_bytes(
        blake2b(f"{seed} {day}".encode(), digest_size=8).digest(), "big"
    )
