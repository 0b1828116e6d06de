"""What the command palette offers besides the theme: decks to study and screens to open."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from textual.app import SystemCommand
from textual.binding import Binding
from textual.screen import Screen

from gruquiz.terminal import visible
from gruquiz.tui.counting import count
from gruquiz.tui.screens.decks import DecksScreen

_NO_MARKUP = str.maketrans("[]", "()")
"""The palette reads its titles as markup."""


def commands(screens: Sequence[Screen[Any]]) -> Iterator[SystemCommand]:
    """Everything that starts from the decks screen, wherever above it one is."""
    for screen in screens:
        if isinstance(screen, DecksScreen):
            yield from _from_home(screen)


def _from_home(home: DecksScreen) -> Iterator[SystemCommand]:
    for binding in DecksScreen.BINDINGS:
        if not isinstance(binding, Binding) or not binding.tooltip:
            continue
        if binding.action == "drill":
            yield from _drills(home)
        elif binding.action != "app.quit":
            help_text = f"{binding.tooltip} ({binding.key} on the decks screen)"
            act = partial(home.run_action, binding.action)
            yield SystemCommand(
                (binding.description or binding.tooltip).capitalize(), help_text, act
            )
    for deck in home.session.overview.counts(home.gruquiz.clock()):
        name = " › ".join(visible(deck.name).split("/")).translate(_NO_MARKUP)
        left = count(deck.new + deck.learning + deck.due, "card")
        yield SystemCommand(f"Study {name}", f"{left} today", partial(home.study, deck.name))


def _drills(home: DecksScreen) -> Iterator[SystemCommand]:
    """Each kind of drill by its title."""
    from engine.drills import DRILLS  # NumPy, which the decks do without

    for drill in DRILLS:
        act = partial(home.action_drill, drill.name)
        yield SystemCommand(f"Drill: {drill.title}", "Compute it by hand, fresh numbers", act)
