"""What a drill card asks, and how that grows with its interval."""

import json
from dataclasses import replace

import pytest

from gruquiz.exercises import requested
from gruquiz.model import NEW, Card, CardId, Face, Kind


def drill_card(**specification: object) -> Card:
    return Card(
        id=CardId(1),
        kind=Kind.DRILL,
        face=Face("compute", json.dumps(specification)),
        decks=("drills",),
        note="note.md",
        title="note",
        headings=(),
        line=1,
        schedule=NEW,
    )


@pytest.mark.parametrize(
    ("interval", "kind", "hidden"),
    [(0, "gate", 1), (6, "gate", 1), (10, "gate", 2), (30, "candidate", 2), (90, "step", 2)],
)
def test_a_card_known_for_long_is_asked_harder(interval: float, kind: str, hidden: int) -> None:
    card = drill_card(compute="gate", hidden=1, convention="keras")
    request = requested(replace(card, schedule=replace(NEW, interval=interval)))
    assert request is not None
    assert (request.kind, request.hidden, request.convention) == (kind, hidden, "keras")
    assert request.exercise(seed=1).asked


def test_a_new_card_asks_what_it_says() -> None:
    request = requested(drill_card(compute="sequence", steps=3, decimals=4, hidden=3, input=1))
    assert request is not None
    assert (request.kind, request.steps, request.decimals) == ("sequence", 3, 4)
    assert (request.hidden, request.input) == (3, 1)
    assert requested(replace(drill_card(), kind=Kind.CLOZE)) is None
