"""The notes that the library knew before an import, with the paths where their files are now."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from gruquiz.importer.bundled import locate_bundled, relocate
from gruquiz.importer.discovery import absolute, inside
from gruquiz.library import Library
from gruquiz.model import KnownCard, KnownNote, Source


class ImportIndex:
    """The known notes by path; without `writes` their new places are not stored."""

    def __init__(self, library: Library, writes: bool) -> None:
        self.library = library
        self.writes = writes
        self.notes: dict[str, KnownNote] = dict(library.note_index.notes())
        self.vanished: set[str] = set()
        """Notes whose files are gone and were not found under another name."""
        self.by_digest: dict[bytes, str] = {}
        """The same by their bytes."""
        self.renamed: dict[str, str] = {}
        """Notes by their new paths, with the paths that the library still knows in a dry run."""

    def sources(self, bundled: Path | None) -> Sequence[Source]:
        """The known sources, the bundled decks where the program has them now."""
        sources, places = locate_bundled(self.library.notes.sources(), self.notes, bundled)
        for old in places:
            new = absolute(bundled or Path(old))
            if self.writes:
                self.library.notes.move_source(old, new)
                self.notes = dict(self.library.note_index.notes())
                continue
            for path in [path for path in self.notes if inside(path, old)]:
                self.rename(path, relocate(path, old, new))
        return sources

    def mark_missing(self, paths: Iterable[str]) -> None:
        """Remember the notes whose files were not found."""
        self.vanished.update(paths)
        self.by_digest = {self.notes[path].digest: path for path in sorted(self.vanished)}

    def match_moved_file(self, path: str, digest: bytes) -> None:
        """A file was read: where it is no known note's, it may be one that vanished."""
        known = self.notes.get(path)
        if (known is None or known.gone) and digest in self.by_digest:
            self.rename(self.by_digest.pop(digest), path)

    def rename(self, old: str, new: str) -> None:
        """A file has another name: its cards go with it."""
        self.vanished.discard(old)
        if self.writes:
            self.library.notes.move(old, new)
        else:
            self.renamed[new] = old
        self.notes[new] = self.notes.pop(old)._replace(path=new, gone=False)

    def cards(self, path: str) -> Sequence[KnownCard]:
        """The cards known of a note."""
        if path not in self.notes:
            return ()
        return self.library.note_index.cards(self.renamed.get(path, path))
