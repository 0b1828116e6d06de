"""Another library's cards and texts, as they find their notes and decks in this one.

The other library is attached as the schema `theirs`.
"""

from gruquiz.library.database import Database, Row
from gruquiz.library.merge.dedupe import SHOWN, comparable
from gruquiz.library.merge.text_history import TextHistory
from gruquiz.library.notes.texts import CONTENT
from gruquiz.library.rows import Held

CARRIED = int(Held.INCOMPLETE | Held.JOINED)
"""The bits of `held` that come with a card; the log decides the others."""
INCOMPLETE = int(Held.INCOMPLETE)

WORK_TABLES = (
    "DROP TABLE IF EXISTS temp.incoming",
    "CREATE TEMP TABLE incoming (n INTEGER PRIMARY KEY, here INTEGER)",
    "DROP TABLE IF EXISTS temp.placed",
    "CREATE TEMP TABLE placed (note INTEGER PRIMARY KEY, here INTEGER, alike INTEGER)",
    "DROP TABLE IF EXISTS temp.known_block",
    "CREATE TEMP TABLE known_block (note INTEGER, hash BLOB, block INTEGER, "
    "PRIMARY KEY (note, hash)) WITHOUT ROWID",
)
"""`incoming` has the numbers that their new cards get here, `placed` those of their notes, and
`known_block` the blocks that are in these notes already."""
NUMBER_INCOMING = (
    "INSERT INTO incoming (n, here) SELECT n, ? - 1 + ROW_NUMBER() OVER (ORDER BY n) "
    "FROM theirs.card WHERE id NOT IN (SELECT id FROM main.card) "
    "AND n IN (SELECT card FROM theirs.content)"
)
THEIR_NOTES = (
    "SELECT note, COALESCE(own, deck), MIN(n) FROM incoming JOIN theirs.card USING (n) "
    "GROUP BY note ORDER BY 3"
)
THEIR_DECKS = "SELECT DISTINCT COALESCE(own, deck) FROM incoming JOIN theirs.card USING (n)"
PLACE_NOTE = (
    "INSERT INTO placed (note, here, alike) VALUES (?1, ?2, "
    "(SELECT within FROM theirs.note WHERE n = ?1) IS (SELECT within FROM main.note WHERE n = ?2))"
)
FIND_KNOWN_BLOCKS = (
    "INSERT OR REPLACE INTO known_block SELECT note, hash, block FROM main.card "
    "JOIN main.content ON content.card = n WHERE note IN (SELECT here FROM placed) ORDER BY n"
)
ADD_CARDS = (
    "INSERT INTO main.card (n, id, note, deck, block, held, act, day, origin) "
    "SELECT incoming.here, id, placed.here, home.n, COALESCE(known_block.block, "
    "MIN(incoming.here) OVER (PARTITION BY placed.here, content.hash)), "
    "held & ?, act, day, known.n FROM incoming "
    "JOIN theirs.card ON card.n = incoming.n JOIN theirs.content ON content.card = card.n "
    "JOIN placed ON placed.note = card.note "
    "JOIN theirs.deck ON deck.n = COALESCE(own, card.deck) "
    "JOIN main.deck AS home ON home.name = deck.name "
    "JOIN theirs.label ON label.n = origin JOIN main.label AS known ON known.text = label.text "
    "LEFT JOIN known_block ON known_block.note = placed.here AND known_block.hash = content.hash "
    "ORDER BY incoming.here"
)
ADD_TEXTS = (
    f"INSERT INTO main.content (card, {CONTENT}) SELECT here, {CONTENT} "
    "FROM incoming JOIN theirs.content ON content.card = incoming.n ORDER BY here"
)
ADD_HISTORY = (
    "INSERT INTO main.reading (key, card, within, time) SELECT key, here, within, time "
    "FROM incoming JOIN theirs.reading ON reading.card = incoming.n ORDER BY key"
)
LACK_HISTORY = (
    "INSERT INTO unproven (card) SELECT incoming.here FROM incoming JOIN theirs.card USING (n) "
    "JOIN placed ON placed.note = card.note WHERE NOT alike"
)
"""New cards whose note has another place here, which their history does not have yet."""

FOREIGN_CARD = (
    "SELECT card.n, note, COALESCE(own, card.deck), held, act, "
    f"{', '.join(f'content.{column}' for column in CONTENT.split(', '))} "
    "FROM theirs.card JOIN theirs.content ON content.card = card.n WHERE card.n = ?"
)
ABOUT = 5
"""How many values of such a row come before the content."""
NEWER = (
    "SELECT card.n, mine.n FROM theirs.card JOIN main.card AS mine ON mine.id = card.id "
    "JOIN theirs.content ON content.card = card.n "
    "JOIN main.content AS known ON known.card = mine.n "
    "WHERE content.time > known.time OR (content.time = known.time AND "
    f"({', '.join(f'content.{one}' for one in SHOWN)}) "
    f"IS NOT ({', '.join(f'known.{one}' for one in SHOWN)})) "
    "AND card.n NOT IN (SELECT n FROM incoming) ORDER BY card.n"
)


