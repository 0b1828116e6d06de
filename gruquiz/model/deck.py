"""Decks: paths of names, and what is left in them."""

from collections.abc import Iterable
from dataclasses import dataclass

ALIKE = 0.65
"""How alike two names are, from 0 to 1, where one may be a slip of the other."""


def parents(deck: str) -> list[str]:
    """A deck and its parents, the deck itself first."""
    parts = deck.split("/")
    return ["/".join(parts[:depth]) for depth in range(len(parts), 0, -1)]


def in_deck(deck: str, root: str | None) -> bool:
    """Whether a deck is `root` or below it; None is the whole library."""
    return root is None or deck == root or deck.startswith(root + "/")


def no_deck(name: str, decks: Iterable[str]) -> str:
    """Says that there is no deck of this name, and which one was probably meant."""
    known = sorted({above for deck in decks for above in parents(deck)})
    near = nearest(name, known)
    hint = f"did you mean {' or '.join(near)}?" if near else f"decks: {', '.join(known[:12])}"
    return f"there is no deck {name!r}; {hint if known else 'there are no decks yet'}"


def nearest(name: str, decks: Iterable[str], most: int = 3) -> list[str]:
    """The decks that a name is probably a slip or a part of, the likeliest first."""
    from difflib import SequenceMatcher  # only a name that is wrong needs it

    wanted = name.casefold().strip("/")
    ranked: list[tuple[float, str]] = []
    for deck in decks:
        path = deck.casefold()
        own = path.rpartition("/")[2]
        like = max(SequenceMatcher(None, wanted, each).ratio() for each in (path, own))
        if wanted and wanted in path:
            like += 1.0 + (path.startswith(wanted) or own.startswith(wanted))
        if like >= ALIKE:
            ranked.append((-like, deck))
    return [deck for _, deck in sorted(ranked)[:most]]


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck's counts as left today under the limits, sub-decks included."""

    name: str
    new: int
    learning: int
    due: int
    total: int
    suspended: int
