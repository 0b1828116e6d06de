"""One answer, one transaction: the card's cache, its row of the log, the day's tally."""

from datetime import date
from typing import NamedTuple

from gruquiz.errors import CardError
from gruquiz.library.connection import Row
from gruquiz.library.log import LOG, Log, Moment
from gruquiz.library.rows import (
    GONE,
    SCHEDULE,
    Held,
    day_at,
    day_of,
    new_id,
    schedule_from,
    schedule_of,
    schedule_row,
    schedule_text,
)
from gruquiz.model import CardId, Grade, LogKind, Schedule, card_name
from gruquiz.schema import TALLY_COLUMNS

_GONE = int(GONE)  # flags are slow where a microsecond counts
_SAME = int(Held.SAME)

MATURE = 21
"""Days of interval from which a card counts as mature."""

INSERT_ANSWER = (
    f"INSERT INTO log ({LOG}) VALUES "
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, NULL, 0)"
)
UPDATE_CARD = (
    "UPDATE card SET due = ?, interval = ?, ease = ?, reps = ?, lapses = ?, last_review = ?, "
    "repeat_on = ?, stability = ?, difficulty = ?, latest = ? "
    "WHERE n = ? AND latest IS ? AND held = 0"
)
SELECT_PLAY = f"SELECT {SCHEDULE}, n, deck, block, held, buried_on, latest FROM card WHERE id = ?"
ADD_TALLY = tuple(
    f"INSERT INTO tally (day, deck, hour, ms, {column}) VALUES (?, ?, ?, ?, ?) "
    f"ON CONFLICT DO UPDATE SET ms = ms + excluded.ms, {column} = {column} + excluded.{column}"
    for column in TALLY_COLUMNS
)


def tally_column(before: Schedule, day: date, grade: int, kind: str) -> int:
    """Which of `TALLY_COLUMNS` counts an answer."""
    if kind == LogKind.REPEAT or before.last_review == day:
        was = 3
    elif before.is_new:
        was = 0
    else:
        was = 1 if before.interval < MATURE else 2
    return was * 4 + max(grade - Grade.AGAIN, 0)


class Play(NamedTuple):
    """A card as the rules need it; what it says is left out."""

    id: CardId
    number: int
    deck: int
    block: int
    held: int
    """Bits of `Held`; 0 is in play."""
    buried_on: date | None
    latest: int | None
    schedule: Schedule


class Answers(Log):
    """Takes answers in; counts them by day, deck and hour."""

    def play(self, card: CardId) -> Play:
        """The card's standing. Raises CardError where there is none."""
        row = self.row(SELECT_PLAY, (card,))
        if row is not None and row[12] & _SAME:
            card = self.carrying_on(card)
            row = self.row(SELECT_PLAY, (card,))
        if row is None or row[12] & _GONE:
            raise CardError(f"there is no card {card_name(card)}")
        return Play(
            card, row[9], row[10], row[11], row[12], day_of(row[13]), row[14],
            schedule_of(row),
        )  # fmt: skip

    def carrying_on(self, card: CardId) -> CardId:
        """The card that this one goes on as: itself, or its twin of another device."""
        row = self.row(
            "SELECT id FROM card WHERE n = (SELECT same FROM card WHERE id = ?)", (card,)
        )
        return card if row is None else CardId(row[0])

    def record(
        self,
        play: Play,
        kind: LogKind,
        grade: int,
        after: Schedule,
        moment: Moment,
        label: str,
        elapsed_ms: int | None,
        drill: str,
        act: int | None = None,
    ) -> bool:
        """Write an answer, if the card still stands as `play` says; the caller's transaction.

        False, and nothing written, where somebody else was quicker: every act on a card raises
        `latest`, and whatever takes it out of play sets `held`.
        """
        latest = play.latest
        time = moment.time if latest is None or latest < moment.time else latest + 1
        values = schedule_row(after)
        if not self.run(UPDATE_CARD, (*values, time, play.number, latest)):
            return False
        day = moment.day.toordinal()
        self.run(
            INSERT_ANSWER,
            (
                new_id(), act, play.number, time, day, moment.hour, kind.value, grade,
                self.label(label), self.label(moment.device), values[1], values[0], values[7],
                values[8], schedule_text(play.schedule), elapsed_ms, drill or None,
            ),
        )  # fmt: skip
        column = tally_column(play.schedule, moment.day, grade, kind)
        self.run(ADD_TALLY[column], (day, play.deck, moment.hour, elapsed_ms or 0, 1))
        return True

    def tally_again(self, rows: list[Row], sign: int) -> None:
        """Count answers into the tallies (`sign` 1) or out of them (−1).

        Rows are (day, deck, hour, elapsed, grade, kind, before).
        """
        for day, deck, hour, elapsed, grade, kind, before in rows:
            column = tally_column(schedule_from(before), day_at(day), grade, kind)
            self.run(ADD_TALLY[column], (day, deck, hour, sign * (elapsed or 0), sign))

    def answer_rows(self, where: str, *values: int) -> list[Row]:
        """The answers for `tally_again`, retracted ones left out, of a card or an act."""
        return self.rows(
            "SELECT log.day, card.deck, log.hour, elapsed, grade, kind, before FROM log "
            f"JOIN card ON card.n = log.card WHERE {where} AND kind IN ('review', 'repeat') "
            "AND NOT EXISTS (SELECT 1 FROM log AS taken "
            "WHERE taken.target = COALESCE(log.act, log.id))",
            values,
        )
