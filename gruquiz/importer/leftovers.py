"""Cards that found no partner within their note: the new ones, the lost ones, and which of them
are one."""

from collections.abc import MutableMapping, Sequence
from dataclasses import replace
from datetime import datetime

from gruquiz.importer.changes import Comparison
from gruquiz.importer.moves import NewCard, moved
from gruquiz.library import Library
from gruquiz.model import CardId, FoundCard, KnownCard, LikelyEdit, NoteReport


class Leftovers:
    """The leftovers of an import, gathered note by note and settled at its end."""

    def __init__(self, reports: MutableMapping[str, NoteReport]) -> None:
        self.reports = reports
        self.new: list[NewCard] = []
        self.lost: list[KnownCard] = []
        self.likely: list[LikelyEdit] = []

    @property
    def cards(self) -> tuple[FoundCard, ...]:
        """The cards that are new, whatever note they stand in."""
        return tuple(card.found for card in self.new)

    def take(
        self, comparison: Comparison, known: Sequence[KnownCard], ids: Sequence[CardId]
    ) -> None:
        """The leftovers of a note; `ids` are those of its added cards, none in a dry run."""
        change = comparison.change
        if ids:
            self.likely.extend(
                LikelyEdit(known[item.known].id, ids[item.found], item.similarity)
                for item in comparison.likely
            )
        self.new.extend(
            NewCard(ids[index] if ids else None, change.note.path, found)
            for index, found in enumerate(change.added)
        )
        self.lost.extend(comparison.lost)

    def settle(self, library: Library, now: datetime, action: int | None) -> None:
        """Cards that moved keep their history, likely edits are noted.

        Without an action nothing is written, and the reports tell what would be.
        """
        if self.new:
            self.join(library, now, action)
        if action is not None and self.likely:
            there = {card.id for card in self.new}
            self.likely = [edit for edit in self.likely if edit.new in there]
            older = [edit for edit in library.likely_edits() if edit not in self.likely]
            library.save_likely_edits([*self.likely, *older])

    def join(self, library: Library, now: datetime, action: int | None) -> None:
        """Give cards that turned up elsewhere their history."""
        missing = {card.id: card for card in library.missing_cards()}
        missing.update({card.id: card for card in self.lost})
        pairs = moved(self.new, list(missing.values()))
        if action is not None and pairs:
            ids = [(old.id, card.id) for old, card in pairs if card.id is not None]
            library.join_cards(ids, now, action)
        gone = {id(card) for _, card in pairs}
        self.new = [card for card in self.new if id(card) not in gone]
        lost = {card.id for card in self.lost}
        for old, card in pairs:
            self.count_move(old, card, old.id in lost)

    def count_move(self, old: KnownCard, card: NewCard, just_lost: bool) -> None:
        """A moved card is neither added where it is nor missing where it was."""
        report = self.reports[card.note]
        self.reports[card.note] = replace(
            report,
            added=report.added - 1,
            changed=report.changed + (not old.dropped),
            suggested=report.suggested - (card.found.rule is not None),
        )
        left = self.reports.get(old.note)
        if left is not None and left.missing and just_lost and not old.dropped:
            self.reports[old.note] = replace(left, missing=left.missing - 1)
