"""Where a card comes from and how it stands."""

from datetime import datetime

from textual.content import Content

from gruquiz.model import Card
from gruquiz.session import Session
from gruquiz.terminal import visible
from gruquiz.tui.counting import count, day, days


def card_header(card: Card, session: Session, now: datetime) -> Content:
    """Where a card comes from and how it stands, on a few lines."""
    today, schedule = session.day(now), card.schedule
    where = f"{' › '.join(card.deck.split('/'))} · {card.title}, line {card.line}"
    how = f"{flag(card)}{card.state(today).value}"
    if schedule.due is not None:
        how += f" · due {day(schedule.due, today)} · every {days(schedule.interval)}"
        how += (
            f" · ease {schedule.ease / 100:.2f} · {count(schedule.reps, 'review')} right in a row"
        )
        how += f" · {count(schedule.lapses, 'lapse')}" if schedule.lapses else ""
    return Content.styled(f"{visible(where)}\n{how}", "$quiet")


def flag(card: Card) -> str:
    """The learner's flag as a sign with its word, to stand before other text."""
    number = f" {card.flag}" if card.flag > 1 else ""
    return f"⚑ flagged{number} · " if card.flag else ""


def context(card: Card) -> str:
    """The note and the headings above the card, behind its flag."""
    headings = [heading.rstrip(": ") for heading in card.headings if heading != card.title]
    return flag(card) + visible(" › ".join((card.title, *headings)))


def origin(card: Card) -> str:
    """Where a suggested card was taken from; nothing for the learner's own."""
    return "" if card.rule is None else f"suggested from the note, line {card.line}"
