"""Notes into the library: a generator of progress; each note is written whole or not at all."""

from gruquiz.importer.bundled import follow
from gruquiz.importer.options import Options, Progress, syntax_from
from gruquiz.importer.run import import_notes, rescan
from gruquiz.importer.watching import watch

__all__ = ["Options", "Progress", "follow", "import_notes", "rescan", "syntax_from", "watch"]
