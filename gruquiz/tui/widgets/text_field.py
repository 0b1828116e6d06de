"""A line to type into."""

from textual.widgets import Input


class TextField(Input):
    """An input that takes every printable key.

    Textual knows no character for the names of these two keys, and would offer them as keys of the
    screen while they are typed here.
    """

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return key in ("slash", "minus") or super().check_consume_key(key, character)
