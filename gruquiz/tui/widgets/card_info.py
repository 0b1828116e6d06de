"""A card in full: how it stands, what each scheduler makes of it, its whole log."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from textual.content import Content

from gruquiz.exercises import command
from gruquiz.model import Card, LogKind, Review
from gruquiz.schedulers import SCHEDULERS, find_scheduler
from gruquiz.schedulers.forgetting_curve import recall
from gruquiz.session import Session
from gruquiz.terminal import visible
from gruquiz.tui.counting import days
from gruquiz.tui.widgets import plots
from gruquiz.tui.widgets.card_header import card_header
from gruquiz.tui.widgets.drawn import Drawn, clauses

BY_KEY = {scheduler.key: scheduler for scheduler in SCHEDULERS}
CURVE = 24
"""Points of a forgetting curve."""


class CardInfo(Drawn):
    """Everything about one card, as lines."""

    def __init__(self, card: Card, session: Session, now: datetime) -> None:
        super().__init__()
        self.card = card
        self.session = session
        self.now = now

    def lines(self, width: int) -> list[Content]:
        return [
            *(
                line
                for paragraph in card_header(self.card, self.session, self.now).split("\n")
                for line in clauses(paragraph, width)
            ),
            Content(""),
            *self._predictions(width),
            Content(""),
            *_log(
                self.card, self.session.library.cards.history(self.card.id), self.now.tzinfo, width
            ),
        ]

    def _predictions(self, width: int) -> Iterator[Content]:
        if self.card.schedule.is_new:
            yield Content.styled("Never answered yet.", "$quiet")
            return
        now = ", ".join(
            f"{BY_KEY[name].title} {chance:.0%}" for name, chance in self._chances_now().items()
        )
        if now:
            yield from Content(f"Chance that you know it now: {now}").wrap(width)
        made = self.session.overview.predict(self.card.id, self.now)
        each = [
            f"{BY_KEY[name].title} {days(schedule.interval)}" for name, schedule in made.items()
        ]
        yield from Content(f"After Good today: {', '.join(each)}").wrap(width)
        halves = {name: BY_KEY[name].stability(schedule) for name, schedule in made.items()}
        span = max(14, round(2 * max(halves.values())))
        decays = self.session.overview.decays(self.card.id)
        for name, half in halves.items():
            yield Content("")
            scheduler = BY_KEY[name]
            title = f"chance that you know it then, by {scheduler.title} {scheduler.curve_note}"
            yield from Content.styled(title.rstrip(), "$quiet").wrap(width)
            yield from _curve(half, decays[name], span, width)

    def _chances_now(self) -> dict[str, float]:
        today = self.session.day(self.now)
        chances = {}
        decays = self.session.overview.decays(self.card.id)
        for name, schedule in self.session.overview.replays(self.card.id).items():
            days_ago = 0 if schedule.last_review is None else (today - schedule.last_review).days
            stability = BY_KEY[name].stability(schedule)
            if schedule.last_review is not None and stability > 0:
                chances[name] = recall(stability, days_ago, decays[name])
        return chances


def _curve(ninety: float, decay: float, span: int, width: int) -> list[Content]:
    """The forgetting curve over so many days, the day of 90 % named below it."""
    chances = [recall(ninety, span * point // CURVE, decay) for point in range(CURVE)]
    labels = ["today", *[""] * (CURVE - 1)]
    place = min(max(round(ninety / span * CURVE), 4), CURVE - 8)
    labels[place] = f"90% after {days(round(ninety))}"
    return plots.columns(chances, labels, width, 4, percent=True)


def _log(
    card: Card, history: Sequence[Review], zone: tzinfo | None, width: int
) -> Iterator[Content]:
    if not history:
        yield Content.styled("The log is empty.", "$quiet")
        return
    yield Content.styled("log, latest first", "$quiet")
    for row in reversed(history):
        when = f"{row.time.astimezone(zone):%Y-%m-%d %H:%M}"
        what = row.grade.name.lower() if row.grade is not None else row.kind.value
        repeat = " (repeat)" if row.kind is LogKind.REPEAT else ""
        ease = _ease_after(row)
        then = "" if row.after is None else f" → {days(row.after.interval)}"
        then += "" if ease is None else f", ease {ease / 100:.2f}"
        took = "" if row.elapsed_ms is None else f", {row.elapsed_ms / 1000:.0f} s"
        text = Content.assemble((f"{when}  ", "$quiet"), (what, "bold"), f"{repeat}{then}{took}")
        yield from text.wrap(width)
        if row.drill:
            # The numbers are new each time; this shows those of that day again.
            again = visible(command(card, row.drill))
            yield from Content.styled(f"  {again}", "$quiet").wrap(width)


def _ease_after(row: Review) -> int | None:
    """The ease in hundredths; the log of an answer keeps the grade that it follows from."""
    if row.after is None or row.grade is None or row.before is None:
        return None if row.after is None else row.after.ease
    if row.kind is LogKind.REPEAT or row.before.last_review == row.day:
        return row.before.ease  # a second answer of a day changes no schedule
    scheduler = find_scheduler(row.scheduler)
    if scheduler is None or not scheduler.keeps_ease:
        return None
    return scheduler.review(row.before, row.grade, row.day).ease
