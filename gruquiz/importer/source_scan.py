"""The files of an import, each once with the options to read it, and notes whose files are gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gruquiz.importer.discovery import Discovery, File, discover, inside
from gruquiz.importer.import_options import ImportOptions
from gruquiz.importer.source_options import SourceOptions, load_source_options
from gruquiz.model import KnownNote, NoteFailure, Source


@dataclass(frozen=True, slots=True)
class SourceScan:
    """What was found at the paths of an import."""

    files: tuple[tuple[SourceOptions, File], ...]
    sources: tuple[Source, ...]
    """Those that were found, even if not whole."""
    vanished: frozenset[str]
    """Known notes whose files are no more."""
    failures: tuple[NoteFailure, ...] = ()


def scan_sources(
    jobs: Sequence[tuple[Source, str]], notes: Mapping[str, KnownNote], options: ImportOptions
) -> SourceScan:
    """The files at these paths of sources, each read as part of its innermost source."""
    found: list[tuple[SourceOptions, Discovery]] = []
    failures: list[NoteFailure] = []
    # The innermost source comes last: its options hold for a note inside several.
    for source, path in sorted(jobs, key=lambda job: len(job[0].path)):
        plan, failure = load_source_options(source, path, options)
        discovery = discover(path, source.path)
        failures.extend(discovery.failures)
        if failure is not None:
            failures.append(failure)
        found.append((plan, discovery))
    files = {file.path: (plan, file) for plan, here in found for file in here.files}
    return SourceScan(
        tuple(files.values()),
        tuple(plan.source for plan, here in found if plan.path not in here.unseen),
        frozenset(_vanished(found, files, notes)),
        tuple(failures),
    )


def _vanished(
    found: Sequence[tuple[SourceOptions, Discovery]],
    files: Mapping[str, object],
    notes: Mapping[str, KnownNote],
) -> set[str]:
    """The known notes that are not where they were; what could not be looked at proves nothing.

    Notes known from another device alone, without settings, were never here to vanish.
    """
    gone = [
        path
        for path, note in notes.items()
        if path not in files and not note.gone and note.settings
    ]
    unseen = [path for _, discovery in found for path in discovery.unseen]
    return {
        path
        for path in gone
        if any(inside(path, plan.path) for plan, _ in found)
        and not any(inside(path, place) for place in unseen)
    }
