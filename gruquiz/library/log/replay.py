"""What the rows of a card's log add up to, and the copy of it that is kept on the card."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, groupby
from operator import itemgetter
from typing import NamedTuple

from gruquiz.library.database import Database, Row
from gruquiz.library.rows import (
    REPLAYED,
    SCHEDULE,
    Held,
    LogRow,
    day_at,
    day_number,
    day_of,
    read,
    schedule_from,
    schedule_of,
    schedule_row,
    schedule_text,
)
from gruquiz.model import NEW, Grade, LogKind, Schedule, is_repeat
from gruquiz.schedulers import AnswerColumns, Scheduler, scheduler_labelled

NOT_UNDONE = "COALESCE(act, id) NOT IN (SELECT target FROM log WHERE target IS NOT NULL)"
"""A condition on rows of the log: those of acts that nobody has undone."""

SCHEDULED = "SELECT card FROM log WHERE kind IN ('import', 'manual') AND card IS NOT NULL"
"""Cards that were given a schedule, so that theirs does not follow from their answers alone."""


NOTHING = Held(0)


class CardState(NamedTuple):
    """All of a card that the log decides."""

    schedule: Schedule = NEW
    held: Held = NOTHING
    """Only SUSPENDED, MISSING and DROPPED; the other bits are not the log's."""
    buried_on: date | None = None
    flag: int = 0


LOGGED = Held.SUSPENDED | Held.MISSING | Held.DROPPED

ANSWERS = (LogKind.REVIEW, LogKind.REPEAT)
OUTSIDE = (LogKind.IMPORT, LogKind.MANUAL)
"""Rows that set a schedule which no scheduler here made."""
GIVEN = (*OUTSIDE, LogKind.MOVE)
SETS = {LogKind.SUSPEND: Held.SUSPENDED, LogKind.MISSING: Held.MISSING, LogKind.DROP: Held.DROPPED}
CLEARS = {
    LogKind.UNSUSPEND: Held.SUSPENDED,
    LogKind.FOUND: Held.MISSING,
    LogKind.RESTORE: Held.DROPPED,
}


def replay(rows: Sequence[LogRow]) -> CardState:
    """What a card's rows, oldest first and without undone ones, add up to."""
    schedule, held, buried_on, flag = NEW, NOTHING, None, 0
    given = _last_given(rows, GIVEN)
    if given is not None:
        schedule = schedule_from(rows[given].after)
    for place, row in enumerate(rows):
        kind = read(LogKind, row.kind)
        if kind in ANSWERS:
            if given is None or place > given:
                repeat = _repeats(schedule, row)
                schedule = schedule.repeated(row.grade) if repeat else _reviewed(schedule, row)
        elif kind in SETS:
            held |= SETS[kind]
        elif kind in CLEARS:
            held &= ~CLEARS[kind]
        elif kind is LogKind.BURY:
            buried_on = day_at(row.day)
        elif kind is LogKind.UNBURY:
            buried_on = None
        elif kind is LogKind.FLAG:
            flag = read(int, row.after)
    return CardState(schedule, held, buried_on, flag)


def replay_by(rows: Sequence[LogRow], scheduler: Scheduler) -> Schedule:
    """The schedule that another scheduler would have made of the same answers."""
    schedule = NEW
    given = _last_given(rows, OUTSIDE)
    if given is not None:
        schedule = scheduler.convert(schedule_from(rows[given].after))
        rows = rows[given + 1 :]
    for row in rows:
        if row.kind in ANSWERS and _repeats(schedule, row):
            schedule = schedule.repeated(row.grade)
        elif row.kind in ANSWERS:
            schedule = scheduler.review(schedule, read(Grade, row.grade), day_at(row.day))
    return schedule


def _repeats(schedule: Schedule, row: LogRow) -> bool:
    on = schedule.repeat_on
    same_day = on is not None and on.toordinal() == row.day
    return is_repeat(bool(row.kind == LogKind.REPEAT), on is not None, same_day)


def _reviewed(before: Schedule, row: LogRow) -> Schedule:
    """The schedule after a logged review.

    Where the row was written on the schedule that is there now, the interval it gave is kept, with
    that day's settings and fuzz. Where it was not (another device's review came between, or one
    before it was undone), the scheduler decides anew.
    """
    scheduler = scheduler_labelled(row.label or "")
    on, mark = day_at(row.day), read(Grade, row.grade)
    if row.before == schedule_text(before):
        given = Schedule(
            due=day_of(row.due), interval=row.interval, stability=row.stability,
            difficulty=row.difficulty,
        )  # fmt: skip
        return scheduler.given(before, mark, on, given)
    return scheduler.review(before, mark, on)


def _last_given(rows: Sequence[LogRow], kinds: Sequence[LogKind]) -> int | None:
    """The place of the last row that sets the whole schedule, whatever was answered before it."""
    for place in range(len(rows) - 1, -1, -1):
        if rows[place].kind in kinds and not _overtaken(rows, place):
            return place
    return None


def _overtaken(rows: Sequence[LogRow], place: int) -> bool:
    """Whether a schedule came with a card that another device had reviewed since: its duplicate
    here, made of the same note, brought the note's old schedule along."""
    row = rows[place]
    last = (
        schedule_from(row.after).last_review if row.kind == LogKind.IMPORT and row.after else None
    )
    return last is not None and any(
        other.card != row.card and other.kind in ANSWERS and other.day > last.toordinal()
        for other in rows[:place]
    )