class IncomingCards:
    """Takes cards in; the caller's transaction."""

    def __init__(self, database: Database, history: TextHistory) -> None:
        self.database = database
        self.history = history
        self.texts = history.texts
        self.decks: dict[int, str] = dict(self.database.rows("SELECT n, name FROM theirs.deck"))
        self.guests: dict[int, list[str]] = {}
        for card, deck in self.database.rows(
            "SELECT card, deck FROM theirs.card_deck ORDER BY card, place"
        ):
            self.guests.setdefault(card, []).append(self.decks[deck])
        self.notes: dict[int, int] = {}
        """Their notes by number, as numbered here."""
        self.places: dict[str, list[int]] = {}
        """The notes that are read here, by their place inside their source."""
        for within, number in self.database.rows(
            "SELECT within, n FROM main.note WHERE settings <> '' AND NOT gone"
        ):
            self.places.setdefault(within, []).append(number)

    def add_new(self) -> range:
        """Every card that was not here, with its history of texts; their numbers."""
        for statement in WORK_TABLES:
            self.database.run(statement)
        first = int(self.database.value("SELECT COALESCE(MAX(n), 0) + 1 FROM main.card"))
        count = self.database.run(NUMBER_INCOMING, (first,))
        if not count:
            return range(first, first)
        for (deck,) in self.database.rows(THEIR_DECKS):
            self.texts.decks.number(self.decks[deck])
        placed = [
            (note, self.note(note, self.decks[deck]))
            for note, deck, _ in self.database.rows(THEIR_NOTES)
        ]
        self.database.run_many(PLACE_NOTE, placed)
        self.database.run(FIND_KNOWN_BLOCKS)
        self.database.run(ADD_CARDS, (CARRIED,))
        self.database.run(ADD_TEXTS)
        self.database.run(ADD_HISTORY)
        self.database.run(LACK_HISTORY)
        self.texts.words.add_since(first)
        self.history.mark_new_current()
        for card, number in self.database.rows(
            "SELECT n, here FROM incoming WHERE n IN (SELECT card FROM theirs.card_deck)"
        ):
            self.texts.decks.put_beside_home(number, ["", *self.guests[card]])
        return range(first, first + count)

    def renew_texts(self) -> tuple[list[int], int]:
        """Take over the texts that were changed later than ours; the cards, and how many of them
        differ visibly."""
        others, renewed = 0, []
        for card, number in self.database.rows(NEWER):
            row = self._card(card)
            content, own = row[ABOUT:], self.texts.of(number)
            if comparable(content) <= comparable(own):
                continue
            others += content[:-1] != own[:-1]
            renewed.append(number)
            self.texts.write(number, content)
            note, block, here = self.database.the_row(
                "SELECT note, block, settings <> '' FROM card JOIN note ON note.n = card.note "
                "WHERE card.n = ?",
                (number,),
            )
            decks = [self.decks[row[2]], *self.guests.get(card, ())]
            note = self.note(row[1], decks[0], note if here else None)
            self.texts.set_home(number, note, decks, block)
            self.database.run(
                "UPDATE card SET act = ?, held = (held & ?) | ? WHERE n = ?",
                (row[4], ~INCOMPLETE, row[3] & INCOMPLETE, number),
            )
        return renewed, others

    def note(self, theirs: int, deck: str, known: int | None = None) -> int:
        """Where a note of theirs is here: the one read at the same place of a source, or else
        `known`, the one of the same path, or a new one, to be read when it is met."""
        if theirs in self.notes:
            return self.notes[theirs]
        path, title, within = self.database.the_row(
            "SELECT path, title, within FROM theirs.note WHERE n = ?", (theirs,)
        )
        there = self.places.get(within, [])
        mine = self.database.row("SELECT n FROM main.note WHERE path = ?", (path,))
        if len(there) == 1 and (mine is None or mine[0] not in there):
            number = there[0]
        elif mine is not None:
            number = int(mine[0])
        elif known is not None:
            return known
        else:
            self.database.run(
                "INSERT INTO main.note (path, title, digest, size, mtime_ns, settings, deck, "
                "within) VALUES (?, ?, x'', 0, 0, '', ?, ?)",
                (path, title, deck, within),
            )
            number = int(self.database.value("SELECT n FROM note WHERE path = ?", (path,)))
        self.notes[theirs] = number
        return number

    def _card(self, number: int) -> Row:
        return self.database.the_row(FOREIGN_CARD, (number,))
