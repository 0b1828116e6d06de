"""The day at a glance: decks with what is left, what is done, what comes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from gruquiz.day_queue import in_deck
from gruquiz.library import Library
from gruquiz.model import CardId, Deck, Grade, Schedule, no_deck
from gruquiz.query import decks_asked, parse
from gruquiz.schedulers import SCHEDULERS
from gruquiz.session.deck_rules import DeckRules
from gruquiz.session.results import ImportIssue, Today
from gruquiz.session.today_queue import TodayQueue

PLAYABLE = "-is:suspended -is:buried -is:missing -is:incomplete"


class Overview:
    """Counts, limits and searches for the faces to show."""

    def __init__(self, library: Library, rules: DeckRules, queue: TodayQueue) -> None:
        self.library = library
        self.rules = rules
        self.queue = queue

    def counts(self, now: datetime) -> list[Deck]:
        """Every deck with what is left of it today, parents before their sub-decks."""
        self.rules.apply_schedulers(now)
        return self.queue.on(self.rules.day(now)).counts()

    def today(
        self, now: datetime, deck: str | None = None, counts: Sequence[Deck] | None = None
    ) -> Today:
        """The day so far, of one deck or of all; `counts` where they are known already."""
        today = self.rules.day(now)
        names = self.library.decks.names()
        rows = [row for row in self.library.queues.worked(today) if in_deck(names[row.deck], deck)]
        left = sum(
            one.new + one.learning + one.due
            for one in (self.counts(now) if counts is None else counts)
            if (one.name == deck if deck is not None else "/" not in one.name)
        )
        return Today(
            done=sum(row.cards for row in rows),
            again=sum(row.again for row in rows),
            answers=sum(row.answers for row in rows),
            left=left,
            minutes=sum(row.ms for row in rows) / 60_000,
            streak=self._streak(today),
        )

    def why_nothing(self, query: str) -> str:
        """Why a search finds no card where it names an unknown deck; else empty."""
        names = list(self.library.decks.names().values())
        for asked in decks_asked(parse(query)):
            if not any(in_deck(deck.casefold(), asked.casefold()) for deck in names):
                return no_deck(asked, names)
        return ""

    def _streak(self, today: date) -> int:
        streak, expected = 0, today
        for day in self.library.queues.study_days(today):
            if streak == 0 and day == today - timedelta(days=1):
                expected = day  # no answer yet today does not end it
            if day != expected:
                break
            streak += 1
            expected = day - timedelta(days=1)
        return streak

    def forecast(self, now: datetime, days: int = 14, deck: str | None = None) -> list[int]:
        """Reviews due on each of the days from today, the overdue ones on the first."""
        today = self.rules.day(now)
        names = self.library.decks.names()
        counts = [0] * days
        for due, number, cards in self.library.queues.due_by_day(today + timedelta(days=days - 1)):
            if in_deck(names[number], deck):
                counts[max(due - today.toordinal(), 0)] += cards
        return counts

    def raise_limits(self, now: datetime, deck: str, new: int = 0, reviews: int = 0) -> None:
        """Let a deck, and those in it, give more today than their limits say.

        Together the sub-decks give no more than the deck does.
        """
        names = {name for name in self.library.decks.names().values() if in_deck(name, deck)}
        for name in names | {deck}:  # a deck may hold no card of its own
            self.library.decks.raise_limits(self.rules.day(now), name, new, reviews)

    def more_new(self, now: datetime, deck: str) -> bool:
        """Whether `raise_limits` would bring new cards of this deck today."""
        return self.queue.on(self.rules.day(now)).has_more(deck)

    def selection(self, query: str, now: datetime) -> list[CardId]:
        """The cards of a search that can be asked now: for study outside the day's queue.

        `prop:due<=3` studies ahead, `rated:7:again` what was forgotten, `tag:` or `deck:` a
        subject. Answering them is an early review; who only looks (cramming) does not answer.
        """
        today = self.rules.day(now)
        found = set(self.library.search.ids(PLAYABLE, today))
        return [card for card in self.library.search.ids(query, today) if card in found]

    def replays(self, card: CardId) -> dict[str, Schedule]:
        """The card as each scheduler would have it, had it scheduled it from the start."""
        options = self.rules.config.of(self.library.cards.get(card).deck)
        number, states = self.library.cards.row(card).number, self.library.log.states
        return {kind.key: states.by(number, kind.of(options)) for kind in SCHEDULERS}

    def decays(self, card: CardId) -> dict[str, float]:
        """How quickly recall of the card falls by each scheduler, as its deck has it."""
        options = self.rules.config.of(self.library.cards.get(card).deck)
        return {kind.key: kind.of(options).decay for kind in SCHEDULERS}

    def predict(self, card: CardId, now: datetime) -> dict[str, Schedule]:
        """What each scheduler, had it scheduled the card from the start, would make of Good."""
        today = self.rules.day(now)
        options = self.rules.config.of(self.library.cards.get(card).deck)
        schedules = self.replays(card)
        return {
            kind.key: kind.of(options).review(schedules[kind.key], Grade.GOOD, today)
            for kind in SCHEDULERS
        }

    def import_issues(self) -> list[ImportIssue]:
        """What is left to be reviewed of imports: likely edits, then warnings by note and line."""
        left = []
        for pair in self.library.note_index.likely_edits():
            card = self.library.cards.get(pair.new)
            left.append(ImportIssue(pair, card.deck, card))
        return [*left, *(ImportIssue(one, one.deck) for one in self.library.warnings.open())]
