"""Another library's cards and texts, as they find their notes and decks in this one.

The other library is attached as the schema `theirs`.
"""

from gruquiz.library.adding import (
    CONTENT,
    INSERT_CONTENT,
    NEW_COLUMNS,
    Blocks,
    Insert,
)
from gruquiz.library.connection import Row
from gruquiz.library.rows import Held
from gruquiz.library.saving import HASH
from gruquiz.library.twins import SAID, Twins, comparable
from gruquiz.library.words import INSERT_WORDS_SINCE

CARRIED = int(Held.INCOMPLETE | Held.JOINED)
"""The bits of `held` that come with a card; the log decides the others."""
INCOMPLETE = int(Held.INCOMPLETE)
CHUNK = 500

FOREIGN_CARD = (
    "SELECT card.n, id, note, COALESCE(own, card.deck), held, act, day, "
    "(SELECT text FROM theirs.label WHERE label.n = origin), "
    f"{', '.join(f'content.{column}' for column in CONTENT.split(', '))} "
    "FROM theirs.card JOIN theirs.content ON content.card = card.n WHERE card.n IN "
)
ABOUT = 8
"""How many values of such a row come before the content."""
INSERT_FOREIGN = Insert("card", f"{NEW_COLUMNS}, origin")
NEWER = (
    "SELECT card.n, mine.n FROM theirs.card JOIN main.card AS mine ON mine.id = card.id "
    "JOIN theirs.content ON content.card = card.n "
    "JOIN main.content AS known ON known.card = mine.n "
    "WHERE content.time > known.time OR (content.time = known.time AND "
    f"({', '.join(f'content.{one}' for one in SAID)}) "
    f"IS NOT ({', '.join(f'known.{one}' for one in SAID)})) ORDER BY card.n"
)


class Arriving:
    """Takes cards in; the caller's transaction."""

    def __init__(self, library: Twins) -> None:
        self.library = library
        self.decks: dict[int, str] = dict(library.rows("SELECT n, name FROM theirs.deck"))
        self.guests: dict[int, list[str]] = {}
        for card, deck in library.rows(
            "SELECT card, deck FROM theirs.card_deck ORDER BY card, place"
        ):
            self.guests.setdefault(card, []).append(self.decks[deck])
        self.notes: dict[int, int] = {}
        """Their notes by number, as numbered here."""
        self.places: dict[str, list[int]] = {}
        """The notes that are read here, by their place inside their source."""
        for within, number in library.rows(
            "SELECT within, n FROM main.note WHERE settings <> '' AND NOT gone"
        ):
            self.places.setdefault(within, []).append(number)

    def add_new(self) -> range:
        """Every card that was not here; their numbers."""
        library = self.library
        new = library.rows(
            "SELECT n FROM theirs.card WHERE id NOT IN (SELECT id FROM main.card) ORDER BY n"
        )
        first = number = int(library.value("SELECT COALESCE(MAX(n), 0) + 1 FROM main.card"))
        blocks: dict[int, Blocks] = {}
        for start in range(0, len(new), CHUNK):
            cards, contents = [], []
            for row in self._cards([card for (card,) in new[start : start + CHUNK]]):
                _, id_, note, deck, held, act, day, origin = row[:ABOUT]
                here = self.note(note, self.decks[deck])
                if here not in blocks:
                    blocks[here] = Blocks(library, here)
                block = blocks[here].of(row[ABOUT + HASH], number)
                home = library.deck_number(self.decks[deck])
                first_had = library.label(origin)
                cards.append((number, id_, here, home, block, held & CARRIED, act, day, first_had))
                contents.append((number, *row[ABOUT:]))
                number += 1
            library.insert(INSERT_FOREIGN, cards)
            library.insert(INSERT_CONTENT, contents)
        if new:
            library.run(INSERT_WORDS_SINCE, (first,))
        for number, (card,) in enumerate(new, first):
            if card in self.guests:
                library.set_guests(number, ["", *self.guests[card]])
        return range(first, first + len(new))

    def renew_texts(self) -> tuple[list[int], int]:
        """Take over the texts that were changed later than ours; the cards, and how many of them
        read otherwise."""
        library, others, renewed = self.library, 0, []
        for card, number in library.rows(NEWER):
            (row,) = self._cards([card])
            content, own = row[ABOUT:], library.content_of(number)
            if comparable(content) <= comparable(own):
                continue
            others += content[:-1] != own[:-1]
            renewed.append(number)
            library.set_content(number, content)
            note, block, here = library.the_row(
                "SELECT note, block, settings <> '' FROM card JOIN note ON note.n = card.note "
                "WHERE card.n = ?",
                (number,),
            )
            decks = [self.decks[row[3]], *self.guests.get(card, ())]
            note = self.note(row[2], decks[0], note if here else None)
            library.set_home(number, note, decks, block)
            library.run(
                "UPDATE card SET act = ?, held = (held & ?) | ? WHERE n = ?",
                (row[5], ~INCOMPLETE, row[4] & INCOMPLETE, number),
            )
        return renewed, others

    def note(self, theirs: int, deck: str, known: int | None = None) -> int:
        """Where a note of theirs is here: the one read at the same place of a source, or else
        `known`, the one of the same path, or a new one, to be read when it is met."""
        if theirs in self.notes:
            return self.notes[theirs]
        library = self.library
        path, title, within = library.the_row(
            "SELECT path, title, within FROM theirs.note WHERE n = ?", (theirs,)
        )
        there = self.places.get(within, [])
        mine = library.row("SELECT n FROM main.note WHERE path = ?", (path,))
        if len(there) == 1 and (mine is None or mine[0] not in there):
            number = there[0]
        elif mine is not None:
            number = int(mine[0])
        elif known is not None:
            return known
        else:
            library.run(
                "INSERT INTO main.note (path, title, digest, size, mtime_ns, settings, deck, "
                "within) VALUES (?, ?, x'', 0, 0, '', ?, ?)",
                (path, title, deck, within),
            )
            number = library.note_number(path)
        self.notes[theirs] = number
        return number

    def _cards(self, numbers: list[int]) -> list[Row]:
        listed = ",".join(map(str, numbers))
        return self.library.rows(f"{FOREIGN_CARD} ({listed}) ORDER BY card.n")
