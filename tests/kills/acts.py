"""What is killed: each act runs the program until it is killed or done."""

import os
import select
import signal
import time
from collections.abc import Callable, Mapping

from gruquiz.devices.folder import sync_with_folder
from gruquiz.library import Library
from tests.kills.programs import grader, started, started_in_a_terminal, stepped
from tests.kills.world import World, grades

STEPS: dict[str, int] = {}
"""How many steps a command took when it last came to its end."""
ENDLESS = 10**12


def command(world: World, name: str, *words: str, whole: bool = False) -> bool:
    """Run a command, killed at a random step unless it is to be `whole`; whether it was."""
    most = STEPS.get(name, 2000)
    steps = world.chance.randint(1, most)
    if world.chance.random() < 0.2:
        steps = max(int(most ** world.chance.random()), 1)  # more often near its beginning
    words = ("--library", str(world.file), "--now", world.later().isoformat(), *words)
    pid, pipe = started(stepped(ENDLESS if whole else steps, *words), world.root / "errors")
    told = _read(pipe)
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    assert status == 0, f"{name}: {(world.root / 'errors').read_text(encoding='utf-8')}"
    taken, code = told.split()
    STEPS[name] = max(int(taken), 1)
    assert code == b"0", f"{name} ended with {code!r}"
    return False


def _read(pipe: int) -> bytes:
    """Everything that comes through a pipe."""
    with os.fdopen(pipe, "rb") as reader:
        return reader.read()


def answer(world: World) -> bool:
    """Grades one after another, killed at any moment."""
    child = grader(world.file, world.chance.random(), world.later())
    pid, pipe = started(child, world.root / "errors")
    time.sleep(0.1 + world.chance.random() * 0.5)
    os.kill(pid, signal.SIGKILL)
    for line in _read(pipe).splitlines(keepends=True):
        if line.endswith(b"\n"):
            card, moment = line.split()
            world.given.add((int(card), int(moment)))
    os.waitpid(pid, 0)
    return True


def app(world: World) -> bool:
    """The app with keys pressed at random, killed at any moment."""
    pid, terminal = started_in_a_terminal(
        "--library", str(world.file), "--now", world.later().isoformat()
    )
    until = time.monotonic() + 0.7 + world.chance.random() * 2.5
    while time.monotonic() < until:
        if select.select([terminal], [], [], 0.04)[0]:
            os.read(terminal, 65536)
        else:
            os.write(terminal, world.chance.choice([b"\r", b" ", b"3", b"1", b"u", b"-", b"m"]))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(terminal)
    return True


def import_notes(world: World) -> bool:
    """Notes that were edited are read again."""
    world.edit_notes()
    return command(world, "import", "import", str(world.vault))


def backup(world: World) -> bool:
    """A copy of the library."""
    return command(world, "backup", "backup")


def sync(world: World) -> bool:
    """News go to the folder and come from it."""
    world.grade_elsewhere()
    with Library.open(world.other, create=False) as library:
        library.log.device = "other"
        sync_with_folder(library, world.folder, world.later())
    return command(world, "sync", "sync", str(world.folder))


def merge(world: World) -> bool:
    """The other machine's library is taken in."""
    world.grade_elsewhere()
    return command(world, "merge", "merge", str(world.other))


def mend(world: World) -> bool:
    """What follows from the log is worked out again."""
    world.spoil()
    killed = command(world, "mend", "check", "--mend")
    if killed:  # what was spoilt is a fault until it is mended
        command(world, "mend", "check", "--mend", whole=True)
    return killed


def restore(world: World) -> bool:
    """An older copy becomes the library; what it lacks is in the one that was put aside."""
    with Library.open(world.file, create=False) as library:
        copies = library.backups.all()
    killed = command(world, "restore", "restore", str(world.chance.choice(copies)))
    lost = world.missing()
    if lost:
        asides = world.file.with_name("library-backups").glob("replaced-*.db")
        newest = max(asides, key=lambda path: path.stat().st_mtime_ns)
        assert lost <= set(grades(newest)), f"{newest} lacks what was acknowledged"
        with Library.open(world.file, create=False) as library:
            library.merge.join(newest)
    return killed


ACTS: Mapping[str, Callable[[World], bool]] = {
    "answer": answer,
    "app": app,
    "import": import_notes,
    "sync": sync,
    "merge": merge,
    "restore": restore,
    "backup": backup,
    "mend": mend,
}
"""Every act by its name; each says whether it was killed."""
