"""A program in a terminal of its own, driven by keys and timed by what it paints."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

QUIET = 0.04
"""Seconds without output after which what a key caused is taken as painted."""
PATIENCE = 60.0
"""Seconds after which nothing more is expected."""


class Terminal:
    """80×24 cells with a program in it; used as a context, at whose end the program is killed."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self.started = perf_counter()
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            try:
                os.execvpe(command[0], list(command), dict(environ) | {"TERM": "xterm-256color"})
            finally:
                os._exit(127)  # the child must never go on as a second copy of the parent
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.master)

    def until(self, text: str) -> float:
        """Seconds from the start until `text` has been painted in one piece."""
        seen, wanted = b"", text.encode()
        while wanted not in seen:
            piece = self._read(PATIENCE)
            if not piece:
                raise TimeoutError(f"{text!r} was not painted; the end was {seen[-300:]!r}")
            seen = seen[-len(wanted) :] + piece
        return perf_counter() - self.started

    def settle(self) -> None:
        """Read until nothing more is painted."""
        while self._read(QUIET):
            pass

    def press(self, keys: str, text: str = "") -> float:
        """Seconds from the key to the end of what it paints, `text` being in it."""
        wanted, painted = text.encode(), b""
        start = last = perf_counter()
        os.write(self.master, keys.encode())
        while piece := self._read(QUIET if painted and wanted in painted else PATIENCE):
            last = perf_counter()
            painted += piece
        if not painted or wanted not in painted:
            raise TimeoutError(f"{keys!r} painted no {text!r} but {painted[-300:]!r}")
        return last - start

    def work(self) -> float:
        """Seconds of processor time that the program has taken, to a hundredth."""
        stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Megabytes of the program that lie in memory now."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def _read(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self.master], [], [], seconds)
        try:
            return os.read(self.master, 65536) if ready else b""
        except OSError:  # the program has ended
            return b""
