"""The table of a run, line by line as it is measured, and the same as data."""

from dataclasses import asdict, dataclass

from tests.benchmarks.clock import interleaved
from tests.benchmarks.contest import Contest, Entry, Figure, Missing

HEAD = f"{'what':<52} {'against':<16} {'ours':>11} {'theirs':>11} {'ratio':>7} {'mark':>9}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: ours against one peer, a limit or a figure."""

    family: str
    name: str
    against: str
    ours: float | None
    """Seconds, or the figure's unit."""
    theirs: float | None
    ratio: float | None
    mark: float | None
    unit: str
    met: bool | None
    """None where nothing is asked."""


def rows(family: str, entry: Entry) -> list[Row]:
    """Measure one entry."""
    if isinstance(entry, Missing):
        return [Row(family, entry.name, entry.reason, None, None, None, None, "", None)]
    if isinstance(entry, Figure):
        met = None if entry.limit is None else entry.value <= entry.limit
        return [Row(family, entry.name, "", entry.value, None, None, entry.limit, entry.unit, met)]
    return _contest(family, entry)


def _contest(family: str, contest: Contest) -> list[Row]:
    times = interleaved({"": contest.ours} | dict(contest.peers), contest.rounds, cpu=contest.cpu)
    ours = times.pop("").middle
    lines = []
    if contest.limit is not None or not times:
        met = None if contest.limit is None else ours <= contest.limit
        lines.append(Row(family, contest.name, "", ours, None, None, contest.limit, "s", met))
    for name, timing in times.items():
        factor, mark = contest.factors.get(name, 1.0), contest.marks.get(name)
        theirs, ratio = timing.middle * factor, 1 / timing.share / factor
        met = None if mark is None else ratio <= mark
        lines.append(Row(family, contest.name, name, ours, theirs, ratio, mark, "x", met))
    return lines


def line(row: Row) -> str:
    """The row as it stands in the table."""
    if row.ours is None:
        return f"{row.name:<52} skipped: {row.against}"
    timed = row.unit in ("s", "x")
    ours = _seconds(row.ours) if timed else f"{row.ours:g} {row.unit}"
    theirs = "" if row.theirs is None else _seconds(row.theirs)
    ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
    mark = ""
    if row.mark is not None:
        mark = "≤ " + (_seconds(row.mark) if row.unit == "s" else f"{row.mark:g}")
    verdict = {None: "", True: "met", False: "MISSED"}[row.met]
    return (
        f"{row.name:<52} {row.against:<16} {ours:>11} {theirs:>11} {ratio:>7} {mark:>9} {verdict}"
    ).rstrip()


def data(row: Row) -> dict[str, object]:
    """The row for JSON."""
    return asdict(row)


def _seconds(value: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-9:.3g} ns"
