"""The options of an import, and its progress."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from hashlib import blake2b
from pathlib import Path

from gruquiz.errors import ConfigError
from gruquiz.model import NoteFailure, NoteReport
from gruquiz.suggesters import SUGGESTERS
from gruquiz.syntaxes import SYNTAXES, Syntax
from gruquiz.syntaxes.cloze_pattern import parse_pattern

READER = 3
"""Raised when a rule reads notes differently than before, so that every note is read again; a test
fails where that was forgotten. A new rule needs no other number: the rules are named beside it."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import."""

    deck: str | None = None
    """Put all cards here, whatever the notes say."""
    suggest: str | None = None
    """`auto`, `always` or `never`; None for what was asked last time, at first `auto`."""
    dry_run: bool = False
    """Report what would happen and change nothing."""
    syntax: Syntax = field(default_factory=Syntax)
    vault_settings: bool = True
    """Take separators and tags from a vault's own `.obsidian` folder where it has them."""
    bundled: Path | None = None
    """The program's own decks: a source that they were at another place follows them here."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One note done."""

    done: int
    total: int
    path: str
    report: NoteReport | None = None
    failure: NoteFailure | None = None


def fingerprint(syntax: Syntax, deck: str, fixed_deck: bool, suggest: str) -> str:
    """Identifies a way of reading: where it differs, an unchanged note is read again.

    The direction of `??` is not part of it: it concerns only notes with such cards.
    """
    syntax = replace(syntax, one_way=False)
    finders = (*(each.find for each in SYNTAXES), *(SUGGESTERS if suggest != "never" else ()))
    rules = " ".join(finder.__module__.rpartition(".")[2] for finder in finders)
    identity = f"{READER}|{rules}|{syntax!r}|{deck}|{fixed_deck}|{suggest}"
    return blake2b(identity.encode(), digest_size=8).hexdigest()


def syntax_from(table: Mapping[str, object]) -> Syntax:
    """The syntax that the `[import]` table of the settings asks for. Raises ConfigError."""
    kinds = {each.name: each.default for each in fields(Syntax)}
    changes: dict[str, object] = {}
    for key, value in table.items():
        usual = kinds.get(key)
        if usual is None:
            raise ConfigError(f"Unknown setting {key!r} in [import]. Use one of {', '.join(kinds)}")
        if isinstance(usual, tuple):
            if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
                raise ConfigError(f"{key} of [import] must be a list of texts")
            changes[key] = tuple(value)
        elif type(value) is not type(usual):
            word = "true or false" if isinstance(usual, bool) else "a text"
            raise ConfigError(f"{key} of [import] is {value!r}, and must be {word}")
        else:
            changes[key] = value
    syntax = replace(Syntax(), **changes)  # type: ignore[arg-type]  # checked above
    for pattern in syntax.clozes:
        parse_pattern(pattern)
    return syntax
