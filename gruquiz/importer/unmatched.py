"""Cards without a match in their own note, new and lost ones; those that moved are matched here."""

from collections.abc import Iterable, MutableMapping, Sequence
from datetime import datetime

from gruquiz.importer.diff import NoteDiff
from gruquiz.importer.moved_cards import MovedCards, NewCard
from gruquiz.library import Library
from gruquiz.model import CardId, FoundCard, KnownCard, LikelyEdit, NoteReport


class UnmatchedCards:
    """The unmatched cards of an import, gathered note by note and reconciled at its end."""

    def __init__(self, reports: MutableMapping[str, NoteReport]) -> None:
        self.reports = reports
        self.new: list[NewCard] = []
        self.lost: list[KnownCard] = []
        self.likely: list[LikelyEdit] = []

    @property
    def cards(self) -> tuple[FoundCard, ...]:
        """The cards that are new, whatever note they stand in."""
        return tuple(card.found for card in self.new)

    def take(self, comparison: NoteDiff, known: Sequence[KnownCard], ids: Sequence[CardId]) -> None:
        """The unmatched cards of a note; `ids` are those of its added cards, none in a dry run."""
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

    def reconcile(self, library: Library, now: datetime, action: int | None) -> None:
        """Cards that moved keep their history, likely edits are noted.

        Without an action nothing is written, and the reports say what would be.
        """
        if self.new:
            self.join(library, now, action)
        if action is not None and self.likely:
            # A card may have been asked about before; of its partners the likeliest is kept.
            asked = [*self.likely, *library.note_index.likely_edits()]
            kept = keep_likeliest(sorted(asked, key=lambda edit: -edit.similarity))
            self.likely = [edit for edit in kept if edit in self.likely]
            library.note_index.set_likely_edits(kept)

    def join(self, library: Library, now: datetime, action: int | None) -> None:
        """Give cards that turned up elsewhere their history."""
        moves = MovedCards(self.new, self.lost, library.note_index.missing_cards())
        moves.find()
        if action is not None and moves.pairs:
            ids = [(old.id, card.id) for old, card in moves.pairs if card.id is not None]
            library.updates.join(ids, now, action)
        for old, card in moves.pairs:
            self.count_move(old, card, old.id in moves.lost)
        self.new = moves.open()
        open_, joined = {card.id for card in self.new}, moves.old_done
        self.likely = [
            edit
            for edit in (*self.likely, *moves.likely)
            if edit.new in open_ and edit.old not in joined
        ]

    def count_move(self, old: KnownCard, card: NewCard, just_lost: bool) -> None:
        """A moved card is neither added where it is nor missing where it was."""
        report = self.reports[card.note]
        self.reports[card.note] = report._replace(
            added=report.added - 1,
            changed=report.changed + (not old.dropped),
            suggested=report.suggested - (card.found.rule is not None),
        )
        left = self.reports.get(old.note)
        if left is not None and left.missing and just_lost and not old.dropped:
            self.reports[old.note] = left._replace(missing=left.missing - 1)


def keep_likeliest(edits: Iterable[LikelyEdit]) -> list[LikelyEdit]:
    """Those of the edits, the likeliest first, whose cards no likelier one has."""
    kept: list[LikelyEdit] = []
    seen: set[CardId] = set()
    for edit in edits:
        if seen.isdisjoint((edit.old, edit.new)):
            kept.append(edit)
            seen.update((edit.old, edit.new))
    return kept
