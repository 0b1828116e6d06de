"""What of a foreign file was not taken: counted by table and reason, never silently dropped."""

from collections import Counter, defaultdict
from collections.abc import Iterator

SHOWN = 3
"""Reasons that are spelled out for each table."""


class Refusals:
    """Counts of refused rows."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, table: str, reason: str, count: int = 1) -> None:
        """Count rows of a table that are not taken for a reason."""
        self.counts[table][reason] += count

    def add_all(self, others: "Refusals") -> None:
        """Count what was refused elsewhere too."""
        for table, reasons in others.counts.items():
            self.counts[table].update(reasons)

    def __bool__(self) -> bool:
        return bool(self.counts)

    def sentences(self) -> Iterator[str]:
        """One sentence for each table: how many of its rows were refused, and why."""
        for table, reasons in self.counts.items():
            total = reasons.total()
            shown_reasons = [
                f"{reason} ({count:,})" for reason, count in reasons.most_common(SHOWN)
            ]
            if len(reasons) > SHOWN:
                shown_reasons.append("and others")
            yield f"{table}: {total:,} refused, the rest was taken: {'; '.join(shown_reasons)}"
