"""Numbers as bars of one line: shares from 0 to 1, and signed values from −1 to 1."""

from collections.abc import Sequence

from textual.content import Content

EIGHTHS = " ▏▎▍▌▋▊▉█"
LEVELS = "▁▂▃▄▅▆▇█"


def number(value: float, decimals: int = 3) -> str:
    """With a true minus sign, right-aligned for values below 100."""
    text = f"{abs(value):.{decimals}f}"
    negative = value < 0 and float(text) != 0
    return f"{'−' if negative else ''}{text}".rjust(decimals + 3)


def gauge(value: float, width: int) -> Content:
    """A share from 0 to 1 as a filled bar."""
    eighths = round(min(1.0, max(0.0, value)) * width * 8)
    full, part = divmod(eighths, 8)
    bar = "█" * full + (EIGHTHS[part] if part else "")
    return Content.assemble((bar, "$accent"), ("░" * (width - len(bar)), "$rule"))


def signed(value: float, width: int) -> Content:
    """A value from −1 to 1 as a bar to the left or to the right of a middle line."""
    half = (width - 1) // 2
    cells = min(half, round(abs(value) * half))
    left = " " * (half - cells) + "█" * cells if value < 0 else " " * half
    right = "█" * cells if value > 0 else ""
    return Content.assemble(
        (left, "$warning"), ("│", "$quiet"), (right, "$accent"), " " * (half - len(right))
    )


def levels(values: Sequence[float], low: float, high: float) -> str:
    """One block a value, its height the value's place between two bounds."""
    span = high - low
    last = len(LEVELS) - 1
    places = ((min(high, max(low, value)) - low) / span for value in values)
    return "".join(LEVELS[round(place * last)] for place in places)
