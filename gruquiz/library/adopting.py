"""Reviews given in another program, taken into the log beside our own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gruquiz.library.answers import INSERT_ANSWER
from gruquiz.library.rows import new_id, schedule_text
from gruquiz.library.undo import Undo
from gruquiz.model import NEW, CardId, Grade, LogKind, Review, Schedule


@dataclass(frozen=True, slots=True)
class Foreign:
    """A review of another program, as a row of the log needs it."""

    time: datetime
    """Aware, by the learner's clock."""
    grade: Grade
    interval: float
    """Days that it gave."""
    elapsed_ms: int


class Adopting(Undo):
    """Takes in cards' past and standing from elsewhere, as part of an import."""

    def adopt_past(
        self, card: CardId, reviews: Sequence[Foreign], label: str, device: str, action: int
    ) -> int:
        """Add reviews, oldest first, that are not in the card's log yet; how many were new.

        The first of a day is a review and the others its repeats. The caller gives the card its
        schedule afterwards, in a row of its own, and has the statistics counted by `count_act`.
        """
        number = self.play(card).number
        known = {
            time
            for (time,) in self.rows(
                "SELECT log.time FROM log WHERE card = ? AND kind IN ('review', 'repeat') "
                "AND NOT EXISTS (SELECT 1 FROM log AS taken "
                "WHERE taken.target = COALESCE(log.act, log.id))",
                (number,),
            )
        }
        before, last, added = NEW, None, 0
        for review in reviews:
            moment = self.moment(review.time)
            first = last != moment.day
            after = Schedule(
                due=moment.day, interval=review.interval, reps=1, last_review=moment.day
            )
            if moment.time not in known:
                added += 1
                day = moment.day.toordinal()
                self.run(
                    INSERT_ANSWER,
                    (
                        new_id(), action, number, moment.time, day, moment.hour,
                        (LogKind.REVIEW if first else LogKind.REPEAT).value, review.grade.value,
                        self.label(label), self.label(device), review.interval,
                        day + max(round(review.interval), 1), None, None, schedule_text(before),
                        review.elapsed_ms, None,
                    ),
                )  # fmt: skip
            before, last = after, moment.day
        return added

    def standing_history(self, card: CardId) -> list[Review]:
        """The rows of a card's log that were not taken back, oldest first."""
        return [
            row
            for row in self.history(card)
            if self.row("SELECT 1 FROM log WHERE target = ?", (row.action,)) is None
        ]

    def count_act(self, action: int) -> None:
        """Count an act's answers into the statistics."""
        self.tally_again(self.answer_rows("log.act = ?", action), 1)
