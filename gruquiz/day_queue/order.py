"""The order of the day: overdue reviews first, new cards where the learner wants them."""

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

GAP = 5
"""So many other cards stand between two of one block, where there are as many."""


class QueueEntry(NamedTuple):
    """A card that may be asked today."""

    card: int
    deck: str
    block: int


def order_queue(
    reviews: Sequence[QueueEntry], new: Sequence[QueueEntry], new_order: str
) -> list[QueueEntry]:
    """Reviews and new cards put together, cards of one block apart from each other."""
    reviews = _spaced(reviews)
    if new_order == "before":
        return [*new, *reviews]
    if new_order == "after" or not new:
        return [*reviews, *new]
    mixed: list[QueueEntry] = []
    step = (len(reviews) + len(new)) / len(new)
    waiting, rest = deque(new), deque(reviews)
    while waiting or rest:
        turn = len(mixed) + 1 >= (len(new) - len(waiting) + 1) * step
        mixed.append(waiting.popleft() if waiting and (turn or not rest) else rest.popleft())
    return mixed


def _spaced(entries: Sequence[QueueEntry]) -> list[QueueEntry]:
    """The entries in their order, but with others between those of one block."""
    placed: list[QueueEntry] = []
    recent: deque[int] = deque(maxlen=GAP)
    waiting: deque[QueueEntry] = deque()

    def place(entry: QueueEntry) -> None:
        placed.append(entry)
        recent.append(entry.block)

    for entry in entries:
        while waiting and waiting[0].block not in recent:
            place(waiting.popleft())
        if entry.block in recent:
            waiting.append(entry)
        else:
            place(entry)
    placed.extend(waiting)
    return placed
