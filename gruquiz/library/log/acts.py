"""What is done to cards beside answering them."""

from collections.abc import Sequence
from datetime import datetime

from gruquiz.library.database import Database
from gruquiz.library.decks import Decks
from gruquiz.library.log.review_log import COLUMNS, Moment, OtherRow, ReviewLog
from gruquiz.library.rows import (
    GONE,
    SCHEDULE,
    CardRow,
    new_id,
    schedule_of,
    schedule_row,
    schedule_text,
)
from gruquiz.library.tallies import Tallies
from gruquiz.model import LogKind, Schedule
from gruquiz.schedulers import Scheduler

INSERT_MOVED = (
    f"INSERT INTO log ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, 'move', NULL, NULL, ?, "
    "NULL, NULL, NULL, NULL, ?, ?, NULL, NULL, NULL, 0)"
)
UPDATE_MOVED = f"UPDATE card SET ({SCHEDULE}, latest) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE n = ?"
LAST_CHOSEN_DECK = (
    "SELECT after FROM log WHERE card = ? AND kind = 'deck' AND NOT EXISTS "
    "(SELECT 1 FROM log AS taken WHERE taken.target = COALESCE(log.act, log.id)) "
    "ORDER BY time DESC, id DESC LIMIT 1"
)


class Acts:
    """Suspends, buries, drops, flags, moves, reschedules: a row for each card, one act together."""

    def __init__(self, database: Database, decks: Decks, log: ReviewLog, tallies: Tallies) -> None:
        self.database = database
        self.decks = decks
        self.log = log
        self.tallies = tallies

    def perform(
        self,
        cards: Sequence[CardRow],
        kind: LogKind,
        now: datetime,
        after: Sequence[str] | None = None,
        act: int | None = None,
    ) -> int:
        """Write a row for each card, together one act (`act`, or a new one); the act's id.

        `after` is what each row sets, where its kind sets something. The transaction may be the
        caller's.
        """
        moment = self.log.moment(now)
        act = new_id() if act is None else act
        with self.database.transaction():
            for place, card in enumerate(cards):
                before = schedule_text(card.schedule)
                sets = None if after is None else after[place]
                self.log.write(OtherRow(kind, card.number, act, before, sets), moment)
                self.log.states.refresh(card.number)
        return act

    def suspend_leech(self, card: CardRow, moment: Moment, act: int | None) -> None:
        """Suspend a card as part of the answer that made it a leech."""
        before = schedule_text(card.schedule)
        self.log.write(OtherRow(LogKind.SUSPEND, card.number, act, before), moment)
        self.log.states.refresh(card.number)

    def set_schedules(
        self,
        cards: Sequence[CardRow],
        schedules: Sequence[Schedule],
        now: datetime,
        kind: LogKind = LogKind.MANUAL,
        act: int | None = None,
    ) -> int:
        """Give cards other schedules, as one act."""
        return self.perform(cards, kind, now, [schedule_text(one) for one in schedules], act)

    def move_cards(self, cards: Sequence[CardRow], deck: str, now: datetime) -> None:
        """Put cards into a deck, as one act; they stay there when their notes are read again."""
        with self.database.transaction():
            self.perform(cards, LogKind.DECK, now, [deck] * len(cards))
            for card in cards:
                self.settle_deck(card.number)

    def settle_deck(self, number: int) -> None:
        """Put a card into the deck that its log says, or else into the one of its note."""
        deck, own = self.database.the_row("SELECT deck, own FROM card WHERE n = ?", (number,))
        noted = deck if own is None else own
        row = self.database.row(LAST_CHOSEN_DECK, (number,))
        target = noted if row is None else self.decks.number(row[0])
        if target != deck:
            self.tallies.count_card(number, -1)
        self.database.run(
            "UPDATE card SET deck = ?, own = ? WHERE n = ?",
            (target, None if row is None else noted, number),
        )
        if target != deck:
            self.tallies.count_card(number, 1)
        self.database.run("DELETE FROM card_deck WHERE card = ? AND deck = ?", (number, target))

    def change_scheduler(self, deck: str, scheduler: Scheduler, now: datetime) -> int:
        """Hand a deck to another scheduler, which replays its reviews; the cards changed."""
        with self.database.transaction():
            number = self.decks.number(deck)
            found = self.database.rows(
                f"SELECT {SCHEDULE}, n, latest FROM card "
                "WHERE deck = ? AND due IS NOT NULL AND held & ? = 0",
                (number, int(GONE)),
            )
            here = {row[9]: (schedule_of(row), row[10]) for row in found}
            moved = [
                (card, here[card], schedule)
                for card, schedule in self.log.states.all_by(scheduler, number)
                if card in here and here[card][0] != schedule
            ]
            self.decks.set_scheduler(number, scheduler.replayed_as)
            self._reschedule(moved, self.log.moment(now))
        return len(moved)

    def _reschedule(
        self, moved: Sequence[tuple[int, tuple[Schedule, int | None], Schedule]], moment: Moment
    ) -> None:
        """Write (card, its schedule and latest time, its new schedule): one act."""
        if not moved:
            return
        act, device = new_id(), self.log.labels.number(moment.device)
        day = moment.day.toordinal()
        times = [max(moment.time, (latest or 0) + 1) for _, (_, latest), _ in moved]
        self.database.run_many(
            INSERT_MOVED,
            (
                (new_id(), act, card, time, day, moment.hour, device, schedule_text(before),
                 schedule_text(after))
                for time, (card, (before, _), after) in zip(times, moved, strict=True)
            ),
        )  # fmt: skip
        self.database.run_many(
            UPDATE_MOVED,
            (
                (*schedule_row(after), time, card)
                for time, (card, _, after) in zip(times, moved, strict=True)
            ),
        )
