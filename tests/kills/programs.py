"""What is run in a process of its own, to be killed there: a fork, which has everything loaded."""

import os
import pty
import random
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType

from gruquiz.cli import main
from gruquiz.config import Config, DeckOptions
from gruquiz.library import Library
from gruquiz.session import Session

Child = Callable[[int], None]
"""What a process does; it is given a pipe to write to."""


def stepped(steps: int, *words: str) -> Child:
    """A command, killed after so many steps; it writes how many it took where it comes to its end,
    and its exit code."""

    def run(pipe: int) -> None:
        left = steps

        def step(frame: FrameType, event: str, argument: object) -> None:
            # Every call that the program makes or that ends in it, those into SQLite too.
            nonlocal left
            place = frame.f_code.co_filename
            if "gruquiz" in place and "cli" not in place:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(step)
        code = main(words)
        sys.setprofile(None)
        os.write(pipe, f"{steps - left} {code}\n".encode())

    return run


def grader(file: Path, seed: float, now: datetime) -> Child:
    """Grades cards until it is killed; a line tells of each grade that the session has taken."""

    def run(pipe: int) -> None:
        chance = random.Random(seed)
        with Library.open(file, create=False) as library:
            session = Session(library, Config(options=DeckOptions(leech_lapses=0)), "killed")
            cards = [card.id for card in library.search.cards("-is:suspended -is:missing")]
            for step in range(10_000):
                card, moment = chance.choice(cards), now + timedelta(seconds=step)
                session.answer(card, chance.randrange(6), moment)
                os.write(pipe, f"{card} {int(moment.timestamp() * 1000)}\n".encode())

    return run


def started(child: Child, errors: Path) -> tuple[int, int]:
    """The number of a process that does something, and the pipe to read from."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        _silence(errors)
        try:
            child(writer)
        except BaseException as error:  # noqa: BLE001 - the parent reads it and fails
            errors.write_text(repr(error), encoding="utf-8")
            os._exit(70)
        os._exit(0)
    os.close(writer)
    return pid, reader


def started_in_a_terminal(*words: str) -> tuple[int, int]:
    """The same for a command in a terminal of its own, whose screen can be read."""
    pid, terminal = pty.fork()
    if pid == 0:
        os._exit(main(words))
    return pid, terminal


def _silence(errors: Path) -> None:
    """Nothing of a child is shown here."""
    nothing = os.open(errors.with_suffix(".out"), os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(nothing, stream)
