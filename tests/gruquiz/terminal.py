"""A terminal for tests: runs a program under a pseudo terminal, and reads what it was sent."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from contextlib import suppress
from time import monotonic

QUIET = 0.3
"""Seconds without output after which a program waits for a key."""
LONGEST = 60
"""Seconds; only a fault takes so long."""

OURS = re.compile(
    r"\x1b\[[\d;:]*m"  # colours and weights
    r"|\x1b\[\d*(?:;\d*)?H"  # where to write
    r"|\x1b\[\d*[A-DJK]"  # steps of the cursor, and what is cleared
    r"|\x1b\[\?[\d;]+(?:[hl]|\$p)"  # modes of the terminal
    r"|\x1b\[[<>=]\d*u"  # how keys are reported
    r"|\x1b\[6?[nc]"  # where is the cursor, what are you
    r"|\x1b\]22;[a-z]*\x07"  # the pointer's shape
)
"""Every sequence that click or Textual sends by itself."""

CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\udc80-\udcff]"
)
"""What no program of ours sends beside those: controls of ASCII and C1, turns of direction, and
bytes that are no UTF-8, among them C1 in eight bits."""


def foreign(sent: bytes, marks: Sequence[str] = ()) -> list[str]:
    """What a terminal would obey and nobody of ours has asked for, each with what stands around.

    `marks` are words by which a sequence that is known, but not ours, gives itself away.
    """
    text = sent.decode("utf-8", "surrogateescape")
    found = [
        sequence[0]
        for sequence in OURS.finditer(text)
        if any(mark in sequence[0] for mark in marks)
    ]
    rest = OURS.sub("", text)
    return found + [rest[max(0, m.start() - 30) : m.end() + 30] for m in CONTROL.finditer(rest)]


def shown(sent: bytes) -> str:
    """The text among what was sent, without places and colours."""
    return OURS.sub(" ", sent.decode("utf-8", "replace"))


def in_terminal(
    command: Sequence[str],
    environment: Mapping[str, str],
    typed: Sequence[str] = (),
    *,
    typed_at_once: str = "",
    waits: Sequence[str] = (),
    size: tuple[int, int] = (80, 24),
) -> bytes:
    """Run a program under a terminal of its own; all that it sent there.

    Each of `typed` is given to it once it has nothing more to say, and has said the word of `waits`
    in its place; `typed_at_once` waits for it from the beginning.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    settings = termios.tcgetattr(theirs)
    settings[3] &= ~termios.ECHO  # what is typed is not what is sent
    termios.tcsetattr(theirs, termios.TCSANOW, settings)
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment,
        start_new_session=True,
    ) as program:  # fmt: skip
        os.close(theirs)
        os.write(ours, typed_at_once.encode())
        sent, keys, words, until = b"", list(typed), list(waits), monotonic() + LONGEST
        try:
            while monotonic() < until:
                if select.select([ours], [], [], QUIET)[0]:
                    try:
                        part = os.read(ours, 1 << 16)
                    except OSError:  # Linux says so that nobody is at the other end
                        part = b""
                    if not part:
                        break
                    sent += part
                elif keys and (not words or words[0] in shown(sent)):
                    os.write(ours, keys.pop(0).encode())
                    del words[:1]
        finally:
            with suppress(ProcessLookupError):
                program.kill()
            os.close(ours)
    return sent
