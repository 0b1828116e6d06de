"""Finds missing cards of one note among new cards of others, by the rare words that they share.

Between notes, neither headings nor neighbours support a match. So cards are joined without asking
only if one leaves a note and the other appears in the same import, with almost the same words and
the same names; the learner decides about the rest.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from gruquiz.identity.assignment import best
from gruquiz.identity.pairing import LikelyPair, Pairing
from gruquiz.identity.similarity import WORTH_ASKING, direction, likeness, resemblance
from gruquiz.identity.wording import renamed, tokens, vocabulary
from gruquiz.model import FoundCard, KnownCard

_SURE = 0.8
"""A card that left a note in this import is a new one elsewhere from this likeness on."""
_LONG_GONE = 0.6
"""The learner is asked about a card missing for longer from this resemblance on."""
_MOST = 50
"""At most so many pairs are shown to the learner, the likeliest."""

_WORDS = 8
"""Cards are looked up by so many of their rarest words."""
_COMMON = 60
"""A word is rare if at most so many cards of the larger side have it."""
_NEAR = 6
"""Each card of the smaller side is compared with so many."""

# Block ids that Obsidian and its plug-ins generate are random; hand-written ones may repeat.
_RANDOM_ID = re.compile(r"[0-9a-f]{6}|sr-(?:data-)?id-.+")


def pair_across_vault(
    found: Sequence[FoundCard], notes: Sequence[str], known: Sequence[KnownCard], just_lost: int
) -> Pairing:
    """Match new cards with missing cards of other notes; likely pairs are for the learner.

    `notes` are the notes of the found cards. The first `just_lost` of the known cards left
    their notes in this very import.
    """
    pairs = {
        index: other
        for index, other in _by_anchor(found, known)
        if notes[index] != known[other].note
    }
    taken = set(pairs.values())
    sure: dict[tuple[int, int], float] = {}
    asked: dict[tuple[int, int], float] = {}
    # A card that was missing before and never studied has nothing worth keeping.
    worth = [place for place, old in enumerate(known) if place < just_lost or old.last_review]
    for index, place in candidates(found, [known[place] for place in worth]):
        other = worth[place]
        card, old = found[index], known[other]
        if index in pairs or other in taken or notes[index] == old.note:
            continue
        if direction(card) != direction(old):
            continue
        score = likeness(card, old) if other < just_lost else 0.0
        if score >= _SURE and not _renamed(card, old):
            sure[index, other] = score
        if card.rule is None and old.rule is None and not old.dropped:
            like = resemblance(card, old)
            fresh = other < just_lost
            if like >= (WORTH_ASKING if fresh else _LONG_GONE):
                asked[index, other] = like
    for index, other in best(sure):
        if _unrivalled((index, other), sure):
            pairs[index] = other
            taken.add(other)
    asked = {
        edge: like for edge, like in asked.items() if edge[0] not in pairs and edge[1] not in taken
    }
    likely = [
        LikelyPair(other, index, round(asked[index, other], 2)) for index, other in best(asked)
    ]
    likely.sort(key=lambda pair: -pair.similarity)
    return Pairing(pairs, tuple(likely[:_MOST]))


def _by_anchor(found: Sequence[FoundCard], known: Sequence[KnownCard]) -> Iterator[tuple[int, int]]:
    """Pairs whose block id, and place in the block, no other card has."""
    news: dict[tuple[str, str], list[int]] = defaultdict(list)
    olds: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, card in enumerate(found):
        if card.anchor is not None:
            news[card.anchor, card.variant].append(index)
    for index, old in enumerate(known):
        if old.anchor is not None:
            olds[old.anchor, old.variant].append(index)
    for key in news.keys() & olds.keys():
        if len(news[key]) == len(olds[key]) == 1:
            (index,), (other,) = news[key], olds[key]
            alike = resemblance(found[index], known[other]) >= WORTH_ASKING
            if alike or _RANDOM_ID.fullmatch(key[0]):
                yield index, other


def candidates(found: Sequence[FoundCard], known: Sequence[KnownCard]) -> Iterator[tuple[int, int]]:
    """Pairs worth comparing: a few for each card of the smaller side.

    The larger side is indexed by word once, so that a card is not compared with all of tens of
    thousands; words that many cards have are skipped.
    """
    turned = len(found) > len(known)
    few = [_words(card) for card in (known if turned else found)]
    many = [_words(card) for card in (found if turned else known)]
    wanted = {word for side in few for word in side[0] | side[1]}
    holders: dict[str, list[int]] = defaultdict(list)
    for number, (front, answer) in enumerate(many):
        for word in (front | answer) & wanted:
            holders[word].append(number)
    for number, sides in enumerate(few):
        held = sorted((len(holders[word]), word) for word in sides[0] | sides[1] if word in holders)
        hits: Counter[int] = Counter()
        for count, word in held[:_WORDS]:
            if count <= _COMMON:
                hits.update(holders[word])
        for other, _ in hits.most_common(_NEAR):
            if any(map(_overlap, sides, many[other])):
                yield (other, number) if turned else (number, other)


def _words(card: FoundCard | KnownCard) -> tuple[frozenset[str], frozenset[str]]:
    """The words of the front, and those of the answer."""
    face = card.face
    answer = " ".join(face.answers) if face.answers else face.back
    return vocabulary(face.front), vocabulary(answer)


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sides may be similar enough for a full comparison."""
    return len(one & other) * 2 >= (WORTH_ASKING - 0.1) * (len(one) + len(other)) > 0


def _renamed(card: FoundCard, old: KnownCard) -> bool:
    """Whether a name may have been replaced by another on either side."""
    return renamed(tokens(card.face.front), tokens(old.face.front)) or renamed(
        tokens(card.face.back), tokens(old.face.back)
    )


def _unrivalled(pair: tuple[int, int], scores: dict[tuple[int, int], float]) -> bool:
    """Whether neither card of a pair has another possible partner."""
    return not any(
        (edge[0] == pair[0]) != (edge[1] == pair[1]) and score > scores[pair] - 0.1
        for edge, score in scores.items()
    )
