"""Cards of other notes that say the very same."""

from collections.abc import Sequence

from gruquiz.library.connection import Store
from gruquiz.library.rows import HIDDEN, Held

_CHUNK = 500
"""Hashes asked for by one statement; SQLite binds at least 999 values."""

# Built when first asked for: kept up to date from the start, it would cost the first import of a
# large vault, which has no need of it, more than building it at once.
INDEX = "CREATE INDEX IF NOT EXISTS content_hash ON content (hash)"


class Duplicates(Store):
    """Finds cards by what they say."""

    def index_contents(self) -> None:
        """Make `places_of` fast, once for the life of a library."""
        with self.transaction():
            self.run(INDEX)

    def places_of(self, hashes: Sequence[bytes]) -> list[tuple[bytes, str, int]]:
        """(hash, note, line) of the explicit cards that stand in notes with one of these hashes,
        by note."""
        found: list[tuple[bytes, str, int]] = []
        for start in range(0, len(hashes), _CHUNK):
            chunk = hashes[start : start + _CHUNK]
            found += self.rows(
                "SELECT hash, path, MIN(line) FROM content "
                "CROSS JOIN card ON card.n = content.card JOIN note ON note.n = card.note "
                f"WHERE hash IN ({','.join('?' * len(chunk))}) AND rule IS NULL "
                f"AND held & {int(HIDDEN | Held.MISSING)} = 0 GROUP BY hash, path",
                chunk,
            )
        return sorted(found, key=lambda place: place[1:])
