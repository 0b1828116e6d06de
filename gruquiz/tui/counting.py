"""How numbers of cards, days and minutes are said."""

from datetime import date


def count(number: int, noun: str, plural: str = "") -> str:
    """ "1 card", "2 cards"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def days(number: float) -> str:
    """An interval as people say it: "6 days", "3.4 months", "2.1 years"."""
    if number < 100:
        exact = f"{number:.1f}".removesuffix(".0")
        return f"{exact} day{'' if exact == '1' else 's'}"
    if number < 730:
        return f"{number / 30.44:.1f} months"
    return f"{number / 365.25:.1f} years"


def ease_change(hundredths: int) -> str:
    """A change of ease with its sign: "−0.14", "+0.10"; nothing for none."""
    if not hundredths:
        return ""
    return f"{'−' if hundredths < 0 else '+'}{abs(hundredths) / 100:.2f}"


def day(when: date, today: date) -> str:
    """A day as seen from today: "today", "tomorrow", "Tue 24 Nov", "24 Nov 2027"."""
    distance = (when - today).days
    if distance in (0, 1, -1):
        return {0: "today", 1: "tomorrow", -1: "yesterday"}[distance]
    if abs(distance) < 300:
        return f"{when:%a} {when.day} {when:%b}"
    return f"{when.day} {when:%b %Y}"
