"""The app in a terminal, beside a minimal Textual app: first frame, keys, memory.

With the biggest library that is asked for.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from statistics import median

from gruquiz.config import Config, DeckOptions, write_config
from tests.benchmarks import decks, scope
from tests.benchmarks.contest import Entry, Figure
from tests.benchmarks.terminal import Terminal

STARTS = 7
STUDIED = 1000
CHANGES = 200
MINIMAL = """
from textual.app import App
from textual.widgets import Footer, Static

class Minimal(App):
    BINDINGS = [("q", "quit", "quit")]

    def compose(self):
        yield Static("painted")
        yield Footer()

Minimal().run()
"""


def entries() -> Iterator[Entry]:
    """Every row of the app's marks."""
    cards = scope.sizes()[-1]
    with scope.workshop(scope.places()[0]) as folder:
        path = folder / "library.db"
        decks.library(path, decks.found_cards(cards, due=0.1)).close()
        config = folder / "config.toml"
        write_config(Config(options=DeckOptions(new=decks.MOST, reviews=decks.MOST)), config)
        environ = dict(os.environ) | {"GRUQUIZ_CONFIG": str(config)}
        ours = [sys.executable, "-m", "gruquiz", "--library", str(path)]
        yield from _starts(ours, environ, cards)
        yield from _study(ours, environ)
        yield from _lab(ours, environ)


def _starts(ours: list[str], environ: Mapping[str, str], cards: int) -> Iterator[Entry]:
    """From nothing to the first frame, and to the counts of the decks.

    Compared by processor time, so that what else the machine does counts less.
    """
    contestants = {
        "minimal": ([sys.executable, "-c", MINIMAL], "painted"),
        "first frame": (ours, "gruquiz"),
        "counts of the decks": (ours, "Bench"),
    }
    clock: dict[str, list[float]] = {name: [] for name in contestants}
    work: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(STARTS + 1):
        for name, (command, text) in contestants.items():
            with Terminal(command, environ) as terminal:
                seconds = terminal.until(text)
                if turn:  # the first compiles and warms the caches
                    clock[name].append(seconds)
                    work[name].append(terminal.work())
    for name, mark in (("first frame", 1.3), ("counts of the decks", None)):
        yield Figure(f"app with {cards} cards, {name}", round(1e3 * median(clock[name])), "ms")
        ratio = median(own / peer for own, peer in zip(work[name], work["minimal"], strict=True))
        yield Figure("  over a minimal Textual app", round(ratio, 2), "times", mark)


def _study(ours: list[str], environ: Mapping[str, str]) -> Iterator[Entry]:
    """A thousand cards shown and graded; memory before and after."""
    with Terminal(ours, environ) as terminal:
        terminal.until("Bench")
        terminal.settle()
        terminal.press("\r", "What is")
        before = terminal.memory()
        answers, cards = [], []
        for _ in range(STUDIED):
            answers.append(terminal.press(" ", "Good"))
            cards.append(terminal.press("3", "What is"))
        after = terminal.memory()
    yield from _percentiles("key to answer drawn", answers, None, None)
    yield from _percentiles("key to next card drawn", cards, 30, 60)
    yield Figure(f"memory more after {STUDIED} cards", round(after - before, 1), "MB", 10)


def _lab(ours: list[str], environ: Mapping[str, str]) -> Iterator[Entry]:
    with Terminal(ours, environ) as terminal:
        terminal.until("Bench")
        terminal.settle()
        terminal.press("l", "Lab")
        times = [terminal.press("\x1b[A" if turn % 4 < 2 else "\x1b[B") for turn in range(CHANGES)]
    yield from _percentiles("key to changed lab drawn", times, 16, None)


def _percentiles(
    what: str, times: list[float], middle: float | None, worst: float | None
) -> Iterator[Entry]:
    """Median and 99th percentile with their limits in milliseconds."""
    ordered = sorted(times)
    yield Figure(what, round(1e3 * median(ordered), 1), "ms", middle)
    yield Figure(f"{what}, p99", round(1e3 * ordered[int(0.99 * len(ordered))], 1), "ms", worst)
