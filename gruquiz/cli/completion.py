"""Shell completion of decks, cards, kinds and conventions.

Writes nothing and prints no errors: an unreadable library gives no completions.
"""

from typing import TYPE_CHECKING

import click

from gruquiz.cli.context import AppContext
from gruquiz.terminal import visible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

MOST = 50
"""Up to so many cards are offered with their fronts; more with their ids only."""
OBEYED = frozenset("$`;&|<>\\!")
"""Characters with a meaning for a shell outside quotes."""


def decks(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":  # noqa: ARG001 - click's signature
    """The decks of the library, including those with sub-decks only."""
    from gruquiz.errors import KNOWN_ERRORS

    try:
        with _app_context(ctx).library(create=False) as library:
            names = set(library.decks.names().values())
    except KNOWN_ERRORS:
        return []
    parents = {name[:at] for name in names for at, sign in enumerate(name) if sign == "/"}
    return _beginning(sorted(names | parents), incomplete)


def cards(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":  # noqa: ARG001 - click's signature
    """The cards with ids that begin like this; with their fronts if they are few."""
    from gruquiz.errors import KNOWN_ERRORS
    from gruquiz.model import card_name

    try:
        with _app_context(ctx).library(create=False) as library:
            ids = {card_name(card): card for card in library.search.ids()}
            found = [name for name in ids if name.startswith(incomplete.lower())]
            if len(found) > MOST:
                return [_offer(name) for name in found]
            return [_offer(name, _asked(library.cards.get(ids[name]).face.front)) for name in found]
    except KNOWN_ERRORS:
        return []


def kinds(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":  # noqa: ARG001 - click's signature
    """The kinds of drill."""
    from engine.drills import DRILLS

    return [_offer(kind.name, kind.summary) for kind in DRILLS if kind.name.startswith(incomplete)]


def conventions(
    ctx: click.Context,  # noqa: ARG001 - click's signature
    param: click.Parameter,  # noqa: ARG001 - click's signature
    incomplete: str,
) -> "list[CompletionItem]":
    """The conventions by name, each with where it comes from."""
    from engine.conventions import CONVENTIONS

    known = {name: convention.source for name, convention in CONVENTIONS.items()}
    return [_offer(name, source) for name, source in known.items() if name.startswith(incomplete)]


deck_option = click.option(
    "--deck",
    metavar="DECK",
    shell_complete=decks,
    help="Only this deck and the decks below it.  [default: all decks]",
)


def _app_context(ctx: click.Context) -> AppContext:
    """The global options typed so far; during completion no command has run."""
    given = ctx.find_root().params
    return AppContext(given.get("library"), given.get("now"), completing=True)


def _offer(word: str, about: str | None = None) -> "CompletionItem":
    from click.shell_completion import CompletionItem  # not needed by a run that only has options

    return CompletionItem(word, help=about)


def _beginning(names: list[str], incomplete: str) -> "list[CompletionItem]":
    return [_offer(name) for name in names if name.startswith(incomplete) and _is_plain(name)]


def _is_plain(name: str) -> bool:
    """Whether a name needs no quoting in a command line.

    bash inserts it without quotes, and anybody may have named a deck: names with characters for
    a shell or a terminal are not offered.
    """
    return visible(name) == name and not any(sign in OBEYED for sign in name)


def _asked(front: str) -> str:
    """A front in one line: a line end would end the offer."""
    return visible(" ".join(front.split()))[:60]
