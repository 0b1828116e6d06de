"""What is done to cards beside answering them."""

from collections.abc import Sequence
from datetime import datetime

from gruquiz.library.answers import Answers, Play
from gruquiz.library.folding import refold
from gruquiz.library.log import LOG, Moment
from gruquiz.library.rows import (
    GONE,
    SCHEDULE,
    new_id,
    schedule_of,
    schedule_row,
    schedule_text,
)
from gruquiz.model import CardId, LogKind, Schedule
from gruquiz.schedulers import Scheduler

INSERT_MOVED = (
    f"INSERT INTO log ({LOG}) VALUES (?, ?, ?, ?, ?, ?, 'move', NULL, NULL, ?, "
    "NULL, NULL, NULL, NULL, ?, ?, NULL, NULL, NULL, 0)"
)
UPDATE_MOVED = f"UPDATE card SET ({SCHEDULE}, latest) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE n = ?"


class Acts(Answers):
    """Suspends, buries, drops, flags, sets schedules: one row a card, one act together."""

    def act(
        self,
        plays: Sequence[Play],
        kind: LogKind,
        now: datetime,
        after: Sequence[str] | None = None,
        act: int | None = None,
    ) -> int:
        """One row a card, together one act (`act`, or one of their own); the act's id.

        `after` is what a row sets, where its kind sets something. The transaction may be the
        caller's.
        """
        moment = self.moment(now)
        act = new_id() if act is None else act
        with self.transaction():
            for place, play in enumerate(plays):
                self.write(
                    moment,
                    kind,
                    play.number,
                    act=act,
                    before=schedule_text(play.schedule),
                    after=None if after is None else after[place],
                )
                self.renew(play.number)
        return act

    def set_aside(self, play: Play, moment: Moment, act: int | None) -> None:
        """Suspend a card as part of the act that showed it to be a leech."""
        before = schedule_text(play.schedule)
        self.write(moment, LogKind.SUSPEND, play.number, act=act, before=before)
        self.renew(play.number)

    def set_schedules(
        self,
        plays: Sequence[Play],
        schedules: Sequence[Schedule],
        now: datetime,
        kind: LogKind = LogKind.MANUAL,
        act: int | None = None,
    ) -> int:
        """Give cards other schedules, as one act."""
        return self.act(plays, kind, now, [schedule_text(one) for one in schedules], act)

    def names(self, numbers: Sequence[int]) -> tuple[CardId, ...]:
        """The permanent ids of cards known by number."""
        return tuple(
            CardId(self.value("SELECT id FROM card WHERE n = ?", (number,))) for number in numbers
        )

    def replayed(self, card: CardId, scheduler: Scheduler) -> Schedule:
        """A card's schedule as another scheduler would have made it."""
        return refold(self.standing_rows(self.play(card).number), scheduler)

    def move_deck(self, deck: str, scheduler: Scheduler, now: datetime) -> int:
        """Hand a deck to another scheduler, which replays its reviews; the cards changed."""
        from gruquiz.library.replaying import replayed_deck  # seldom done

        with self.transaction():
            number = self.deck_number(deck)
            found = self.rows(
                f"SELECT {SCHEDULE}, n, latest FROM card "
                "WHERE deck = ? AND due IS NOT NULL AND held & ? = 0",
                (number, int(GONE)),
            )
            here = {row[9]: (schedule_of(row), row[10]) for row in found}
            moved = [
                (card, here[card], schedule)
                for card, schedule in replayed_deck(self, number, scheduler)
                if card in here and here[card][0] != schedule
            ]
            self.run("UPDATE deck SET scheduler = ? WHERE n = ?", (scheduler.key, number))
            self._move(moved, self.moment(now))
        return len(moved)

    def _move(
        self, moved: Sequence[tuple[int, tuple[Schedule, int | None], Schedule]], moment: Moment
    ) -> None:
        """Write (card, its schedule and latest time, its new schedule): one act."""
        if not moved:
            return
        act, device, day = new_id(), self.label(moment.device), moment.day.toordinal()
        times = [max(moment.time, (latest or 0) + 1) for _, (_, latest), _ in moved]
        self.run_many(
            INSERT_MOVED,
            (
                (new_id(), act, card, time, day, moment.hour, device, schedule_text(before),
                 schedule_text(after))
                for time, (card, (before, _), after) in zip(times, moved, strict=True)
            ),
        )  # fmt: skip
        self.run_many(
            UPDATE_MOVED,
            (
                (*schedule_row(after), time, card)
                for time, (card, _, after) in zip(times, moved, strict=True)
            ),
        )
