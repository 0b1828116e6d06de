"""Statistics: retention, calendar, buttons, hours, and a forecast of the coming weeks.

They are computed from daily tallies, so that a page is as fast after ten years.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gruquiz.library import Library
from gruquiz.library.tallies import BURIED, IN_PLAY, TO_REPEAT
from gruquiz.model import Grade, in_deck
from gruquiz.schedulers.forgetting_curve import recall
from gruquiz.schedulers.sm2 import SM2
from gruquiz.schema import TALLIES

MATURE = 21
"""Days of interval from which a card is mature."""


STATES = {IN_PLAY: "", BURIED: "buried", TO_REPEAT: "relearning"}
"""The state of a learned card; a card that is not held is young or mature."""


@dataclass(frozen=True, slots=True)
class PassRate:
    """How many of how many answers passed."""

    passed: int = 0
    total: int = 0

    @property
    def rate(self) -> float | None:
        """0 to 1; None where there is nothing to divide."""
        return self.passed / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class DayCount:
    """A day's work."""

    answers: int
    first: PassRate
    """Each card's first answer of the day, and how many passed."""
    minutes: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything that the statistics screen shows, for some decks and a period."""

    since: date
    until: date
    calendar: Mapping[date, DayCount]
    """Days with answers."""
    retention: Mapping[str, PassRate]
    """True retention, from each day's first answers: young, mature, and `all`."""
    buttons: Mapping[str, tuple[int, int, int, int]]
    """Numbers of answers again, hard, good, easy for cards that were new, young, mature, repeat."""
    hours: Mapping[int, PassRate]
    """First answers by hour of the learner's clock."""
    states: Mapping[str, int]
    """Cards by state, those in review split into young and mature."""
    intervals: Mapping[int, int]
    """Cards by interval in days."""
    eases: Mapping[int, int]
    """Cards by ease in hundredths."""
    stabilities: Sequence[float]
    difficulties: Sequence[float]
    recalls: Sequence[float]
    """For each card that FSRS schedules: the probability that it is known today."""
    forecast: Sequence[int]
    """Reviews due on each day from today; overdue ones count today."""
    backlog: int
    """How many of today's were due before."""
    added: Mapping[date, int]
    longest_streak: int
    expected: "Simulated | None" = None
    """A simulation of the coming weeks; None until it is asked for."""


def statistics(
    library: Library,
    today: date,
    deck: str | None = None,
    days: int | None = None,
    ahead: int = 30,
) -> Statistics:
    """The statistics of a deck (None: all) over the last `days` (None: from the beginning)."""
    since = today - timedelta(days=days - 1) if days else library.tallies.first_day() or today
    decks = _numbers(library, deck)
    period = since, today, decks
    calendar = {
        date.fromordinal(day): DayCount(answers, PassRate(passed, first), ms / 60_000)
        for day, answers, first, passed, ms in library.tallies.answers_by_day(*period)
    }
    by_hour = {hour: counts for hour, *counts in library.tallies.answers_by_hour(*period)}
    sums = [sum(column) for column in zip(*by_hour.values(), strict=True)] or [0] * 16
    buttons = {
        was: (sums[4 * place], sums[4 * place + 1], sums[4 * place + 2], sums[4 * place + 3])
        for place, was in enumerate(TALLIES)
    }
    memories = library.tallies.memories(decks)
    states, intervals, eases = _cards(library, today, decks)
    forecast, backlog = _forecast(library, today, decks, ahead)
    return Statistics(
        since=since,
        until=today,
        calendar=calendar,
        retention=_retention(buttons),
        buttons=buttons,
        hours={hour: _first(counts) for hour, counts in by_hour.items()},
        states=states,
        intervals=intervals,
        eases=eases,
        stabilities=[stability for stability, _, _ in memories],
        difficulties=[difficulty for _, difficulty, _ in memories],
        recalls=[
            recall(stability, today.toordinal() - last)
            for stability, _, last in memories
            if last is not None
        ],
        forecast=forecast,
        backlog=backlog,
        added={
            date.fromordinal(day): cards for day, cards in library.tallies.added_by_day(*period)
        },
        longest_streak=longest_streak(calendar),
    )


def _numbers(library: Library, deck: str | None) -> list[int] | None:
    if deck is None:
        return None
    return [number for number, name in library.decks.names().items() if in_deck(name, deck)]


