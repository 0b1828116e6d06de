"""What a shell offers for a word that is being typed: decks, cards, kinds and conventions.

Nothing here writes or complains: where the library cannot be read, nothing is offered.
"""

from typing import TYPE_CHECKING

import click

from gruquiz.cli.context import AppContext
from gruquiz.terminal import visible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

MOST = 50
"""Cards that are offered with what they ask; more are offered by their names alone."""
OBEYED = frozenset("$`;&|<>\\!")
"""What a shell does something at, in a word without quotes."""


def decks(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":  # noqa: ARG001 - click's signature
    """The decks of the library, and those that only hold others."""
    from gruquiz.errors import KNOWN_ERRORS

    try:
        with _app_context(ctx).library(create=False) as library:
            names = set(library.decks.names().values())
    except KNOWN_ERRORS:
        return []
    parents = {name[:at] for name in names for at, sign in enumerate(name) if sign == "/"}
    return _beginning(sorted(names | parents), incomplete)


def cards(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":  # noqa: ARG001 - click's signature
    """The cards whose names begin so; with what they ask, where they are few."""
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
    """The global options as far as they are typed: while completing, no command has run."""
    given = ctx.find_root().params
    return AppContext(given.get("library"), given.get("now"), completing=True)


def _offer(word: str, about: str | None = None) -> "CompletionItem":
    from click.shell_completion import CompletionItem  # not needed by a run that only has options

    return CompletionItem(word, help=about)


def _beginning(names: list[str], incomplete: str) -> "list[CompletionItem]":
    return [_offer(name) for name in names if name.startswith(incomplete) and _is_plain(name)]


def _is_plain(name: str) -> bool:
    """Whether a name may stand in a command line as it is.

    bash puts it there without quotes, and a deck may be named by anybody: what a shell or a
    terminal would obey is not offered.
    """
    return visible(name) == name and not any(sign in OBEYED for sign in name)


def _asked(front: str) -> str:
    """A front in one line: a line end would end the offer."""
    return visible(" ".join(front.split()))[:60]
