"""The learner's editor, as VISUAL or EDITOR names it.

Paths come from the library, which may come from anywhere: a path is never read as an option or a
command of the editor.
"""

import shlex
import stat
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath

from gruquiz.errors import ConfigError, NoteError
from gruquiz.terminal import visible

COLON = frozenset({"subl", "hx", "helix", "zed", "mate", "cursor"})
"""Editors that take the line after the file's name."""
GOTO = frozenset({"code", "codium", "code-insiders"})
"""Editors of the VS Code family: they take `--goto file:line` and wait only if asked."""
DASHES = frozenset(
    {"vi", "vim", "nvim", "view", "gvim", "mvim", "nvi", "ex", "kak"}
    | {"nano", "rnano", "pico", "emacs", "emacsclient"}
)
"""Editors that accept `--` before files; others would open a file with that name."""


def editor(environ: Mapping[str, str]) -> Callable[[Path, int], None] | None:
    """Opens a file at a line and returns when it is closed; None where no editor is set.

    Raises ConfigError for a command that no shell could read. What is returned raises NoteError
    for a path that is none of an existing file, and OSError where the editor does not start.
    """
    name = "VISUAL" if environ.get("VISUAL") else "EDITOR"
    try:
        words = shlex.split(environ.get(name, ""))
    except ValueError as error:
        problem = str(error).lower()
        raise ConfigError(f"set {name} anew: {problem} in {environ[name]!r}") from error
    if not words:
        return None

    def edit(path: Path, line: int) -> None:
        refuse(path)
        # The learner's own command, without a shell.
        subprocess.run([*words, *place(words[0], path, line)], check=False)  # noqa: S603 - it is theirs

    return edit


def refuse(path: Path) -> None:
    """Raise NoteError unless this is the absolute path of a regular file that is there."""
    name = str(path)
    if visible(name) != name:
        raise NoteError("there are control characters in this path: it is not opened", path)
    if not path.is_absolute():
        raise NoteError("not a path of this computer: the card comes from another one", path)
    if path.drive.startswith("\\\\"):  # Windows would send the learner's name there to look
        raise NoteError("this file lies on another computer: it is not opened from here", path)
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError) as error:
        raise NoteError("no such file on this computer", path) from error
    if not regular:
        raise NoteError("not an ordinary file; it was not opened", path)


def place(program: str, path: Path, line: int) -> list[str]:
    """The arguments with which an editor opens a file at a line."""
    name = PurePath(program).stem
    if name in GOTO:
        return ["--wait", "--goto", f"{path}:{line}"]
    if name in COLON:
        return [f"{path}:{line}"]
    return [f"+{line}", *(["--"] if name in DASHES else []), str(path)]
