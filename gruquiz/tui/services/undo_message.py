"""What an undo took back, in a line."""

from gruquiz.markdown import plain
from gruquiz.model import Card
from gruquiz.session import UndoneAction
from gruquiz.terminal import visible
from gruquiz.tui.counting import count

LONGEST = 48
"""Letters of a card's front."""
HOLE = "[…]"

ACTS = {
    "grade": "grading",
    "import": "importing",
    "manual": "rescheduling",
    "suspend": "suspending",
    "unsuspend": "unsuspending",
    "bury": "burying",
    "unbury": "unburying",
    "drop": "dropping",
    "restore": "restoring",
    "flag": "flagging",
    "found": "joining",
    "deck": "moving",
    "move": "rescheduling",
}
"""What each kind of act does to a card, before the card's front."""


def undo_message(undone: UndoneAction) -> str:
    """The act, and the card by its front or how many cards there were."""
    act = ACTS.get(undone.what, undone.what)
    whom = count(undone.cards, "card") if undone.card is None else f"“{front(undone.card)}”"
    return f"Undone: {act} {whom}."


def front(card: Card) -> str:
    """What a card asks, short: of a long text the part about its hole."""
    text = visible(plain(card.face.front)) or visible(card.title)
    if len(text) <= LONGEST:
        return text
    hole = text.find(HOLE)
    start = 0 if hole + len(HOLE) < LONGEST else hole - LONGEST // 2
    start = text.find(" ", start) + 1 if start else 0
    cut = text[start : start + LONGEST].rsplit(" ", 1)[0] if start + LONGEST < len(text) else ""
    return f"{'… ' if start else ''}{cut or text[start:]}{' …' if cut else ''}"
