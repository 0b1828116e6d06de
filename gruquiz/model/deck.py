"""Decks: paths of names, and what is left in them."""

from dataclasses import dataclass


def parents(deck: str) -> list[str]:
    """A deck and every deck it lies in, the deck itself first."""
    parts = deck.split("/")
    return ["/".join(parts[:depth]) for depth in range(len(parts), 0, -1)]


def in_deck(deck: str, root: str | None) -> bool:
    """Whether a deck is `root` or lies in it; None is the whole library."""
    return root is None or deck == root or deck.startswith(root + "/")


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck's counts as left today under the limits, sub-decks included."""

    name: str
    new: int
    learning: int
    due: int
    total: int
    suspended: int
