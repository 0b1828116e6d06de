"""The learner's editor, as VISUAL or EDITOR names it."""

import shlex
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath

from gruquiz.errors import ConfigError

COLON = frozenset({"subl", "hx", "helix", "zed", "mate", "cursor"})
"""Editors that take the line behind the file's name."""
GOTO = frozenset({"code", "codium", "code-insiders"})
"""Editors of the VS Code family: they take `--goto file:line` and wait only if asked."""


def editor(environ: Mapping[str, str]) -> Callable[[Path, int], None] | None:
    """Opens a file at a line and returns when it is closed; None where no editor is set.

    Raises ConfigError for a command that no shell could read.
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
        # The learner's own command, without a shell.
        subprocess.run([*words, *place(words[0], path, line)], check=False)  # noqa: S603 - it is theirs

    return edit


def place(program: str, path: Path, line: int) -> list[str]:
    """The arguments with which an editor opens a file at a line."""
    name = PurePath(program).stem
    if name in GOTO:
        return ["--wait", "--goto", f"{path}:{line}"]
    if name in COLON:
        return [f"{path}:{line}"]
    return [f"+{line}", str(path)]
