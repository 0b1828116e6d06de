"""A day as a learner writes it."""

from datetime import date, timedelta

from gruquiz.errors import GruquizError

NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = tuple(name[:3] for name in NAMES)


def parse_due_day(text: str, today: date) -> date:
    """The day meant by "today", "tomorrow", "+7", "fri" or "2026-12-24".

    Raises GruquizError for anything else, and for a day that is past.
    """
    typed = text.strip().lower()
    if typed in ("today", "tomorrow"):
        return today + timedelta(days=typed == "tomorrow")
    if any(typed and name.startswith(typed) and typed[:3] in WEEKDAYS for name in NAMES):
        return today + timedelta(days=(WEEKDAYS.index(typed[:3]) - today.weekday() - 1) % 7 + 1)
    try:
        if typed.startswith("+"):
            return today + timedelta(days=int(typed[1:]))
        day = date.fromisoformat(typed)
    except (ValueError, OverflowError) as error:
        raise GruquizError(
            f"{text.strip()!r} is no day: write tomorrow, +7, fri or 2026-12-24"
        ) from error
    if day < today:
        raise GruquizError(f"{day} is past; a card cannot be due before today")
    return day
