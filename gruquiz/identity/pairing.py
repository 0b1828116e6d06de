"""The stages of matching: block id, content, then likeness with a best assignment."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gruquiz.identity.assignment import best
from gruquiz.identity.wording import (
    alike,
    other_fact,
    reworded,
    same_answer,
    sentence_of_hole,
    tokens,
)
from gruquiz.model import FoundCard, Kind, KnownCard

SURE = 0.6
"""Likeness from which two wordings are one card, the heading path being the same."""
ELSEWHERE = 0.8
"""The same under another heading, or for a card long missing."""
WORTH_ASKING = 0.4

_RIVALS = 200
"""Neighbours by place with which a card of a very long note is compared."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A known and a found card, by index, that may be one: for the learner to say."""

    known: int
    found: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Pairing:
    """What became of the cards of a note."""

    pairs: dict[int, int]
    """Index of the found card → index of the known card that it is."""
    likely: tuple[Likely, ...] = ()


def pair(found: Sequence[FoundCard], known: Sequence[KnownCard], same_note: bool = True) -> Pairing:
    """The best one-to-one matching; cards present come before missing ones.

    Between notes that are not the same, headings say nothing and likeness must be greater.
    """
    match = _Match(found, known)
    present = [index for index, card in enumerate(known) if not card.missing]
    missing = [index for index, card in enumerate(known) if card.missing]
    for candidates in (present, missing):
        if not candidates:
            continue
        match.by_key(candidates, lambda card: card.anchor, same_anchor)
        match.by_key(candidates, lambda card: card.content_hash, same_content)
        match.by_likeness(candidates, strict=candidates is missing or not same_note)
    return Pairing(match.pairs, match.likely())


