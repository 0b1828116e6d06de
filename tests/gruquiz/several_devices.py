"""Devices of one learner for tests of merging: a library and a vault each."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from gruquiz.config import Config
from gruquiz.importer import import_notes
from gruquiz.library import Library
from gruquiz.model import Card, CardId, Grade, LogKind
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW
from tests.gruquiz.vaults import finished

State = Mapping[CardId, tuple[Card, tuple[tuple[int, LogKind], ...]]]


class Device:
    """A library, and a vault of its own in a folder of its own."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.vault = folder / f"of {name}" / "vault"
        self.vault.mkdir(parents=True)
        self.path = folder / f"{name}.db"
        self.library = Library.open(self.path)
        self.session = Session(self.library, Config(), name)
        self.minutes = 0

    def write(self, note: str, *facts: str) -> None:
        path = self.vault / note
        path.parent.mkdir(exist_ok=True)
        path.write_text("# Gates\n\n" + "\n\n".join(facts) + "\n", encoding="utf-8")

    def read(self, days: int = 0) -> None:
        now = NOW + days * DAY + timedelta(minutes=self.minutes)
        finished(import_notes(self.library, [self.vault], now))

    def shown(self) -> dict[str, Card]:
        """The cards by what they ask, those of the same text by their number too."""
        cards: dict[str, Card] = {}
        for card in self.library.search.cards():
            text = f"{card.face.front} {card.face.back}"
            cards[text if text not in cards else f"{text} {len(cards)}"] = card
        return cards

    def answer(self, front: str, grade: Grade = Grade.GOOD, days: int = 0) -> None:
        (card,) = [card for text, card in self.shown().items() if text.startswith(front)]
        self.session.answer(card.id, grade, NOW + days * DAY)

    def take(self, *others: "Device") -> None:
        for other in others:
            self.library.merge.join(other.path)


def state(library: Library) -> State:
    """Everything that must be the same wherever libraries were joined; where a note lies is each
    device's own."""
    assert library.maintenance.faults() == []
    return {
        card.id: (
            replace(card, note=Path(card.note).name),
            tuple((row.id, row.kind) for row in library.cards.history(card.id)),
        )
        for card in library.search.cards()
    }
