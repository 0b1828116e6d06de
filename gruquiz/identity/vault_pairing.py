"""Cards of one note that may be missing cards of another: looked for by the rare words they share.

Between notes neither headings nor neighbours speak for a pair. What is joined unasked must leave
one note and come into another at once, with hardly another word and no other name; for the rest
the learner is asked.
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
"""Likeness from which a card that just left a note is the one that just came into another."""
_LONG_GONE = 0.6
"""Resemblance from which the learner is asked about a card that has long been missing."""
_MOST = 50
"""Pairs that a learner is asked about at once, the likeliest."""

_WORDS = 8
"""The rarest words of a card, by which it is looked for."""
_COMMON = 60
"""Cards of the larger side up to which a word that they hold is rare."""
_NEAR = 6
"""Cards compared with each card of the smaller side."""

# What Obsidian and its plug-ins make up as block ids is random; what people write may come twice.
_RANDOM_ID = re.compile(r"[0-9a-f]{6}|sr-(?:data-)?id-.+")


def pair_across_vault(
    found: Sequence[FoundCard], notes: Sequence[str], known: Sequence[KnownCard], just_lost: int
) -> Pairing:
    """The missing cards of other notes that new cards are, and those that they may be.

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
    # Of a card that is long gone and was never studied there is nothing to keep.
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
    """Pairs that share a block id, and the place in its block, with no other card."""
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

    The larger side is indexed by word once, so that a card finds its like among tens of
    thousands without looking at them all; words that many cards hold lead nowhere.
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
    """Those of the front, and those of what is to be answered."""
    face = card.face
    answer = " ".join(face.answers) if face.answers else face.back
    return vocabulary(face.front), vocabulary(answer)


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sides may be alike enough to be worth a closer look, and asking."""
    return len(one & other) * 2 >= (WORTH_ASKING - 0.1) * (len(one) + len(other)) > 0


def _renamed(card: FoundCard, old: KnownCard) -> bool:
    """Whether a name may have been put for another on either side."""
    return renamed(tokens(card.face.front), tokens(old.face.front)) or renamed(
        tokens(card.face.back), tokens(old.face.back)
    )


def _unrivalled(pair: tuple[int, int], scores: dict[tuple[int, int], float]) -> bool:
    """Whether neither card of a pair could be half of another as well."""
    return not any(
        (edge[0] == pair[0]) != (edge[1] == pair[1]) and score > scores[pair] - 0.1
        for edge, score in scores.items()
    )
