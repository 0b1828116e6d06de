"""What a rule would ask, as a card."""

from dataclasses import dataclass
from hashlib import blake2b

from gruquiz.model import Face, FoundCard, Kind
from gruquiz.suggesters.page import Item, Page, headings_without
from gruquiz.suggesters.phrasing import plain
from gruquiz.suggesters.symbols import with_symbol
from gruquiz.syntaxes.card_span import normalise


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a rule would ask."""

    kind: Kind
    face: Face
    about: str
    """The text that identifies it."""
    variant: str
    """Which card of that text."""


def card(page: Page, item: Item, rule: str, suggested: Suggestion) -> FoundCard:
    """A suggested card, asked of what an item of the page says."""
    face = suggested.face
    return FoundCard(
        kind=suggested.kind,
        face=face,
        line=item.line,
        end_line=item.end_line,
        decks=page.decks,
        headings=headings_without(item, " ".join(face.answers) or face.back),
        content_hash=blake2b(normalise(suggested.about).encode(), digest_size=16).digest(),
        variant=suggested.variant,
        rule=rule,
    )


def cloze(page: Page, item: Item, rule: str, face: Face, about: str) -> FoundCard:
    """A suggested cloze."""
    key = "|".join(normalise(answer).casefold() for answer in face.answers)
    named = with_symbol(face, page.symbols)
    asked = Suggestion(Kind.CLOZE, named, plain(about), f"cloze:{key}:0")
    return card(page, item, rule, asked)
