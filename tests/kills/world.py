"""A learner's machine: vault, library, a folder for other machines, another machine's library."""

import os
import random
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from gruquiz.config import Config, DeckOptions
from gruquiz.importer import ImportOptions, import_notes
from gruquiz.library import Library
from gruquiz.model import Grade
from gruquiz.session import Session
from tests.benchmarks.vault import write_vault
from tests.gruquiz.vaults import finished

Given = tuple[int, int]
"""An acknowledged grade: the card's id, and when it was given in milliseconds."""

START = datetime.fromisoformat("2026-03-01T12:00:00+00:00")
NOTES = 16


class World:
    """Everything that the acts write to, and what was acknowledged so far."""

    def __init__(self, root: Path, seed: int) -> None:
        os.environ.update(environment(root))
        self.chance = random.Random(seed)
        self.root = root
        self.vault = root / "vault"
        self.file = root / "data" / "library.db"
        self.folder = root / "shared"
        self.other = root / "other" / "library.db"
        for folder in (self.file.parent, self.folder, self.other.parent):
            folder.mkdir(parents=True)
        write_vault(self.vault, NOTES, carded=0.6)
        self.now = START
        self.given: set[Given] = set()
        for path in (self.file, self.other):
            with Library.open(path) as library:
                finished(import_notes(library, [self.vault], self.now, ImportOptions()))
                library.backups.make(self.now)

    def later(self) -> datetime:
        """Some hours later: each act has a time of its own."""
        self.now += timedelta(hours=5)
        return self.now

    def edit_notes(self) -> None:
        """Change some notes, move one, as a learner does."""
        notes = sorted(self.vault.rglob("*.md"))
        for note in self.chance.sample(notes, 3):
            text = note.read_text(encoding="utf-8")
            note.write_text(
                f"{text}\n\n{self.now:%d %b}::==day {self.now:%j}==\n", encoding="utf-8"
            )

    def grade_elsewhere(self) -> None:
        """Some grades on the other machine."""
        with Library.open(self.other, create=False) as library:
            session = Session(library, Config(options=DeckOptions(leech_lapses=0)), "other")
            cards = library.search.cards("-is:suspended -is:missing")
            for step in range(5):
                moment = self.now + timedelta(seconds=step)
                card = self.chance.choice(cards)
                session.answer(card.id, self.chance.choice(list(Grade)), moment)

    def spoil(self) -> None:
        """Derived values that are not what the log says, as a damaged page or a bug leaves them."""
        connection = sqlite3.connect(self.file)
        connection.execute("UPDATE card SET ease = 777 WHERE n % 7 = 3")
        connection.execute("UPDATE tally SET ms = ms + 7")
        connection.commit()
        connection.close()

    def missing(self) -> set[Given]:
        """The acknowledged grades that the library does not have."""
        return self.given - set(grades(self.file))

    def faults(self) -> list[str]:
        """What `check` finds."""
        with Library.open(self.file, create=False) as library:
            return [fault.text for fault in library.maintenance.faults()]


def environment(root: Path) -> dict[str, str]:
    """Nothing of the learner whose machine this is."""
    home = str(root)
    return {
        "HOME": home, "XDG_STATE_HOME": home, "XDG_DATA_HOME": home, "TMPDIR": home,
        "GRUQUIZ_CONFIG": f"{home}/config.toml", "TERM": "xterm-256color",
    }  # fmt: skip


def grades(file: Path) -> Iterator[Given]:
    """The grades that a library has."""
    with Library.open(file, create=False) as library:
        yield from library.database.rows(
            "SELECT card.id, log.time FROM log JOIN card ON card.n = COALESCE(named, log.card) "
            "WHERE log.grade IS NOT NULL"
        )
