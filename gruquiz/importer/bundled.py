"""The decks that come with the program, wherever an installation puts them.

Another Python, an upgrade or a checkout has them at another place: a source that was the bundled
decks of one installation is those of the one that runs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from gruquiz.importer.discovery import absolute, inside
from gruquiz.model import Source

_INSTALLED = ("site-packages", "dist-packages")
"""Folders in which Python keeps what is installed."""


def is_bundled_elsewhere(source: Source, notes: Iterable[str], bundled: Path) -> bool:
    """Whether a source is the bundled decks of an installation that is not `bundled`'s.

    Its folder is gone, or is another program's own; a copy that the learner made is neither. What
    is gone was the bundled decks if it was an installed package's, or held notes of their names.
    """
    old = PurePosixPath(source.path)
    here = absolute(bundled)
    if source.path == here or old.name != bundled.name or not bundled.is_dir():
        return False
    if Path(old).exists():
        return _is_of_a_program(Path(old))
    if old.parent.name == "gruquiz" and old.parent.parent.name in _INSTALLED:
        return True
    known = {path[len(source.path) + 1 :] for path in notes if inside(path, source.path)}
    shipped = {path.relative_to(bundled).as_posix() for path in bundled.rglob("*.md")}
    return 2 * len(known & shipped) >= max(1, min(len(known), len(shipped)))


def _is_of_a_program(decks: Path) -> bool:
    """Whether a folder is the decks inside the package, or in a checkout beside it."""
    package = decks.parent if decks.parent.name == "gruquiz" else decks.parent / "gruquiz"
    return (package / "importer" / "__init__.py").is_file()


def relocate(path: str, old: str, new: str) -> str:
    """The path once its folder has moved from `old` to `new`."""
    return new + path[len(old) :] if inside(path, old) else path


def locate_bundled(
    sources: Sequence[Source], notes: Iterable[str], bundled: Path | None
) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    """The sources with the bundled decks where they are now, and the places where they were."""
    if bundled is None:
        return tuple(sources), ()
    known, new = tuple(notes), absolute(bundled)
    old = [source for source in sources if is_bundled_elsewhere(source, known, bundled)]
    if not old:
        return tuple(sources), ()
    kept = [source for source in sources if source not in old]
    if all(source.path != new for source in kept):
        kept.append(replace(old[0], path=new))
    return tuple(kept), tuple(source.path for source in old)
