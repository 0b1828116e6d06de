"""`next`, `answer`, `undo`: a study session, a command at a time."""

from typing import Any

import click

from gruquiz.cli.completion import cards, deck_option
from gruquiz.cli.context import AppContext, json_option, pass_context, require_deck
from gruquiz.cli.output import (
    card_document,
    ease_factor,
    emit,
    number,
    page,
    say,
    say_text,
    schedule_document,
)
from gruquiz.model import BUTTONS, Grade, card_name


class GradeName(click.ParamType[Grade]):
    """`again hard good easy`, or SM-2's 0 to 5."""

    name = "grade"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Grade:
        word = str(value).lower()
        grades = {str(int(grade)): grade for grade in Grade} | dict(BUTTONS)
        if word not in grades:
            self.fail(
                f"{value!r} is not a grade; use again, hard, good, easy or 0 to 5", param, ctx
            )
        return grades[word]


@click.command("next")
@deck_option
@json_option
@pass_context
def next_card(context: AppContext, deck: str | None, as_json: bool) -> None:
    """Show the next card of today's queue.

    The line below the card shows the next interval for each grade, in days. Nothing is stored;
    `gruquiz answer` does that.

    \b
    Example:
      gruquiz next --deck GRU
    """
    with context.session() as session:
        asked = session.next(context.now, require_deck(session, deck))
    if as_json:
        document: dict[str, Any] | None = None
        if asked is not None:
            days = {name: number(interval) for name, interval in asked.buttons.items()}
            document = {**card_document(asked.card, asked.today), "buttons": days}
        emit(document)
        return
    if asked is None:
        say("Nothing is left for today.")
        return
    say(f"{card_name(asked.card.id)}  {asked.card.deck}")
    say()
    say_text(page(asked.card.face.front))
    say()
    say("  ".join(f"{name} {number(days)} d" for name, days in asked.buttons.items()))


@click.command("answer")
@click.argument("card", shell_complete=cards)
@click.argument("grade", type=GradeName())
@json_option
@pass_context
def answer(context: AppContext, card: str, grade: Grade, as_json: bool) -> None:
    """Grade a card: again, hard, good, easy, or SM-2's 0 to 5.

    CARD is an id as `next` and `cards` print it; its first digits are enough. A card can be
    answered before it is due.

    \b
    Example:
      gruquiz answer 3f2a good
    """
    with context.session() as session:
        session.library.backups.daily(context.now)
        today = session.day(context.now)
        card_id = session.library.cards.find(card)
        before = session.library.cards.get(card_id).state(today)
        answered = session.answer(card_id, grade, context.now)
    after = answered.card.state(today)
    if as_json:
        emit(
            {
                "card": card_name(card_id),
                "grade": grade.name.lower(),
                "before": schedule_document(answered.before, before.value),
                "after": schedule_document(answered.after, after.value),
            }
        )
        return
    again = ", and once more today" if answered.repeat else ""
    ease = ease_factor(answered.after)
    say(f"Next on {answered.after.due}{again}; ease {ease:.2f}.")
    if answered.leech:
        say("This card is a leech and is now suspended: reword or split it.")


@click.command("undo")
@json_option
@pass_context
def undo(context: AppContext, as_json: bool) -> None:
    """Undo the last action, whatever it was.

    A grade, an import, a suspended or dropped card. Repeat it to undo earlier actions, even after
    a restart.

    \b
    Example:
      gruquiz undo
    """
    with context.session() as session:
        undone = session.undo(context.now)
    card = None if undone is None or undone.card is None else card_name(undone.card.id)
    if as_json:
        emit(
            {
                "undone": None
                if undone is None
                else {"action": undone.what, "card": card, "cards": undone.cards}
            }
        )
    elif undone is None:
        say("Nothing to undo.")
    else:
        say(f"Undone: {undone.what}" + (f" of {card}." if card else "."))