def _retention(buttons: Mapping[str, tuple[int, int, int, int]]) -> dict[str, PassRate]:
    shares = {
        was: PassRate(sum(buttons[was][1:]), sum(buttons[was])) for was in ("young", "mature")
    }
    young, mature = shares["young"], shares["mature"]
    shares["all"] = PassRate(young.passed + mature.passed, young.total + mature.total)
    return shares


def _first(counts: Sequence[int]) -> PassRate:
    """The first answers among counts in the order of `TALLY_COLUMNS`, whose last are repeats."""
    first = sum(counts[:12])
    return PassRate(first - counts[0] - counts[4] - counts[8], first)


def _cards(
    library: Library, today: date, decks: Sequence[int] | None
) -> tuple[dict[str, int], dict[int, int], dict[int, int]]:
    """Cards by state, by interval and by ease."""
    states, intervals, eases = Counter[str](), Counter[int](), Counter[int]()
    for days, ease, code, cards in library.tallies.learned(today, decks):
        intervals[days] += cards
        eases[ease] += cards
        states[STATES[code] or ("young" if days < MATURE else "mature")] += cards
    for state, cards in library.tallies.not_learned(today, decks):
        states[state] += cards
    shown = {state: cards for state, cards in states.items() if cards}
    return shown, dict(sorted(intervals.items())), dict(sorted(eases.items()))


def _forecast(
    library: Library, today: date, decks: Sequence[int] | None, ahead: int
) -> tuple[list[int], int]:
    counts, backlog = [0] * ahead, 0
    for due, deck, cards in library.queues.due_by_day(today + timedelta(days=ahead - 1)):
        if decks is None or deck in decks:
            late = due - today.toordinal()
            counts[max(late, 0)] += cards
            backlog += cards if late < 0 else 0
    return counts, backlog


def longest_streak(calendar: Mapping[date, DayCount]) -> int:
    """The largest number of consecutive days with answers."""
    longest = run = 0
    last: date | None = None
    for day in sorted(calendar):
        run = run + 1 if last is not None and day - last == timedelta(days=1) else 1
        longest, last = max(longest, run), day
    return longest


@dataclass(frozen=True, slots=True)
class Simulated:
    """The result of one simulation of the coming days."""

    right: float
    """The assumed share of right answers."""

    reviews: Sequence[int]
    new: Sequence[int]
    left_over: Sequence[int]
    """For each day, the reviews that the limit moves to the next."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the coming days are played through with."""

    retention: float
    """The chance that a card is answered Good, else Again."""
    days: int = 90
    new: int = 20
    """New cards a day."""
    reviews: int = 200
    """Reviews a day."""
    seed: int = 0


def simulate(
    library: Library, today: date, assumed: Assumptions, deck: str | None = None
) -> Simulated:
    """Simulate the coming days under SM-2 and the daily limits: each card is answered Good with
    probability `retention`, else Again."""
    import numpy as np  # only the page that simulates pays for it

    rng = np.random.default_rng(assumed.seed)
    rows = library.tallies.schedules(_numbers(library, deck))
    due = np.array([math.inf if day is None else day for day, _, _, _ in rows], dtype=float)
    interval = np.array([days for _, days, _, _ in rows], dtype=float)
    ease = np.array([ease for _, _, ease, _ in rows], dtype=np.int64)
    reps = np.array([reps for _, _, _, reps in rows], dtype=np.int64)
    scheduler, good = SM2(), np.array(int(Grade.GOOD))
    waiting = np.flatnonzero(np.isinf(due))
    counts: tuple[list[int], list[int], list[int]] = ([], [], [])
    for day in range(today.toordinal(), today.toordinal() + assumed.days):
        ready = np.flatnonzero(due <= day)
        late = (day - due[ready]) / np.maximum(interval[ready], 1)
        chosen = ready[np.argsort(-late, kind="stable")[: assumed.reviews]]
        fresh, waiting = waiting[: assumed.new], waiting[assumed.new :]
        asked = np.concatenate([chosen, fresh])
        passed = rng.random(len(asked)) < assumed.retention
        grown = scheduler.interval_columns(interval[asked], ease[asked], reps[asked], good)
        interval[asked] = np.where(passed, grown, 1)
        reps[asked] = np.where(passed, reps[asked] + 1, 0)
        due[asked] = day + interval[asked]
        for list_, count in zip(
            counts, (len(chosen), len(fresh), len(ready) - len(chosen)), strict=True
        ):
            list_.append(count)
    return Simulated(assumed.retention, *counts)
