"""Reports of a terminal's size among its keys: a page has a message for that, which is bounded."""

import re

_REPORT = re.compile(rb"\x1b\[48;[^\x1b]{0,128}")
"""What may become such a report, as long as Textual waits for its end: 32 characters."""
_LONGEST = 5 + 128


class SizeReports:
    """Makes size reports in what a page types harmless, also those that come in pieces.

    Textual takes `ESC [ 48 ; height ; width ; … t` for a resize to any size, and paints all of it.
    The `t` that would end one becomes a `T`, by which nothing is reported. What is typed keeps its
    length, so that nothing new can come of the pieces around it.
    """

    def __init__(self) -> None:
        self._begun = b""
        """What was handed on since the last ESC, as long as a report may come of it."""

    def disarm(self, typed: bytes) -> bytes:
        """The same keys, none of which reports a size."""
        whole = _REPORT.sub(lambda found: found[0].replace(b"t", b"T"), self._begun + typed)
        harmless = whole[len(self._begun) :]
        last = whole.rfind(b"\x1b")
        self._begun = whole[last:] if last >= 0 and len(whole) - last <= _LONGEST else b""
        return harmless
