"""What an import is asked to do, and how far it is."""

from dataclasses import dataclass, field, replace
from hashlib import blake2b

from gruquiz.model import NoteFailure, NoteReport
from gruquiz.syntaxes import Syntax

READER = 1
"""Raised when notes are read differently than before: every note is then read again."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to import."""

    deck: str | None = None
    """Put all cards here, whatever the notes say."""
    suggest: str | None = None
    """`auto`, `always` or `never`; None for what was asked last time, at first `auto`."""
    dry_run: bool = False
    """Tell what would happen and change nothing."""
    syntax: Syntax = field(default_factory=Syntax)
    vault_settings: bool = True
    """Take separators and tags from a vault's own `.obsidian` folder where it has them."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One note done."""

    done: int
    total: int
    path: str
    report: NoteReport | None = None
    failure: NoteFailure | None = None


def fingerprint(syntax: Syntax, deck: str, fixed_deck: bool, suggest: str) -> str:
    """Tells readings apart: with another one, an unchanged note is read again.

    The direction of `??` is told apart only where a note has such cards.
    """
    syntax = replace(syntax, one_way=False)
    told = f"{READER}|{syntax!r}|{deck}|{fixed_deck}|{suggest}"
    return blake2b(told.encode(), digest_size=8).hexdigest()
