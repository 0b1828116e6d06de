"""Which cards are other than other devices were last shown them."""

import json
from hashlib import blake2b

from gruquiz.library.database import Database, Row
from gruquiz.library.notes.texts import CONTENT, HASH
from gruquiz.library.rows import Held

CARRIED = int(Held.INCOMPLETE | Held.JOINED)
"""The bits of `held` that go to other devices; the log decides the others."""
INCOMPLETE = int(Held.INCOMPLETE)

CARDS = (
    "SELECT card.n, card.origin, card.id, path, COALESCE(within, ''), label.text, card.act, "
    f"card.day, card.held & {CARRIED}, deck.name, "
    "(SELECT json_group_array(name) FROM (SELECT other.name FROM card_deck "
    "JOIN deck AS other ON other.n = card_deck.deck WHERE card_deck.card = card.n ORDER BY place)),"
    " (SELECT group_concat(part) FROM (SELECT key || ' ' || within || ' ' || time AS part "
    "FROM reading WHERE reading.card = card.n ORDER BY key, within)), lent.time, lent.own, "
    f"{', '.join(f'content.{column}' for column in CONTENT.split(', '))} "
    "FROM {source} AS changed JOIN card ON card.n = changed.n "
    "JOIN content ON content.card = card.n JOIN note ON note.n = card.note "
    "JOIN deck ON deck.n = COALESCE(card.own, card.deck) "
    "LEFT JOIN label ON label.n = card.origin LEFT JOIN lent ON lent.card = card.n"
)
ABOUT = 14
"""How many values of such a row come before the content."""
STALE = "(SELECT card AS n FROM shown_card WHERE stale)"
NEW = "(SELECT n FROM card WHERE n > (SELECT COALESCE(MAX(card), 0) FROM shown_card))"
SHOW = (
    "INSERT INTO shown_card (card, hash, version) VALUES (?, ?, ?) ON CONFLICT DO UPDATE "
    "SET hash = excluded.hash, version = excluded.version"
)


class ShownCards:
    """Keeps the hashes; a card's version rises when what others need of it changes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def version(self) -> int:
        """The newest version of any card."""
        return int(self.database.value("SELECT COALESCE(MAX(version), 0) FROM shown_card"))

    def update(self, origin: int, relay: bool) -> int:
        """Give a new version to every card that is new or has changed; the newest version.

        Cards that are new here and did not begin at `origin` came from a file that others see
        too: they need none, unless `relay`. Nor does anything before it is first shown.
        """
        with self.database.transaction():
            version = self.version()
            first = self.database.row("SELECT 1 FROM shown_card LIMIT 1") is None
            known: dict[int, int] = dict(
                self.database.rows("SELECT card, hash FROM shown_card WHERE stale")
            )
            changed: list[tuple[int, int, int]] = []
            for row in self.database.rows(CARDS.replace("{source}", STALE)):
                hash_ = _hash(row)
                if hash_ != known[row[0]]:
                    changed.append((row[0], hash_, version + 1))
            for row in self.database.rows(CARDS.replace("{source}", NEW)):
                seen = first or not (relay or row[1] == origin)
                changed.append((row[0], _hash(row), 0 if seen else version + 1))
            self.database.run_many(SHOW, changed)
            self.database.run("UPDATE shown_card SET stale = 0 WHERE stale")
            return self.version()


def _hash(row: Row) -> int:
    """63 bits of a hash of what other devices take from a card: its own text, where it shows one
    that is lent."""
    about, content = list(row[2:ABOUT]), list(row[ABOUT:])
    *about, time, text = about
    if text is not None and content[-1] == time:
        own = json.loads(text)
        content = own["content"]
        content[HASH] = bytes.fromhex(content[HASH])
        held, decks = about[-4] & ~INCOMPLETE | own["held"], own["decks"]
        about[-4:-1] = held, decks[0], json.dumps(decks[1:], ensure_ascii=False)
    guests = json.loads(about[-2])
    digest = blake2b(repr((*about[:-2], guests, about[-1], content)).encode(), digest_size=8)
    return int.from_bytes(digest.digest(), "little") >> 1
