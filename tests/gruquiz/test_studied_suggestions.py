"""A suggestion that was studied and that the rules no longer make stays with its text."""

from pathlib import Path

import pytest

from gruquiz import suggesters
from gruquiz.config import Config
from gruquiz.importer import ImportOptions
from gruquiz.model import Card, Grade
from gruquiz.session import Session
from tests.gruquiz.vaults import NOW, Vault

NOTE = r"""# A cell

$$v_t = \sigma(W_v x_t + U_v s_{t-1})$$

$$s_t = v_t \odot s_{t-1} + (1 - v_t) \odot x_t$$

The **keep gate** decides how much of the *old state* the cell carries over to the next step.
"""
ALWAYS = ImportOptions(suggest="always")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made = Vault(tmp_path)
    made.write("a.md", NOTE)
    made.read(ALWAYS)
    return made


def studied(vault: Vault) -> list[Card]:
    """All suggested cards but the drill, each answered once."""
    session = Session(vault.library, Config(), "test")
    cards = [card for card in vault.cards("a.md") if card.rule not in (None, "compute")]
    for card in cards:
        session.answer(card.id, Grade.GOOD, NOW)
    assert {card.rule for card in cards} >= {"equation", "definition"}
    return cards


def read_without_rules(vault: Vault, text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """The cards lost when a program without any rule reads the note again."""
    monkeypatch.setattr(suggesters, "SUGGESTERS", ())
    vault.write("a.md", text)
    return vault.note(vault.read(ALWAYS), "a.md").missing


def test_what_was_answered_stays_while_its_text_is_in_the_note(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = studied(vault)
    unasked = len(vault.cards("a.md")) - len(cards)
    assert read_without_rules(vault, NOTE + "\nMore.\n", monkeypatch) == unasked
    assert {card.id for card in vault.cards("a.md")} == {card.id for card in cards}


def test_what_was_never_answered_goes(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    count = len(vault.cards("a.md"))
    assert read_without_rules(vault, NOTE + "\nMore.\n", monkeypatch) == count
    assert vault.cards("a.md") == []


def test_what_was_answered_goes_with_its_text(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = studied(vault)
    text = NOTE.replace("(1 - v_t)", "(1 + v_t)")
    read_without_rules(vault, text, monkeypatch)
    left = {card.id for card in vault.cards("a.md")}
    assert left == {card.id for card in cards if "s_t =" not in card.face.back}
    assert len(left) < len(cards)


def test_where_the_author_makes_a_card_the_suggestion_goes(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    studied(vault)
    text = NOTE.replace("The **keep gate**", "The ==keep gate==")
    read_without_rules(vault, text, monkeypatch)
    assert "definition" not in {card.rule for card in vault.cards("a.md")}
