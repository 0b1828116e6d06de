"""How similar two cards are: whether they state one fact, and how similar they look."""

from gruquiz.identity.wording import (
    alike,
    other_fact,
    reworded,
    same_answer,
    sentence_of_hole,
    tokens,
)
from gruquiz.model import FoundCard, Kind, KnownCard

WORTH_ASKING = 0.4
"""From this likeness on, the learner is asked whether two cards are one."""


def question(card: FoundCard | KnownCard) -> str:
    """The question of a pair or question card; "" for other kinds."""
    if card.kind not in (Kind.PAIR, Kind.QUESTION):
        return ""
    return f"{direction(card)} {' '.join(card.face.front.split())}"


def direction(card: FoundCard | KnownCard) -> str:
    """The direction of a card; only cards of one direction match. A pair may become a question
    card, but a front never a back."""
    if card.kind in (Kind.PAIR, Kind.QUESTION):
        return card.variant.partition(":")[2]
    return "cloze" if card.kind in (Kind.CLOZE, Kind.EQUATION) else card.kind.value


def same_anchor(found: FoundCard, known: KnownCard) -> float:
    """Whether two cards at one block id are one: 0 or a score."""
    if direction(found) != direction(known):
        return 0.0
    if direction(found) == "cloze":
        return _answers(found, known)
    return 1.0


def same_content(found: FoundCard, known: KnownCard) -> float:
    """Whether two cards of the same text are one: 0 or a score."""
    if direction(found) != direction(known):
        return 0.0
    return _answers(found, known) if direction(found) == "cloze" else 1.0


def likeness(found: FoundCard, known: KnownCard) -> float:
    """0 for cards that state different facts; else the likeness of their texts, up to 1."""
    if found.kind is Kind.DRILL:
        return 0.0
    if direction(found) == "cloze":
        return _cloze_likeness(found, known)
    return _sides_likeness(found, known)


def _answers(found: FoundCard, known: KnownCard) -> float:
    if len(found.face.answers) != len(known.face.answers) or not found.face.answers:
        return 0.0
    pairs = zip(found.face.answers, known.face.answers, strict=True)
    return min(same_answer(one, other) for one, other in pairs)


def _cloze_likeness(found: FoundCard, known: KnownCard) -> float:
    """For one answer, the likeness of the sentences around it, or of the whole texts."""
    answer = _answers(found, known)
    if answer == 0.0:
        return 0.0
    here, there = sentence_of_hole(found.face.front), sentence_of_hole(known.face.front)
    one, other = tokens(here), tokens(there)
    if other_fact(one, other):
        return 0.0
    whole = alike(tokens(found.face.front), tokens(known.face.front))
    near = alike(one, other) if min(len(one), len(other)) > 4 else 0.0
    return max(whole, near) * (0.8 + 0.2 * answer)


def _sides_likeness(found: FoundCard, known: KnownCard) -> float:
    fronts = tokens(found.face.front), tokens(known.face.front)
    backs = tokens(found.face.back), tokens(known.face.back)
    front, back = alike(*fronts), alike(*backs)
    whole = alike(fronts[0] + backs[0], fronts[1] + backs[1])
    if found.variant.endswith("reverse"):
        fronts, backs, front, back = backs, fronts, back, front
    if other_fact(*fronts) or other_fact(*backs):
        return 0.0
    if reworded(*fronts) and reworded(*backs):
        return 0.0
    if min(front, back) < WORTH_ASKING and min(len(backs[0]), len(backs[1])) > 2:
        return 0.0
    return whole


def resemblance(found: FoundCard, known: KnownCard) -> float:
    """How similar two cards look, whatever they state."""
    if found.kind is Kind.DRILL:
        return 0.0
    front = alike(tokens(found.face.front), tokens(known.face.front))
    if direction(found) != "cloze":
        back = alike(tokens(found.face.back), tokens(known.face.back))
        return (front + back) / 2
    answers = alike(tokens(" ".join(found.face.answers)), tokens(" ".join(known.face.answers)))
    return (front + answers) / 2 if answers >= WORTH_ASKING else 0.0
