"""Questions made from cards: typed where a hole is short, else a choice among sibling answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from gruquiz.markdown import plain
from gruquiz.model import Card, CardId, Face

OPTIONS = 4
LONGEST_TYPED = 28
"""Letters; a longer answer is chosen, not typed."""
LONGEST_CHOICE = 160
"""Letters; a longer answer is no choice to be read at a glance."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a quiz."""

    card: Card
    options: tuple[str, ...] = ()
    """What to choose from, as markdown; empty where the answer is typed."""
    right: int = 0
    """The place of the right option."""

    @property
    def face(self) -> Face:
        return self.card.face

    @property
    def answer(self) -> str:
        """The right answer in one line of markdown."""
        return self.options[self.right] if self.options else ", ".join(self.face.answers)


def make_quiz(cards: Sequence[Card], number: int, seed: int) -> list[Question]:
    """At most so many questions, the same for the same cards and seed.

    Cards from whose answer no question can be made are left out: long ones, and those without
    enough siblings of another answer.
    """
    random = Random(seed)  # noqa: S311 - a quiz is no secret
    shuffled = list(cards)
    random.shuffle(shuffled)
    pool = {card.id: answer for card in cards if (answer := _choice(card)) is not None}
    questions: list[Question] = []
    for card in shuffled:
        if len(questions) == number:
            break
        question = _question(card, shuffled, pool, random, typed=len(questions) % 2 == 0)
        if question is not None:
            questions.append(question)
    return questions


def _question(
    card: Card, cards: Sequence[Card], pool: dict[CardId, str], random: Random, *, typed: bool
) -> Question | None:
    if typed and _typeable(card.face):
        return Question(card)
    right = pool.get(card.id)
    if right is not None:
        wrong = _distractors(card, right, cards, pool)
        if len(wrong) == OPTIONS - 1:
            place = random.randrange(OPTIONS)
            return Question(card, (*wrong[:place], right, *wrong[place:]), place)
    return Question(card) if _typeable(card.face) else None


def _typeable(face: Face) -> bool:
    return bool(face.answers) and all(len(plain(a)) <= LONGEST_TYPED for a in face.answers)


def _choice(card: Card) -> str | None:
    """The answer as an option; None where it cannot be one."""
    face = card.face
    text = face.answers[0] if len(face.answers) == 1 else "" if face.answers else face.back
    # A formula's hole holds bare LaTeX.
    if face.answers and "\\answer{" in face.back:
        text = f"${text}$"
    return text if 0 < len(plain(text)) <= LONGEST_CHOICE and not text.startswith("{") else None


def _distractors(
    card: Card, right: str, cards: Sequence[Card], pool: dict[CardId, str]
) -> tuple[str, ...]:
    """Other cards' answers that could pass for this one: of its kind and deck, alike in length."""
    shown = plain(right).casefold()
    found: dict[str, tuple[int, int, int, str]] = {}
    for place, other in enumerate(cards):
        answer = pool.get(other.id)
        if answer is None or other.id == card.id:
            continue
        key = plain(answer).casefold()
        if key == shown or key in plain(card.face.front).casefold():
            continue
        unlike = (other.kind != card.kind) + (bool(other.face.answers) != bool(card.face.answers))
        rank = (unlike * 2 + (other.deck != card.deck), abs(len(key) - len(shown)), place, answer)
        found[key] = min(found.get(key, rank), rank)
    return tuple(answer for *_, answer in sorted(found.values())[: OPTIONS - 1])