STATE = f"{SCHEDULE}, held, buried_on, flag"
"""The columns of `kept_state`."""
SET_STATE = (
    "UPDATE card SET (due, interval, ease, reps, lapses, last_review, repeat_on, "
    "stability, difficulty) = (?, ?, ?, ?, ?, ?, ?, ?, ?), "
    "held = (held & ?) | ?, buried_on = ?, flag = ? WHERE n = ?"
)
STALE_NOT_NEW = (
    f"SELECT n FROM stale JOIN card ON n = stale.card WHERE ({SCHEDULE}, held & {int(LOGGED)}, "
    "buried_on, flag) IS NOT (NULL, 0, 250, 0, 0, NULL, NULL, NULL, NULL, 0, NULL, 0)"
)
"""The stale cards whose kept state is not that of a card without a log."""


def kept_state(row: Row) -> CardState:
    """The state in a row that begins with `STATE`."""
    return CardState(schedule_of(row), Held(row[9]) & LOGGED, day_of(row[10]), row[11])


class CardStates:
    """Replays cards, and keeps on each what its log says, so that nothing else has to replay."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def of(self, number: int) -> CardState:
        """What the log says of a card."""
        return replay(self.rows(number))

    def by(self, number: int, scheduler: Scheduler) -> Schedule:
        """A card's schedule as another scheduler would have made it."""
        return replay_by(self.rows(number), scheduler)

    def rows(self, number: int) -> list[LogRow]:
        """A card's rows for `replay`."""
        rows = self.database.rows(
            f"SELECT {REPLAYED} FROM log WHERE card = ? AND NOT EXISTS "
            "(SELECT 1 FROM log AS taken WHERE taken.target = COALESCE(log.act, log.id)) "
            "ORDER BY time, id",
            (number,),
        )
        return list(map(LogRow._make, rows))

    def kept(self, number: int) -> CardState:
        """The state that is kept on a card."""
        return kept_state(self.database.the_row(f"SELECT {STATE} FROM card WHERE n = ?", (number,)))

    def refresh(self, number: int) -> None:
        """Make the state that is kept on a card what its log says."""
        self.database.run(SET_STATE, _state_row(number, self.of(number)))

    def refresh_many(self, numbers: Iterable[int]) -> None:
        """The same for many cards, and the time of their last row."""
        with self.database.transaction():
            self.database.run("CREATE TEMP TABLE IF NOT EXISTS stale (card INTEGER PRIMARY KEY)")
            self.database.run("DELETE FROM stale")
            self.database.run(
                "INSERT INTO stale (card) SELECT value FROM json_each(?)", (json.dumps([*numbers]),)
            )
            self.database.run_many(SET_STATE, (_state_row(*one) for one in self._stale()))
            self.database.run(
                "UPDATE card SET latest = (SELECT MAX(time) FROM log WHERE log.card = card.n) "
                "WHERE n IN (SELECT card FROM stale)"
            )

    def _stale(self) -> Iterator[tuple[int, CardState]]:
        """What the log says of the cards that are noted as stale."""
        without_log = {card for (card,) in self.database.rows(STALE_NOT_NEW)}
        for card, rows in self._by_card("card IN (SELECT card FROM stale)"):
            without_log.discard(card)
            yield card, replay(rows)
        for card in sorted(without_log):
            yield card, CardState()

    def all(self) -> Iterator[tuple[int, CardState]]:
        """Every card that has rows in the log, by number, with what they add up to."""
        for card, rows in self._by_card("card IS NOT NULL AND kind <> 'undo'"):
            yield card, replay(rows)

    def all_by(self, scheduler: Scheduler, deck: int) -> Iterator[tuple[int, Schedule]]:
        """Every card of a deck that has rows, with its schedule as a scheduler would make it."""
        only = ""
        replay_columns = scheduler.column_replay()
        if replay_columns is not None:
            yield from replay_columns(self.answer_columns(deck)).schedules()
            only = f"AND card IN ({SCHEDULED})"
        condition = f"{_in_deck(deck)} {only} AND kind <> 'undo'"
        for card, rows in self._by_card(condition):
            yield card, replay_by(rows, scheduler)

    def answer_columns(self, deck: int | None = None) -> AnswerColumns:
        """Every answer that was not undone, of cards that have no schedule from elsewhere.

        Of all cards, or of a deck's.
        """
        import numpy as np  # only a whole replay pays for it

        rows = self.database.stream(
            f"SELECT card, day, grade, kind = 'repeat' FROM log "
            f"WHERE kind IN ('review', 'repeat') AND {_in_deck(deck)} "
            f"AND card NOT IN ({SCHEDULED}) AND {NOT_UNDONE} ORDER BY card, time, id"
        )
        values = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
        card, day, grade, repeat = values.reshape(-1, 4).T.copy()
        return AnswerColumns(card, day, grade, repeat.astype(np.bool_))

    def _by_card(self, condition: str) -> Iterator[tuple[int, list[LogRow]]]:
        """The rows that meet a condition and were not undone, card by card."""
        rows = self.database.stream(
            f"SELECT card, {REPLAYED} FROM log WHERE {condition} AND {NOT_UNDONE} "
            "ORDER BY card, time, id"
        )
        for card, mine in groupby(rows, key=itemgetter(0)):
            yield int(card), [LogRow._make(row[1:]) for row in mine]


def _in_deck(deck: int | None) -> str:
    """A condition on the cards of the log; a deck's number is this file's own."""
    if deck is None:
        return "card IS NOT NULL"
    return f"card IN (SELECT n FROM card WHERE deck = {deck:d})"


def _state_row(number: int, state: CardState) -> tuple[object, ...]:
    """The values of `SET_STATE`."""
    return (
        *schedule_row(state.schedule),
        int(~LOGGED),
        int(state.held),
        day_number(state.buried_on),
        state.flag,
        number,
    )
