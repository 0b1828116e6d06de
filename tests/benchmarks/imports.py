"""Importing a vault of 10 000 notes, reading it again, and one changed note in it."""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from gruquiz.importer import ImportOptions, import_notes, rescan
from gruquiz.library import Library
from gruquiz.model import ImportReport
from tests.benchmarks.contest import Contest, Entry, Figure
from tests.benchmarks.vault import write_vault

NOTES = 10_000
NOW = datetime(2026, 1, 1, tzinfo=UTC)
_SIZE_OF_IMPORT = """
import sys
from pathlib import Path
from tests.benchmarks.imports import imported, peak
imported(Path(sys.argv[1]), Path(sys.argv[2]), "never")
print(peak())
"""


def entries() -> Iterator[Entry]:
    """The marks of importing, on a vault made for this run."""
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        vault = place / "vault"
        writer = write_vault(vault, NOTES)
        files = sorted(vault.rglob("*.md"))
        yield from _counts(place, vault, writer.cards, writer.schedules)
        yield Contest(
            f"first import, {NOTES} notes, explicit cards",
            _fresh(place, vault, "never"),
            {"markdown-it-py": lambda: parse_all(files)},
            {"markdown-it-py": 1 / 5},
            rounds=3,
        )
        yield Contest(
            f"first import, {NOTES} notes, suggestions for each",
            _fresh(place, vault, "always"),
            {"markdown-it-py": lambda: parse_all(files)},
            {"markdown-it-py": 1.2},
            rounds=3,
        )
        yield from _again(place, vault)


def _counts(place: Path, vault: Path, cards: int, schedules: int) -> Iterator[Entry]:
    report = imported(vault, place / "counts.db", "never")
    added = sum(note.added for note in report.notes)
    adopted = sum(note.adopted for note in report.notes)
    yield Figure("cards found beyond those written", abs(added - cards), "cards", 0)
    yield Figure("schedules lost or made up", abs(adopted - schedules), "schedules", 0)
    told = subprocess.run(
        [sys.executable, "-c", _SIZE_OF_IMPORT, str(vault), str(place / "size.db")],
        capture_output=True,
        text=True,
        check=True,
    )
    yield Figure("memory of the import", float(told.stdout), "MB", 300)


def _again(place: Path, vault: Path) -> Iterator[Entry]:
    imported(vault, place / "again.db", "never")
    library = Library.open(place / "again.db")
    yield Contest(
        f"rescan, {NOTES} notes, unchanged",
        lambda: finished(rescan(library, NOW)),
        {"scandir and stat": lambda: stat_all(str(vault))},
        {"scandir and stat": 5},
        rounds=7,
    )
    before, after = [], []
    path = next(vault.rglob("*.md"))
    for number in range(7):
        before.append(_seconds(lambda: finished(rescan(library, NOW))))
        path.write_text(f"{path.read_text('utf-8')}\nterm {number}::meaning {number}\n", "utf-8")
        after.append(_seconds(lambda: finished(rescan(library, NOW))))
    library.close()
    beyond = sorted(b - a for a, b in zip(before, after, strict=True))[len(before) // 2]
    yield Figure("one changed note beyond the rescan", beyond * 1000, "ms", 50)


def _fresh(place: Path, vault: Path, suggest: str) -> Callable[[], object]:
    """An import into a library of its own each time."""
    numbers = iter(range(1000))

    def run() -> object:
        return imported(vault, place / f"{suggest} {next(numbers)}.db", suggest)

    return run


def imported(vault: Path, file: Path, suggest: str) -> ImportReport:
    """The report of a first import into a new library."""
    with Library.open(file) as library:
        return finished(import_notes(library, [vault], NOW, ImportOptions(suggest=suggest)))


def finished(progress: "Iterator[object]") -> ImportReport:
    """The report of an import run to its end."""
    while True:
        try:
            next(progress)
        except StopIteration as end:
            report: ImportReport = end.value
            return report


def parse_all(files: list[Path]) -> None:
    """markdown-it-py over every file."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    for file in files:
        parser.parse(file.read_text("utf-8"))


def stat_all(folder: str) -> int:
    """How many files lie in a folder, each looked at."""
    count = 0
    for entry in os.scandir(folder):
        if entry.is_dir():
            count += stat_all(entry.path)
        else:
            entry.stat()
            count += 1
    return count


def peak() -> float:
    """The most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start
