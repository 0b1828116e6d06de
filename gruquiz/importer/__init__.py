"""Notes into the library: a generator of progress; each note is written whole or not at all."""

from gruquiz.importer.bundled import locate_bundled
from gruquiz.importer.import_options import ImportOptions, Progress, syntax_from
from gruquiz.importer.run import import_notes, rescan
from gruquiz.importer.watcher import watch

__all__ = [
    "ImportOptions",
    "Progress",
    "import_notes",
    "locate_bundled",
    "rescan",
    "syntax_from",
    "watch",
]
