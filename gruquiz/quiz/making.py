"""Questions made from cards: typed where a hole is short, else a choice among sibling answers;
of a drill card, fresh numbers to compute."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from gruquiz.markdown import plain
from gruquiz.model import Card, CardId, Face, Kind

OPTIONS = 4
LONGEST_TYPED = 28
"""Letters; a longer answer is chosen, not typed."""
LONGEST_CHOICE = 160
"""Letters; a longer answer is no choice to be read at a glance."""
DRILL_SHARE = 4
"""At most every fourth question is computed: one takes as long as many others."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit of time."""

    seconds: int
    whole: bool
    """For the whole quiz; else for each question."""

    def left(self, begun: datetime, now: datetime) -> float:
        """Seconds left, 0 where the time is up."""
        return max(0.0, self.seconds - (now - begun).total_seconds())


def time_left(seconds: float) -> str:
    """Time left as said to one who should think of the question: "5 min", "40 s", "8 s"."""
    if seconds >= 90:
        return f"{round(seconds / 60)} min"
    return f"{-(-int(seconds) // 10) * 10 if seconds > 10 else int(seconds)} s"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked."""

    decks: tuple[str, ...] = ()
    """With their sub-decks; empty for all decks."""
    number: int = 10
    clock: Clock | None = None


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
    def is_drill(self) -> bool:
        """Whether it is computed, with numbers of its own."""
        return self.card.kind is Kind.DRILL

    @property
    def answer(self) -> str:
        """The right answer in one line of markdown."""
        return self.options[self.right] if self.options else ", ".join(self.face.answers)


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that was answered wrong."""

    question: Question
    given: str = ""
    """What was answered, as markdown; empty for nothing."""
    told: str = ""
    """What went wrong and what is right, as markdown; empty where the card's back says it."""


@dataclass(slots=True)
class Round:
    """Questions one after another: which one is on, since when, and what went wrong."""

    questions: list[Question] = field(default_factory=list)
    clock: Clock | None = None
    begun: datetime | None = None
    """Since when the clock runs."""
    place: int = 0
    """Of the question that is on; behind the last one where all were asked."""
    missed: list[Miss] = field(default_factory=list)
    counted: bool = False
    """Whether the cards that went wrong were graded."""

    @property
    def question(self) -> Question:
        """The question that is on."""
        return self.questions[self.place]

    @property
    def over(self) -> bool:
        """Whether all were asked."""
        return self.place >= len(self.questions)

    def ask(self, now: datetime) -> None:
        """The question is shown: a clock for each question starts."""
        if self.begun is None or (self.clock is not None and not self.clock.whole):
            self.begun = now

    def left(self, now: datetime) -> float | None:
        """Seconds left; None where no clock runs."""
        if self.clock is None or self.begun is None:
            return None
        return self.clock.left(self.begun, now)


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
        if card.kind is Kind.DRILL:
            drills = sum(question.is_drill for question in questions)
            if drills < max(1, number // DRILL_SHARE):
                questions.append(Question(card))
            continue
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
