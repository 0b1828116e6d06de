"""The log's rows: answers and other acts are written here, each with the state that it makes."""

from datetime import date, datetime
from typing import NamedTuple

from gruquiz.library.database import Database, NumberedNames
from gruquiz.library.log.replay import CardStates
from gruquiz.library.rows import CardRow, new_id, read, schedule_row, schedule_text
from gruquiz.library.tallies import Tallies, tally_column
from gruquiz.model import LogKind, Schedule, study_day

COLUMNS = (
    "id, act, card, time, day, hour, kind, grade, scheduler, device, interval, due, stability, "
    "difficulty, before, after, elapsed, drill, target, merged"
)
"""The columns of a row that is added to the log."""

INSERT_ANSWER = (
    f"INSERT INTO log ({COLUMNS}) VALUES "
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, NULL, 0)"
)
INSERT_OTHER = (
    f"INSERT INTO log ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?, "
    "NULL, NULL, NULL, NULL, ?, ?, NULL, NULL, ?, 0)"
)
UPDATE_CARD = (
    "UPDATE card SET due = ?, interval = ?, ease = ?, reps = ?, lapses = ?, last_review = ?, "
    "repeat_on = ?, stability = ?, difficulty = ?, latest = ? "
    "WHERE n = ? AND latest IS ? AND held = 0"
)


class Moment(NamedTuple):
    """When and where an act happens, as its rows have it."""

    time: int
    """Milliseconds, UTC."""
    day: date
    hour: int
    """Of the learner's clock, for the statistics by hour."""
    device: str


class Answer(NamedTuple):
    """A grade given to a card, and what came of it."""

    kind: LogKind
    """REVIEW or REPEAT."""
    grade: int
    after: Schedule
    label: str
    """The scheduler that made the schedule."""
    elapsed_ms: int | None = None
    drill: str = ""
    """What an exercise drew, so that it can be shown again."""


class OtherRow(NamedTuple):
    """A row of the log that is no answer."""

    kind: LogKind
    card: int | None = None
    act: int | None = None
    """Rows of one act are undone together; a row without one is an act by itself."""
    before: str | None = None
    """The card's schedule."""
    after: str | None = None
    """What the row sets, by its kind: a schedule, a flag or a deck."""
    target: int | None = None
    """The act that an undo undoes."""


class Act(NamedTuple):
    """What one undo undoes: a single row, or all rows that name the act."""

    id: int
    kind: LogKind
    """Of its first row."""
    seq: int
    """The place of one of its rows in this file."""


class ReviewLog:
    """Adds rows to the log, and keeps the state on each card equal to what its rows add up to."""

    def __init__(self, database: Database, tallies: Tallies) -> None:
        self.database = database
        self.tallies = tallies
        self.states = CardStates(database)
        self.labels = NumberedNames(database, "label", "text")
        """Schedulers and devices by name."""
        self.device = ""
        """The name of this device in the rows it writes."""
        self.rollover_hour = 4

    def moment(self, now: datetime) -> Moment:
        """An aware time as rows written here have it."""
        day = study_day(now, self.rollover_hour)
        return Moment(int(now.timestamp() * 1000), day, now.hour, self.device)

    def record(self, card: CardRow, answer: Answer, moment: Moment, act: int | None = None) -> bool:
        """Write an answer, if the card is still as `card` has it; the caller's transaction.

        False, and nothing written, where somebody else was quicker: every act on a card raises
        `latest`, and whatever takes it out of play sets `held`.
        """
        latest = card.latest
        time = moment.time if latest is None or latest < moment.time else latest + 1
        values = schedule_row(answer.after)
        if not self.database.run(UPDATE_CARD, (*values, time, card.number, latest)):
            return False
        day = moment.day.toordinal()
        self.database.run(
            INSERT_ANSWER,
            (
                new_id(), act, card.number, time, day, moment.hour, answer.kind.value,
                answer.grade, self.labels.number(answer.label), self.labels.number(moment.device),
                values[1], values[0], values[7], values[8], schedule_text(card.schedule),
                answer.elapsed_ms, answer.drill or None,
            ),
        )  # fmt: skip
        column = tally_column(card.schedule, moment.day, answer.grade, answer.kind)
        self.tallies.add(day, card.deck, moment.hour, answer.elapsed_ms or 0, column)
        return True

    def write(self, row: OtherRow, moment: Moment) -> None:
        """Add a row that is no answer. The caller refreshes the state on the card."""
        time = self._later(row.card, moment.time)
        self.database.run(
            INSERT_OTHER,
            (
                new_id(), row.act, row.card, time, moment.day.toordinal(), moment.hour, row.kind,
                self.labels.number(moment.device), row.before, row.after, row.target,
            ),
        )  # fmt: skip

    def _later(self, card: int | None, time: int) -> int:
        """The time of a card's next row: after its last, even when the clock was set back."""
        if card is None:
            return time
        latest = self.database.value("SELECT latest FROM card WHERE n = ?", (card,))
        time = time if latest is None else max(time, latest + 1)
        self.database.run("UPDATE card SET latest = ? WHERE n = ?", (time, card))
        return time

    def begin_import(self, now: datetime, act: int) -> None:
        """The first row of an import, once; all it changes names the same act."""
        if self.database.row("SELECT 1 FROM log WHERE act = ?", (act,)) is None:
            self.write(OtherRow(LogKind.IMPORT, act=act), self.moment(now))

    def adopt(self, number: int, schedule: Schedule, now: datetime, act: int) -> None:
        """Take over a schedule from a note: an import row, never counted as a review."""
        before = schedule_text(self.states.kept(number).schedule)
        row = OtherRow(LogKind.IMPORT, number, act, before, schedule_text(schedule))
        self.write(row, self.moment(now))
        self.states.refresh(number)

    def last_act(self) -> Act | None:
        """The last act made here that was not undone."""
        undone = set()
        for seq, id_, act, kind, target in self.database.stream(
            "SELECT seq, id, act, kind, target FROM log WHERE merged = 0 ORDER BY seq DESC"
        ):
            if kind == LogKind.UNDO:
                undone.add(target)
            elif act is None:
                if id_ not in undone:
                    return Act(id_, read(LogKind, kind), seq)
            elif act not in undone:
                (first,) = self.database.the_row(
                    "SELECT kind FROM log WHERE act = ? ORDER BY seq LIMIT 1", (act,)
                )
                return Act(act, read(LogKind, first), seq)
        return None

    def cards_of(self, act: Act) -> list[int]:
        """The cards that an act's rows are about."""
        found = self.database.rows(
            "SELECT card FROM log WHERE seq = ?1 AND card IS NOT NULL "
            "UNION SELECT card FROM log WHERE act = ?2 AND card IS NOT NULL",
            (act.seq, act.id),
        )
        return [card for (card,) in found]

    def end(self) -> int:
        """The place of the last row."""
        return int(self.database.value("SELECT COALESCE(MAX(seq), 0) FROM main.log"))
