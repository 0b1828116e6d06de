"""S7: a drill on the cell that a note's equations state, with fresh numbers each time."""

import json
from collections.abc import Iterator

from gruquiz.model import THIS_NOTE, Face, FoundCard, Kind
from gruquiz.suggesters.page import Item, Page
from gruquiz.suggesters.single_equations import stated_items
from gruquiz.suggesters.suggestion import Suggestion, card

RULE = "compute"


def suggest(page: Page) -> Iterator[FoundCard]:
    """One drill: a step of the GRU, or a line of an LSTM or plain recurrent network."""
    if page.cell is None:
        return
    cell, items = page.cell.cell, stated_items(page)
    stated = {line.latex.strip() for line in cell.equations}
    if cell.kind is None or not items:
        return
    if cell.kind == "gru" and not cell.missing:
        yield _card(page, items[-1], "step", "one step of its GRU", stated)
    elif cell.kind != "gru":
        yield _card(page, items[-1], "line", f"a line of its {cell.kind.upper()}", stated)


def _card(page: Page, item: Item, compute: str, what: str, stated: set[str]) -> FoundCard:
    specification = {
        "compute": compute,
        "convention": THIS_NOTE,
        "decimals": 3,
        "hidden": 2,
        "input": 2,
        "steps": 1,
    }
    face = Face(f"{page.title}: compute {what}", json.dumps(specification, sort_keys=True))
    # The equations identify the card: other equations are another skill.
    about = "\n".join(sorted(stated))
    suggested = Suggestion(Kind.DRILL, face, about, f"drill:{compute}")
    return card(page, item, RULE, suggested)
