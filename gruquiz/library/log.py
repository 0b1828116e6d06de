"""The log: rows are added, never changed; a card's standing is what its rows add up to."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from gruquiz.library.connection import Row
from gruquiz.library.decks import Decks
from gruquiz.library.folding import FOLDED, LOGGED, Standing, fold
from gruquiz.library.rows import (
    SCHEDULE,
    Held,
    day_number,
    day_of,
    new_id,
    read,
    schedule_of,
    schedule_row,
)
from gruquiz.model import LogKind, study_day

LOG = (
    "id, act, card, time, day, hour, kind, grade, scheduler, device, interval, due, stability, "
    "difficulty, before, after, elapsed, drill, target, merged"
)
"""The columns of a row of the log, in the order of `Entry`."""


RENEW = (
    "UPDATE card SET (due, interval, ease, reps, lapses, last_review, repeat_on, "
    "stability, difficulty) = (?, ?, ?, ?, ?, ?, ?, ?, ?), "
    "held = (held & ?) | ?, buried_on = ?, flag = ? WHERE n = ?"
)


TOLD = (
    f"SELECT n FROM stale JOIN card ON n = stale.card WHERE ({SCHEDULE}, held & {int(LOGGED)}, "
    "buried_on, flag) IS NOT (NULL, 0, 250, 0, 0, NULL, NULL, NULL, NULL, 0, NULL, 0)"
)
"""The stale cards of which the cache says anything at all."""


class Moment(NamedTuple):
    """When and where an act happens, as its rows say."""

    time: int
    """Milliseconds, UTC."""
    day: date
    hour: int
    """Of the learner's clock, for the statistics by hour."""
    device: str


class Act(NamedTuple):
    """What one undo takes back: a row that stands alone, or all rows that name the act."""

    id: int
    kind: LogKind
    """Of its first row."""
    seq: int
    """The place of one of its rows in this file."""


class Log(Decks):
    """Writes rows, folds them, and keeps the cache on `card` equal to the fold."""

    device = ""
    """The name of this device in the rows it writes."""
    rollover_hour = 4

    def moment(self, now: datetime) -> Moment:
        """An aware time as rows written here tell it."""
        day = study_day(now, self.rollover_hour)
        return Moment(int(now.timestamp() * 1000), day, now.hour, self.device)

    def standing(self, number: int) -> Standing:
        """What the log says of a card."""
        return fold(self.standing_rows(number))

    def standing_rows(self, number: int) -> list[Row]:
        """A card's rows for `fold`."""
        return self.rows(
            f"SELECT {FOLDED} FROM log WHERE card = ? AND NOT EXISTS "
            "(SELECT 1 FROM log AS taken WHERE taken.target = COALESCE(log.act, log.id)) "
            "ORDER BY time, id",
            (number,),
        )

    def write(
        self,
        moment: Moment,
        kind: LogKind,
        card: int | None = None,
        *,
        id_: int | None = None,
        act: int | None = None,
        after: str | None = None,
        before: str | None = None,
        target: int | None = None,
    ) -> int:
        """Add a row that is no answer; its id. The cache is the caller's to renew."""
        id_ = new_id() if id_ is None else id_
        self.run(
            f"INSERT INTO log ({LOG}) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?, "
            "NULL, NULL, NULL, NULL, ?, ?, NULL, NULL, ?, 0)",
            (
                id_, act, card, self._later(card, moment.time), moment.day.toordinal(),
                moment.hour, kind, self.label(moment.device), before, after, target,
            ),
        )  # fmt: skip
        return id_

    def _later(self, card: int | None, time: int) -> int:
        """The time of a card's next row: after its last, even when the clock was set back."""
        if card is None:
            return time
        latest = self.value("SELECT latest FROM card WHERE n = ?", (card,))
        time = time if latest is None else max(time, latest + 1)
        self.run("UPDATE card SET latest = ? WHERE n = ?", (time, card))
        return time

    def renew(self, number: int) -> Standing:
        """Make the cache on a card what its log says."""
        standing = self.standing(number)
        self.run(RENEW, _renewed(number, standing))
        return standing

    def renew_many(self, numbers: Iterable[int]) -> None:
        """The same for many cards, and the time of their last row."""
        with self.transaction():
            self.run("CREATE TEMP TABLE IF NOT EXISTS stale (card INTEGER PRIMARY KEY)")
            self.run("DELETE FROM stale")
            self.run(
                "INSERT INTO stale (card) SELECT value FROM json_each(?)", (json.dumps([*numbers]),)
            )
            self.run_many(RENEW, (_renewed(*one) for one in self._standings()))
            self.run(
                "UPDATE card SET latest = (SELECT MAX(time) FROM log WHERE log.card = card.n) "
                "WHERE n IN (SELECT card FROM stale)"
            )

    def _standings(self) -> Iterator[tuple[int, Standing]]:
        """What the log says of the cards that are noted as stale."""
        silent = {card for (card,) in self.rows(TOLD)}
        rows = self.stream(
            f"SELECT card, {FOLDED} FROM log WHERE card IN (SELECT card FROM stale) "
            "AND COALESCE(act, id) NOT IN (SELECT target FROM log WHERE target IS NOT NULL) "
            "ORDER BY card, time, id"
        )
        for card, mine in groupby(rows, key=lambda row: row[0]):
            silent.discard(card)
            yield int(card), fold(row[1:] for row in mine)
        for card in sorted(silent):
            yield card, Standing()

    def cached(self, number: int) -> Standing:
        """What the cache says of a card."""
        row = self.the_row(
            f"SELECT {SCHEDULE}, held, buried_on, flag FROM card WHERE n = ?",
            (number,),
        )
        return Standing(schedule_of(row), Held(row[9]) & LOGGED, day_of(row[10]), row[11])

    def last_act(self) -> Act | None:
        """The last act made here that was not taken back."""
        taken = set()
        for seq, id_, act, kind, target in self.stream(
            "SELECT seq, id, act, kind, target FROM log WHERE merged = 0 ORDER BY seq DESC"
        ):
            if kind == LogKind.UNDO:
                taken.add(target)
            elif act is None:
                if id_ not in taken:
                    return Act(id_, read(LogKind, kind), seq)
            elif act not in taken:
                (first,) = self.the_row(
                    "SELECT kind FROM log WHERE act = ? ORDER BY seq LIMIT 1", (act,)
                )
                return Act(act, read(LogKind, first), seq)
        return None

    def cards_of_act(self, act: Act) -> list[int]:
        """The cards that an act's rows speak of."""
        found = self.rows(
            "SELECT card FROM log WHERE seq = ?1 AND card IS NOT NULL "
            "UNION SELECT card FROM log WHERE act = ?2 AND card IS NOT NULL",
            (act.seq, act.id),
        )
        return [card for (card,) in found]


def _renewed(number: int, standing: Standing) -> tuple[object, ...]:
    """The values of `RENEW`."""
    return (
        *schedule_row(standing.schedule),
        int(~LOGGED),
        int(standing.held),
        day_number(standing.buried_on),
        standing.flag,
        number,
    )
