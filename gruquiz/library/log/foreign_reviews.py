"""Reviews given in another program, taken into the log beside our own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gruquiz.library.cards import Cards
from gruquiz.library.database import Database
from gruquiz.library.log.review_log import INSERT_ANSWER, ReviewLog
from gruquiz.library.rows import new_id, schedule_text
from gruquiz.model import NEW, CardId, Grade, LogKind, Schedule


@dataclass(frozen=True, slots=True)
class ForeignReview:
    """A review of another program, as a row of the log needs it."""

    time: datetime
    """Aware, by the learner's clock."""
    grade: Grade
    interval: float
    """Days that it gave."""
    elapsed_ms: int


class ForeignReviews:
    """Takes in cards' reviews from elsewhere, as part of an import."""

    def __init__(self, database: Database, cards: Cards, log: ReviewLog) -> None:
        self.database = database
        self.cards = cards
        self.log = log

    def add(
        self, card: CardId, reviews: Sequence[ForeignReview], label: str, device: str, act: int
    ) -> int:
        """Add reviews, oldest first, that are not in the card's log yet; how many were new.

        The first of a day is a review and the others its repeats. The caller gives the card its
        schedule afterwards, in a row of its own, and has the statistics counted by
        `Tallies.count_act`.
        """
        number = self.cards.row(card).number
        known = self._known(number)
        before, last, added = NEW, None, 0
        for review in reviews:
            moment = self.log.moment(review.time)
            first = last != moment.day
            after = Schedule(
                due=moment.day, interval=review.interval, reps=1, last_review=moment.day
            )
            if moment.time not in known:
                added += 1
                day = moment.day.toordinal()
                self.database.run(
                    INSERT_ANSWER,
                    (
                        new_id(), act, number, moment.time, day, moment.hour,
                        (LogKind.REVIEW if first else LogKind.REPEAT).value, review.grade.value,
                        self.log.labels.number(label), self.log.labels.number(device),
                        review.interval, day + max(round(review.interval), 1), None, None,
                        schedule_text(before), review.elapsed_ms, None,
                    ),
                )  # fmt: skip
            before, last = after, moment.day
        return added

    def _known(self, number: int) -> set[int]:
        """The times of a card's answers that were not undone."""
        return {
            time
            for (time,) in self.database.rows(
                "SELECT log.time FROM log WHERE card = ? AND kind IN ('review', 'repeat') "
                "AND NOT EXISTS (SELECT 1 FROM log AS taken "
                "WHERE taken.target = COALESCE(log.act, log.id))",
                (number,),
            )
        }
