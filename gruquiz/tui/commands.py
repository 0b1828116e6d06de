"""What the command palette offers besides the theme: decks to study and screens to open."""

from collections.abc import Iterator
from functools import partial

from textual.app import SystemCommand
from textual.binding import Binding

from gruquiz.terminal import visible
from gruquiz.tui.counting import count
from gruquiz.tui.decks import DecksScreen

_NO_MARKUP = str.maketrans("[]", "()")
"""The palette reads its titles as markup."""


def commands(home: DecksScreen) -> Iterator[SystemCommand]:
    """Everything that starts from the decks screen, wherever one is."""
    for binding in DecksScreen.BINDINGS:
        if isinstance(binding, Binding) and binding.tooltip and binding.action != "app.quit":
            help_text = f"{binding.tooltip} ({binding.key} on the decks screen)"
            act = partial(home.run_action, binding.action)
            yield SystemCommand(binding.description.capitalize(), help_text, act)
    for deck in home.session.counts(home.gruquiz.clock()):
        name = " › ".join(visible(deck.name).split("/")).translate(_NO_MARKUP)
        left = count(deck.new + deck.learning + deck.due, "card")
        yield SystemCommand(f"Study {name}", f"{left} today", partial(home.study, deck.name))
