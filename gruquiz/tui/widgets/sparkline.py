"""Small plots of block characters."""

from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float], top: float | None = None) -> str:
    """One character a value, as high as the value's share of the largest; "·" for nothing."""
    largest = max(values, default=0) if top is None else top
    if largest <= 0:
        return "·" * len(values)
    last = len(BARS) - 1
    return "".join(
        BARS[min(last, round(value / largest * last))] if value > 0 else "·" for value in values
    )
