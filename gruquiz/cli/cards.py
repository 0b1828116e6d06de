"""`cards` and `decks`: list the library's contents."""

import click

from gruquiz.cli.context import AppContext, json_option, pass_context
from gruquiz.cli.output import card_document, columns, emit, one_line, say
from gruquiz.model import Schedule, State, card_name


@click.command("cards")
@click.argument("query", nargs=-1)
@json_option
@pass_context
def cards(context: AppContext, query: tuple[str, ...], as_json: bool) -> None:
    """List the cards that match a search; without one, all cards.

    Each line shows a card's id, deck, state or due date, and front. Put `--` before a QUERY that
    begins with `-`, or quote it together with another word.

    \b
    QUERY is words and conditions, all of which must match:
      reset gate  "update gate"  gat*   words; words in a row; how words begin
      deck:GRU/Gates  note:vault        the deck and those below it; the note
      tag:gru  kind:cloze  id:3f2a      the note's tag; the kind; the card
      is:due                            also new review relearning suspended
                                        buried missing leech suggested flagged
                                        incomplete dropped
      prop:ivl>=10  prop:ease<2         also reps, lapses, due (in days), flag,
                                        stability, difficulty
      rated:7  rated:7:again  added:3   within so many days, including today
      -is:new   a or b   (a or b) c     not; either; together

    \b
    Example:
      gruquiz cards deck:GRU is:due
      gruquiz cards "prop:ivl>=10 -is:suspended"
    """
    with context.session() as session:
        today = session.day(context.now)
        found = session.library.search.cards(" ".join(query), today)
        why = "" if found else session.overview.why_nothing(" ".join(query))
    if as_json:
        emit([card_document(card, today) for card in found])
        return
    if not found:
        nothing = f"No card matches{f': {why}' if why else '.'}"
        say(nothing if query else "There are no cards yet.", err=True)
        return
    columns(
        (
            (
                card_name(card.id),
                card.deck,
                _when(card.schedule, card.state(today)),
                one_line(card.face.front),
            )
            for card in found
        ),
        "llll",
    )


def _when(schedule: Schedule, state: State) -> str:
    return state.value if state is not State.REVIEW else f"due {schedule.due}"


@click.command("decks")
@json_option
@pass_context
def decks(context: AppContext, as_json: bool) -> None:
    """List the decks with the cards left today in each.

    New and due cards are counted within the daily limits; a deck includes its sub-decks. `again`
    counts cards that were failed today and are asked once more.

    \b
    Example:
      gruquiz decks
    """
    with context.session() as session:
        counts = session.overview.counts(context.now)
    if as_json:
        emit(
            [
                {
                    "deck": deck.name,
                    "new": deck.new,
                    "learning": deck.learning,
                    "due": deck.due,
                    "total": deck.total,
                    "suspended": deck.suspended,
                }
                for deck in counts
            ]
        )
        return
    if not counts:
        say("No cards yet: `gruquiz import FOLDER` makes some from your notes.")
        return
    rows: list[tuple[str, ...]] = [("deck", "new", "again", "due", "total")]
    for deck in counts:
        name = "  " * deck.name.count("/") + deck.name.rpartition("/")[2]
        rows.append((name, *map(str, (deck.new, deck.learning, deck.due, deck.total))))
    columns(rows, "lrrrr")
