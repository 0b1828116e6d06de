"""What an import finds in each note: counts, cards and warnings, to be looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from textual.content import Content
from textual.reactive import reactive

from gruquiz.model import FoundCard, ImportReport, NoteFailure, NoteReport
from gruquiz.terminal import visible
from gruquiz.tui.counting import count
from gruquiz.tui.page import page
from gruquiz.tui.widgets.drawn import Drawn, hanging

MOST_CARDS = 40


@dataclass(frozen=True, slots=True)
class NoteFinds:
    """One note of an import: its report, or why there is none, and a dry run's cards."""

    path: str
    report: NoteReport | None = None
    failure: NoteFailure | None = None
    cards: tuple[FoundCard, ...] = ()

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def gist(self) -> str:
        """What it comes to, in a few words."""
        if self.failure is not None:
            return "✗ cannot be read"
        report = self.report
        if report is None or not (report.added or report.changed or report.missing):
            known = 0 if report is None else report.unchanged
            return f"{known} known" if known else "no cards"
        parts = [
            f"+{report.added}" if report.added else "",
            f"{report.changed} changed" if report.changed else "",
            f"{report.missing} missing" if report.missing else "",
        ]
        return ", ".join(part for part in parts if part)


def finds(report: ImportReport) -> list[NoteFinds]:
    """The report note by note; a dry run's cards come in the order of its notes."""
    found, start = [NoteFinds(failure.path, failure=failure) for failure in report.errors], 0
    for note in report.notes:
        cards = report.cards[start : start + note.added] if report.cards else ()
        start += note.added
        found.append(NoteFinds(note.path, note, cards=tuple(cards)))
    return found


def joined(reports: Sequence[ImportReport]) -> ImportReport:
    """Several reports as one."""
    return ImportReport(
        tuple(note for report in reports for note in report.notes),
        tuple(error for report in reports for error in report.errors),
        tuple(pair for report in reports for pair in report.likely),
        tuple(card for report in reports for card in report.cards),
    )


def summary(report: ImportReport, *, dry: bool) -> str:
    """All notes in one line: "12 notes · 84 new cards · 31 suggested · 2 warnings"."""
    notes = report.notes
    total = {
        name: sum(getattr(note, name) for note in notes)
        for name in ("added", "changed", "unchanged", "missing", "suggested", "adopted", "orphaned")
    }
    warnings = sum(len(note.warnings) for note in notes)
    parts = [
        count(len(notes), "note"),
        count(total["added"], "new card"),
        f"{total['suggested']} suggested" if total["suggested"] else "",
        f"{total['changed']} changed" if total["changed"] else "",
        f"{total['unchanged']} as before" if total["unchanged"] else "",
        f"{total['missing']} missing" if total["missing"] else "",
        f"{count(total['adopted'], 'schedule')} taken over" if total["adopted"] else "",
        f"{count(total['orphaned'], 'schedule')} without a card" if total["orphaned"] else "",
        count(warnings, "warning") if warnings else "",
        count(len(report.errors), "error") if report.errors else "",
        f"{count(len(report.likely), 'likely edit')}" if report.likely else "",
    ]
    text = " · ".join(part for part in parts if part)
    return text if dry else f"Imported: {text}"


class NoteFindsView(Drawn):
    """One note's warnings and cards."""

    found: reactive[NoteFinds | None] = reactive(None)

    def watch_found(self) -> None:
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        found = self.found
        if found is None:
            return []
        lines: list[Content] = []
        if found.failure is not None:
            place = "" if found.failure.line is None else f"line {found.failure.line}: "
            text = Content(visible(f"{place}{found.failure.message}"))
            return [*lines, *hanging(Content.styled("✗ ", "$text-error"), text.wrap(width - 2))]
        for warning in () if found.report is None else found.report.warnings:
            text = Content(visible(f"line {warning.line}: {warning.message}"))
            lines += hanging(Content.styled("! ", "bold $text-warning"), text.wrap(width - 2))
        for card in found.cards[:MOST_CARDS]:
            lines += [*([Content("")] if lines else []), *_card(card, width)]
        rest = len(found.cards) - MOST_CARDS
        if rest > 0:
            lines += [Content(""), Content.styled(f"and {count(rest, 'more card')}", "$quiet")]
        return lines


def _card(card: FoundCard, width: int) -> Sequence[Content]:
    """A card as study would show it once answered, where it stands before it."""
    place = f"line {card.line}" + ("" if card.rule is None else f" · suggested: {card.rule}")
    lines = Content.styled(place, "$quiet").wrap(width)
    face = card.face
    if face.answers:
        return [*lines, *page(face.back, width)]
    if card.kind.value == "drill":
        return [*lines, *page(face.front, width)]
    answer = hanging(Content.styled("→ ", "$accent"), page(face.back, width - 2))
    return [*lines, *page(face.front, width), *answer]
