"""Duplicates: cards that several devices made of the same text of the same note are one card.

Nothing is decided once and for all. The history of the cards' texts only grows, and which of them
are duplicates follows from it alone: joining libraries in any order ends in the same cards. The one
with the smallest id carries on; the rows of the others' logs count for it, and still name the card
that they were written for.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, groupby
from operator import itemgetter
from typing import NamedTuple

from gruquiz.library.database import Database, Row
from gruquiz.library.notes.texts import CONTENT, CardTexts
from gruquiz.library.rows import Held

OUT = int(Held.JOINED | Held.WITHDRAWN)
"""What duplicates no card: joined to another by hand, or of an import that was undone."""
SAME = int(Held.SAME)
MANY = 40
"""Cards of one text, from which on only those at one place of the vault are compared."""

SHOWN = [column for column in CONTENT.split(", ") if column != "time"]
FAMILY = "same IN (SELECT COALESCE(same, n) FROM card WHERE n IN (SELECT card FROM touched))"
"""Duplicates of the cards that were touched, or of those that these carry on as."""
UNLIKE = (
    "SELECT DISTINCT card.same FROM card JOIN content AS mine ON mine.card = card.n "
    "JOIN card AS first ON first.n = card.same JOIN content AS shown ON shown.card = first.n "
    f"WHERE card.{FAMILY} AND (COALESCE(card.own, card.deck), "
    f"{', '.join(f'mine.{one}' for one in SHOWN)}) "
    f"IS NOT (COALESCE(first.own, first.deck), {', '.join(f'shown.{one}' for one in SHOWN)})"
)
"""Cards that carry on for a duplicate of another text, or of a note that gives another deck."""
ASTRAY = (
    "SELECT DISTINCT card.same FROM card JOIN note ON note.n = card.note "
    "JOIN card AS shown ON shown.n = card.same JOIN note AS elsewhere ON elsewhere.n = shown.note "
    f"WHERE card.{FAMILY} AND note.settings <> '' AND NOT note.gone "
    "AND (elsewhere.settings = '' OR elsewhere.gone)"
)
"""Cards that carry on in a note that is not read here, while a duplicate is in one that is."""

NEAR = (
    "WITH RECURSIVE reach (is_card, number) AS (SELECT 1, card FROM touched "
    "UNION SELECT 0, key FROM reach JOIN reading ON is_card AND reading.card = number "
    "UNION SELECT 1, card FROM reach JOIN reading ON NOT is_card AND key = number) "
    "INSERT OR IGNORE INTO touched (card) SELECT number FROM reach WHERE is_card"
)
"""All cards that texts connect with those touched, in however many steps."""
SHARED = (
    "SELECT key, card.n, reading.within, time, id, origin "
    "FROM touched JOIN card ON card.n = touched.card JOIN reading ON reading.card = card.n "
    f"WHERE held & {OUT} = 0 AND EXISTS (SELECT 1 FROM reading AS other "
    "WHERE other.key = reading.key AND other.card <> reading.card) ORDER BY key"
)
NEW_AGAIN = (
    "due = NULL, interval = 0, ease = 250, reps = 0, lapses = 0, last_review = NULL, "
    "repeat_on = NULL, stability = NULL, difficulty = NULL, latest = NULL, "
    "buried_on = NULL, flag = 0"
)
KEPT = int(Held.INCOMPLETE) | OUT
CARRY_ON = (
    f"UPDATE card SET same = carried.as_, held = (held & {KEPT}) | {SAME}, {NEW_AGAIN} "
    "FROM carried WHERE carried.card = n AND as_ <> n",
    f"UPDATE card SET same = NULL, held = held & {~SAME} "
    "FROM carried WHERE carried.card = n AND as_ = n",
    "UPDATE log SET card = as_, named = NULLIF(named, as_) FROM carried WHERE named = carried.card",
    "UPDATE log SET named = log.card, card = as_ "
    "FROM carried WHERE log.card = carried.card AND named IS NULL AND as_ <> carried.card",
)
"""Lets the rows of cards count for those that they carry on as, or for themselves again."""


ALONE = (
    "SELECT NOT EXISTS (SELECT 1 FROM card WHERE origin IS NOT (SELECT origin FROM card LIMIT 1))"
)
"""Whether one library first had all cards: of those none are the same."""
ALL_SHARED = (
    "SELECT key, card.n, reading.within, time, id, origin FROM reading "
    f"CROSS JOIN card ON card.n = reading.card WHERE held & {OUT} = 0 ORDER BY key"
)
"""What `SHARED` finds of every card, those of a text of their own too, in the order in which they
are kept: of very many cards in a third of the time."""


class Fingerprint(NamedTuple):
    """A text that a card once had."""

    key: int
    card: int
    """Its number in this file."""
    within: int
    time: int
    id: int
    origin: int
    """A number for the device and library that first had the card."""


def find_duplicates(fingerprints: Sequence[Fingerprint]) -> dict[int, int]:
    """The card that each card with a duplicate carries on as, itself included.

    The fingerprints are sorted by key. Two cards may be one if they ever had the same text under
    the same headings of a note of the same file name. Two cards of one origin never are: their
    library knew both, and told them apart. Where that leaves a choice, the same place in the vault
    comes first, then the older text.
    """
    edges: dict[tuple[int, int], tuple[bool, int]] = {}
    who: dict[int, Fingerprint] = {}
    for _, group in groupby(fingerprints, key=itemgetter(0)):
        same = list(group)
        for one, other in _pairs(same) if len(same) > 1 else ():
            if one.origin != other.origin:
                who[one.card], who[other.card] = one, other
                pair = (one.card, other.card) if one.id < other.id else (other.card, one.card)
                rank = one.within != other.within, max(one.time, other.time)
                edges[pair] = min(rank, edges.get(pair, rank))
    found: dict[int, int] = {}
    near = Counter(chain.from_iterable(edges))
    crowd: list[tuple[int, int]] = []
    for pair in edges:
        first, second = pair
        if near[first] == near[second] == 1:  # as nearly all are: there is no choice
            found[first] = found[second] = first
        else:
            crowd.append(pair)
    crowd.sort(key=lambda pair: (*edges[pair], *(who[one].id for one in pair)))
    return found | _parted(crowd, who)


def _parted(pairs: Sequence[tuple[int, int]], who: Mapping[int, Fingerprint]) -> dict[int, int]:
    """The same of cards with a choice of duplicates, by pairs, the nearest first."""
    parts = {card: [card] for pair in pairs for card in pair}
    origins = {card: {who[card].origin} for card in parts}
    for pair in pairs:
        mine, theirs = parts[pair[0]], parts[pair[1]]
        if mine is theirs or origins[mine[0]] & origins[theirs[0]]:
            continue
        origins[mine[0]] |= origins[theirs[0]]
        mine += theirs
        for card in theirs:
            parts[card] = mine
    return {
        card: min(part, key=lambda one: who[one].id) for card, part in parts.items() if part[1:]
    }


def _pairs(same: Sequence[Fingerprint]) -> Iterator[tuple[Fingerprint, Fingerprint]]:
    """Any two of them; of very many, such as a form filled in a thousand folders, any two of one
    place."""
    if len(same) <= MANY:
        yield from combinations(same, 2)
        return
    for _, here in groupby(sorted(same, key=lambda one: one.within), key=lambda one: one.within):
        yield from combinations(here, 2)


class Duplicates:
    """Finds the duplicates in a library and has one card of each group carry on for all."""

    def __init__(self, database: Database, texts: CardTexts) -> None:
        self.database = database
        self.texts = texts

    def touch(self, cards: Iterable[int]) -> int:
        """Name the cards that the next statements are about; how many they are."""
        self.database.run("CREATE TEMP TABLE IF NOT EXISTS touched (card INTEGER PRIMARY KEY)")
        self.database.run("DELETE FROM touched")
        return self.database.run(
            "INSERT OR IGNORE INTO touched (card) SELECT value FROM json_each(?)",
            (json.dumps([*cards]),),
        )

    def find(self, touched: Iterable[int]) -> list[int]:
        """Make one card of those that are the same, where cards were touched; the cards whose log
        is now another."""
        if self.database.value(ALONE):
            return []
        wanted = find_duplicates(list(map(Fingerprint._make, self._shared(touched))))
        known: dict[int, int] = dict(
            self.database.rows(
                "SELECT n, same FROM touched JOIN card ON n = touched.card WHERE same IS NOT NULL"
            )
        )
        carried = {
            card: wanted.get(card, card)
            for card in wanted.keys() | known.keys()
            if known.get(card, card) != wanted.get(card, card)
        }
        if not carried:
            return []
        self.database.run(
            "CREATE TEMP TABLE IF NOT EXISTS carried (card INTEGER PRIMARY KEY, as_ INTEGER)"
        )
        self.database.run("DELETE FROM carried")
        self.database.run_many(
            "INSERT INTO carried (card, as_) VALUES (?, ?)", sorted(carried.items())
        )
        for statement in CARRY_ON:
            self.database.run(statement)
        changed = {known.get(card, card) for card in carried} | set(carried.values())
        return sorted(card for card in changed if wanted.get(card, card) == card)

    def _shared(self, touched: Iterable[int]) -> Iterable[Row]:
        """Every text of the cards that were touched, and of all that texts connect with them, by
        text; those that no other card was read as may be among them."""
        if 2 * self.touch(touched) < self.database.value("SELECT COUNT(*) FROM card"):
            self.database.run(NEAR)
            return self.database.rows(SHARED)
        self.database.run("INSERT OR IGNORE INTO touched (card) SELECT DISTINCT card FROM reading")
        return self.database.rows(ALL_SHARED)

    def show_newest(self, touched: Iterable[int]) -> None:
        """Have the cards that carry on show the newest text of their duplicates, in a note that
        is read here if any of them is in one, and in the decks that were given last.

        Of decks given at the same time those of one library are taken for all cards, so that no
        note is torn between the folders that devices keep it in.
        """
        self.touch(touched)
        for (card,) in self.database.rows(ASTRAY):
            note, block = self.database.the_row(
                "SELECT note, block FROM card JOIN note ON note.n = card.note "
                "WHERE same = ? AND settings <> '' AND NOT gone ORDER BY id LIMIT 1",
                (card,),
            )
            self.database.run(
                "UPDATE card SET note = ?, block = ? WHERE n = ?", (note, block, card)
            )
        for (card,) in self.database.rows(UNLIKE):
            family = self.database.rows(
                "SELECT card.n, text, id FROM card LEFT JOIN label ON label.n = card.origin "
                "WHERE same = ?1 OR card.n = ?1",
                (card,),
            )
            texts = {one: self.texts.of(one) for one, _, _ in family}
            newest = max(texts, key=lambda one: comparable(texts[one]))
            _, _, _, placed = max(
                (texts[one][-1], name or "", id_, one) for one, name, id_ in family
            )
            decks = self.texts.noted_decks(placed)
            if texts[newest][:-1] != texts[card][:-1] or decks != self.texts.noted_decks(card):
                held = self.database.value("SELECT held FROM card WHERE n = ?", (newest,))
                self.texts.lend(card, texts[newest], decks, held)


def comparable(content: Sequence[object]) -> tuple[str | int, ...]:
    """What orders texts by age, and by themselves where they are equally old."""
    *values, time = content
    plain = (value.hex() if isinstance(value, bytes) else str(value) for value in values)
    return int(str(time)), *plain
