"""Matches in stages: by block id, by content, then by likeness with the best assignment."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gruquiz.identity.assignment import best
from gruquiz.identity.similarity import (
    WORTH_ASKING,
    direction,
    likeness,
    question,
    resemblance,
    same_anchor,
    same_content,
)
from gruquiz.model import FoundCard, KnownCard

SURE = 0.6
"""Two cards under the same headings are one from this likeness on."""
ELSEWHERE = 0.8
"""The same for cards under different headings, or a card that was missing before."""

_RIVALS = 200
"""In a very long note, a card is compared with so many neighbours only."""


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Indexes of a known and a found card that may be one; the learner decides."""

    known: int
    found: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Pairing:
    """The result of matching the cards of a note."""

    pairs: dict[int, int]
    """Index of each matched found card → index of its known card."""
    likely: tuple[LikelyPair, ...] = ()


def pair(found: Sequence[FoundCard], known: Sequence[KnownCard], same_note: bool = True) -> Pairing:
    """The best one-to-one matching; present cards take precedence over missing ones.

    Between different notes, headings do not count and likeness must be greater.
    """
    match = _Match(found, known)
    present = [index for index, card in enumerate(known) if not card.missing]
    missing = [index for index, card in enumerate(known) if card.missing]
    for candidates in (present, missing):
        if not candidates:
            continue
        match.by_key(candidates, lambda card: card.anchor, same_anchor)
        match.by_face(candidates)
        match.by_key(candidates, lambda card: card.content_hash, same_content)
        match.by_likeness(candidates, strict=candidates is missing or not same_note)
    return Pairing(match.pairs, match.likely())


class _Match:
    """A matching under construction."""

    def __init__(self, found: Sequence[FoundCard], known: Sequence[KnownCard]) -> None:
        self.found = found
        self.known = known
        self.fronts = Counter(question(card) for card in found)
        self.known_fronts = Counter(question(card) for card in known if not card.missing)
        self.pairs: dict[int, int] = {}
        self.taken: set[int] = set()

    def accept(self, pairs: Iterable[tuple[int, int]]) -> None:
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
        """Pair cards with the same key: first those of one variant, then those that agree."""
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
        self.accept(best(scores))
        scores = {}
        for index in self.open_found():
            card = self.found[index]
            for other in groups.get(key(card), ()):
                score = 0.0 if other in self.taken else agree(card, self.known[other])
                if score > 0:
                    scores[index, other] = score - _distance(card, self.known[other])
        self.accept(best(scores))

    def by_face(self, candidates: Sequence[int]) -> None:
        """Pair cards with the same question and answer, if each side has just one such card.

        So a card is found again whose sides were swapped, or whose cloze number changed.
        """
        here = _once((index, self.found[index]) for index in self.open_found())
        there = _once((index, self.known[index]) for index in candidates if index not in self.taken)
        self.accept([(here[face], there[face]) for face in here if face in there])

    def by_likeness(self, candidates: Sequence[int], strict: bool) -> None:
        scores: dict[tuple[int, int], float] = {}
        for index, other in self.rivals(candidates):
            card, known = self.found[index], self.known[other]
            needed = ELSEWHERE if strict or card.headings != known.headings else SURE
            score = self.score(card, known)
            if score >= needed:
                scores[index, other] = score - _distance(card, known)
        self.accept(best(scores))

    def score(self, card: FoundCard, known: KnownCard) -> float:
        """Their likeness; if only one card has a question, its answer may change freely."""
        asked = question(card)
        only = self.fronts[asked] == 1 and self.known_fronts[asked] <= 1
        if asked and only and asked == question(known):
            return 1.0
        return likeness(card, known)

    def rivals(self, candidates: Sequence[int]) -> Iterable[tuple[int, int]]:
        """All open pairs of one direction; in a very long note only neighbours."""
        left = [index for index in candidates if index not in self.taken]
        right = self.open_found()
        near = len(left) * len(right) > _RIVALS * _RIVALS
        for rank, index in enumerate(right):
            some = left
            if near:
                middle = rank * len(left) // max(1, len(right))
                some = left[max(0, middle - _RIVALS // 2) : middle + _RIVALS // 2]
            for other in some:
                if direction(self.found[index]) == direction(self.known[other]):
                    yield index, other

    def likely(self) -> tuple[LikelyPair, ...]:
        """Unmatched cards that resemble each other, best first."""
        left = [index for index in range(len(self.known)) if not self.known[index].dropped]
        scores = {
            (index, other): score
            for index, other in self.rivals(left)
            if (score := resemblance(self.found[index], self.known[other])) >= WORTH_ASKING
        }
        return tuple(
            LikelyPair(known, found, round(scores[found, known], 2))
            for found, known in best(scores)
        )


def _distance(found: FoundCard, known: KnownCard) -> float:
    """A tiny penalty for distance, which decides between otherwise equal pairs."""
    return min(abs(found.line - known.line), 10_000) * 1e-7


def _once(cards: Iterable[tuple[int, FoundCard | KnownCard]]) -> dict[tuple[object, ...], int]:
    """The cards by question and answer, without those that share both with another card."""
    places: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, card in cards:
        face = card.face
        wanted = face.answers or (" ".join(face.back.split()),)
        if wanted != ("",):
            places[" ".join(face.front.split()), wanted, direction(card) == "cloze"].append(index)
    return {face: indices[0] for face, indices in places.items() if len(indices) == 1}