class _Match:
    """The matching as it grows."""

    def __init__(self, found: Sequence[FoundCard], known: Sequence[KnownCard]) -> None:
        self.found = found
        self.known = known
        self.fronts = Counter(_question(card) for card in found)
        self.known_fronts = Counter(_question(card) for card in known if not card.missing)
        self.pairs: dict[int, int] = {}
        self.taken: set[int] = set()

    def settle(self, pairs: Iterable[tuple[int, int]]) -> None:
        for found, known in pairs:
            self.pairs[found] = known
            self.taken.add(known)

    def open_found(self) -> list[int]:
        return [index for index in range(len(self.found)) if index not in self.pairs]

    def by_key(
        self,
        candidates: Sequence[int],
        key: Callable[[FoundCard | KnownCard], object],
        agree: Callable[[FoundCard, KnownCard], float],
    ) -> None:
        """Pair cards that share a key: those with the same variant first, then those that agree."""
        groups: dict[object, list[int]] = defaultdict(list)
        for index in candidates:
            if index not in self.taken and key(self.known[index]) is not None:
                groups[key(self.known[index])].append(index)
        if not groups:
            return
        scores: dict[tuple[int, int], float] = {}
        for index in self.open_found():
            card = self.found[index]
            for other in groups.get(key(card), ()):
                if card.variant == self.known[other].variant:
                    scores[index, other] = 2.0 - _distance(card, self.known[other])
        self.settle(best(scores))
        scores = {}
        for index in self.open_found():
            card = self.found[index]
            for other in groups.get(key(card), ()):
                score = 0.0 if other in self.taken else agree(card, self.known[other])
                if score > 0:
                    scores[index, other] = score - _distance(card, self.known[other])
        self.settle(best(scores))

    def by_likeness(self, candidates: Sequence[int], strict: bool) -> None:
        scores: dict[tuple[int, int], float] = {}
        for index, other in self.rivals(candidates):
            card, known = self.found[index], self.known[other]
            needed = ELSEWHERE if strict or card.headings != known.headings else SURE
            score = self.score(card, known)
            if score >= needed:
                scores[index, other] = score - _distance(card, known)
        self.settle(best(scores))

    def score(self, card: FoundCard, known: KnownCard) -> float:
        """Their likeness; the one card that asks this question stays it with a mended answer."""
        asked = _question(card)
        only = self.fronts[asked] == 1 and self.known_fronts[asked] <= 1
        if asked and only and asked == _question(known):
            return 1.0
        return likeness(card, known)

    def rivals(self, candidates: Sequence[int]) -> Iterable[tuple[int, int]]:
        """All open pairs of one direction; in a very long note only neighbours by place."""
        left = [index for index in candidates if index not in self.taken]
        right = self.open_found()
        near = len(left) * len(right) > _RIVALS * _RIVALS
        for rank, index in enumerate(right):
            some = left
            if near:
                middle = rank * len(left) // max(1, len(right))
                some = left[max(0, middle - _RIVALS // 2) : middle + _RIVALS // 2]
            for other in some:
                if _direction(self.found[index]) == _direction(self.known[other]):
                    yield index, other

    def likely(self) -> tuple[Likely, ...]:
        """Leftovers that resemble each other, best first."""
        left = [index for index in range(len(self.known)) if not self.known[index].dropped]
        scores = {
            (index, other): score
            for index, other in self.rivals(left)
            if (score := _resemblance(self.found[index], self.known[other])) >= WORTH_ASKING
        }
        return tuple(
            Likely(known, found, round(scores[found, known], 2)) for found, known in best(scores)
        )


def _distance(found: FoundCard, known: KnownCard) -> float:
    """A hair's breadth in favour of the nearer place, for what is equal otherwise."""
    return min(abs(found.line - known.line), 10_000) * 1e-7


def _question(card: FoundCard | KnownCard) -> str:
    """What a pair or question asks; "" for other kinds."""
    if card.kind not in (Kind.PAIR, Kind.QUESTION):
        return ""
    return f"{_direction(card)} {' '.join(card.face.front.split())}"


def _direction(card: FoundCard | KnownCard) -> str:
    """What sort of asking it is: a pair may become a question, a front never a back."""
    if card.kind in (Kind.PAIR, Kind.QUESTION):
        return card.variant.partition(":")[2]
    return "cloze" if card.kind in (Kind.CLOZE, Kind.EQUATION) else card.kind.value


def same_anchor(found: FoundCard, known: KnownCard) -> float:
    """Whether two cards at one block id are one: 0 or a score."""
    if _direction(found) != _direction(known):
        return 0.0
    if _direction(found) == "cloze":
        return _answers(found, known)
    return 1.0


def same_content(found: FoundCard, known: KnownCard) -> float:
    """Whether two cards of the same text are one: 0 or a score."""
    if _direction(found) != _direction(known):
        return 0.0
    return _answers(found, known) if _direction(found) == "cloze" else 1.0


def likeness(found: FoundCard, known: KnownCard) -> float:
    """0 where they state different facts; else how alike their wordings are, up to 1."""
    if found.kind is Kind.DRILL:
        return 0.0
    if _direction(found) == "cloze":
        return _cloze_likeness(found, known)
    return _sides_likeness(found, known)


def _answers(found: FoundCard, known: KnownCard) -> float:
    if len(found.face.answers) != len(known.face.answers) or not found.face.answers:
        return 0.0
    pairs = zip(found.face.answers, known.face.answers, strict=True)
    return min(same_answer(one, other) for one, other in pairs)


def _cloze_likeness(found: FoundCard, known: KnownCard) -> float:
    """The answer must be the same; the sentence around it, or the whole text, alike."""
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


def _resemblance(found: FoundCard, known: KnownCard) -> float:
    """How alike two cards look, whatever they state."""
    if found.kind is Kind.DRILL:
        return 0.0
    front = alike(tokens(found.face.front), tokens(known.face.front))
    if _direction(found) != "cloze":
        back = alike(tokens(found.face.back), tokens(known.face.back))
        return (front + back) / 2
    answers = alike(tokens(" ".join(found.face.answers)), tokens(" ".join(known.face.answers)))
    return (front + answers) / 2 if answers >= WORTH_ASKING else 0.0
