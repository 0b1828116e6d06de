"""Chooses the questions of a quiz and their options."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from gruquiz.markdown import plain
from gruquiz.markdown.alternatives import shown
from gruquiz.model import Card, CardId, Face, Kind
from gruquiz.quiz.answer_form import (
    AnswerForm,
    Sort,
    alike,
    describe_form,
    distance,
    equation_sides,
)
from gruquiz.quiz.question import Question

OPTIONS = 4
LONGEST_TYPED = 28
"""Letters; a longer answer is chosen from options, not typed."""
LONGEST_CHOICE = 160
"""Letters; a longer answer cannot be read at a glance."""
DRILL_SHARE = 4
"""At most every fourth question is a computation, which takes as long as many others."""

_PLURAL = re.compile(r"(?<=[a-z]{3})(?<!s)s\b")
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)

Pool = Mapping[CardId, tuple[str, AnswerForm]]
"""The answers that can be options, as markdown, with their forms."""


def make_quiz(cards: Sequence[Card], number: int, seed: int) -> list[Question]:
    """At most so many questions, the same for the same cards and seed.

    Cards are left out if their answer is too long for an option, or too long to type and without
    enough similar answers to choose from.
    """
    random = Random(seed)  # noqa: S311 - a quiz is no secret
    shuffled = list(cards)
    random.shuffle(shuffled)
    pool = {
        card.id: (answer, describe_form(card, answer))
        for card in cards
        if (answer := _choice(card)) is not None
    }
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
    card: Card, cards: Sequence[Card], pool: Pool, random: Random, *, typed: bool
) -> Question | None:
    if typed and _typeable(card.face):
        return Question(card)
    if card.id in pool:
        right, its = pool[card.id]
        wrong = _distractors(card, its, cards, pool)
        if len(wrong) == OPTIONS - 1:
            place = random.randrange(OPTIONS)
            return Question(card, _evened([*wrong[:place], right, *wrong[place:]], its.sort), place)
        if _is_name(card, right, its):
            return Question(replace(card, face=_holed(card.face)))
    return Question(card) if _typeable(card.face) else None


def _typeable(face: Face) -> bool:
    return bool(face.answers) and all(len(plain(shown(a))) <= LONGEST_TYPED for a in face.answers)


def _is_name(card: Card, answer: str, its: AnswerForm) -> bool:
    """Whether a card without a hole has an answer that can be typed: a name or a number."""
    named = its.sort is Sort.NUMBER or (its.sort is Sort.WORDS and not its.asked)
    short = len(_ARTICLE.sub("", its.text).split()) < OPTIONS and len(its.text) <= LONGEST_TYPED
    return not card.face.answers and named and short and not set("$`[=\n") & set(answer)


def _holed(face: Face) -> Face:
    """A face whose back is the answer to be typed."""
    answer = face.back.strip()
    return Face(face.front, f"{face.front}\n\n=={answer}==", (answer,))


def _choice(card: Card) -> str | None:
    """The answer as an option; None where it cannot be one."""
    face = card.face
    if len(face.answers) > 1:
        return None
    text = shown(face.answers[0]) if face.answers else face.back
    # A formula's hole holds bare LaTeX.
    if face.answers and "\\answer{" in face.back:
        text = f"${text}$"
    return text if 0 < len(plain(text)) <= LONGEST_CHOICE and not text.startswith("{") else None


def _distractors(card: Card, its: AnswerForm, cards: Sequence[Card], pool: Pool) -> list[str]:
    """Other cards' answers of a similar form, those of its deck first, without those that may be
    right too: text of the question, or the other side of the same equation."""
    front = plain(card.face.front).casefold()
    found: dict[str, tuple[tuple[int, int], int, str]] = {}
    for place, other in enumerate(cards):
        if other.id == card.id or other.id not in pool:
            continue
        answer, looks = pool[other.id]
        bare = _bare(looks.text)
        if bare in front or not alike(its, looks) or _same(its, looks):
            continue
        if plain(other.face.front).casefold() == front:
            continue
        if card.note != other.note and _same_function(its, looks):
            continue
        rank = (distance(card, its, other, looks), place, answer)
        found[bare] = min(found.get(bare, rank), rank)
    return [answer for *_, answer in sorted(found.values())[: OPTIONS - 1]]


def _same(its: AnswerForm, looks: AnswerForm) -> bool:
    """Whether two answers may mean the same: names with and without an addition, or two formulas
    for one quantity."""
    one, other = _bare(its.text), _bare(looks.text)
    if its.sort is Sort.WORDS and (one in other or other in one):
        return True
    return one == other or (its.left != "" and its.left == looks.left)


def _same_function(its: AnswerForm, looks: AnswerForm) -> bool:
    """Whether two equations begin alike: those of two notes may then say the same in other letters,
    as "tanh(" in both is the candidate."""
    if its.sort is not Sort.EQUATION:
        return False
    return its.text.partition("(")[0].strip() == looks.text.partition("(")[0].strip()


def _bare(text: str) -> str:
    """The text without article, full stop and plural, for comparing names."""
    return _PLURAL.sub("", _ARTICLE.sub("", text).rstrip(" ."))


def _evened(options: Sequence[str], sort: Sort) -> tuple[str, ...]:
    """Options without a left side, an article or a full stop that only some of them have."""
    if sort is Sort.EQUATION:
        return tuple(f"${side[1]}$" for side in map(equation_sides, options) if side is not None)
    evened = list(options)
    if sort is Sort.WORDS and len({bool(_ARTICLE.match(option)) for option in evened}) > 1:
        evened = [_ARTICLE.sub("", option) for option in evened]
    if len({option.endswith(".") for option in evened}) > 1:
        evened = [option.removesuffix(".") for option in evened]
    return tuple(evened)
