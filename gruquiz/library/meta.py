"""Facts of one file, which no merge carries to another."""

from gruquiz.library.database import Database


class Meta:
    """Facts of this file alone, by key."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def get(self, key: str) -> str | None:
        row = self.database.row("SELECT value FROM meta WHERE key = ?", (key,))
        return None if row is None else str(row[0])

    def count(self, prefix: str) -> int:
        """How many keys begin so."""
        return int(
            self.database.value("SELECT COUNT(*) FROM meta WHERE key GLOB ?", (f"{prefix}*",))
        )

    def set(self, key: str, value: str) -> None:
        if self.get(key) != value:
            self.database.run(
                "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value)
            )
