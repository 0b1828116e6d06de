"""What an import finds in each note: counts, cards and warnings, to be looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from textual.content import Content
from textual.reactive import reactive

from gruquiz.model import FoundCard, ImportReport, NoteFailure, NoteReport
from gruquiz.terminal import visible
from gruquiz.tui.counting import count
from gruquiz.tui.widgets.drawn import Drawn, hanging, packed
from gruquiz.tui.widgets.markdown_lines import page

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
    def is_quiet(self) -> bool:
        """Whether it is as it was."""
        report = self.report
        return report is not None and not (report.added or report.changed or report.missing)

    @property
    def gist(self) -> str:
        """What it comes to, as short as can be."""
        report = self.report
        if report is None:
            return "unreadable"
        if self.is_quiet:
            return f"{report.unchanged} known" if report.unchanged else "–"
        parts = (("+", report.added), ("~", report.changed), ("−", report.missing))
        return " ".join(f"{sign}{number}" for sign, number in parts if number)


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


def figures(found: Sequence[NoteFinds], likely: int = 0) -> list[str]:
    """What these notes come to: "12 notes", "84 cards", "31 suggested", "4 schedules found"."""
    reports = [each.report for each in found if each.report is not None]
    total = {
        name: sum(getattr(report, name) for report in reports)
        for name in ("added", "changed", "unchanged", "missing", "suggested", "adopted", "orphaned")
    }
    known = total["changed"] or total["unchanged"] or total["missing"]
    warnings = sum(len(report.warnings) for report in reports)
    failures = sum(each.failure is not None for each in found)
    parts = [
        count(len(reports), "note"),
        count(total["added"], "new card" if known else "card"),
        f"{total['suggested']} suggested" if total["suggested"] else "",
        f"{total['changed']} changed" if total["changed"] else "",
        f"{total['unchanged']} as before" if total["unchanged"] else "",
        f"{total['missing']} missing" if total["missing"] else "",
        f"{count(total['adopted'], 'schedule')} found" if total["adopted"] else "",
        f"{count(total['orphaned'], 'schedule')} without a card" if total["orphaned"] else "",
        count(warnings, "warning") if warnings else "",
        f"{failures} unreadable" if failures else "",
        count(likely, "likely edit") if likely else "",
    ]
    return [part for part in parts if part]


class Figures(Drawn):
    """Figures on as few lines as hold them, none cut in two."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.said: Sequence[Content] = ()

    def say(self, *parts: str | Content) -> None:
        """Show these, with a dot between them."""
        self.said = [part if isinstance(part, Content) else Content(part) for part in parts]
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        last = len(self.said) - 1
        dot = Content.styled(" ·", "$quiet")
        items = [part if i == last else part + dot for i, part in enumerate(self.said)]
        return packed(items, width, gap=1)


class NoteFindsView(Drawn):
    """The warnings and cards of a note, or of all notes in a folder."""

    found: reactive[Sequence[NoteFinds]] = reactive(())

    def watch_found(self) -> None:
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        several = len(self.found) > 1
        lines: list[Content] = []
        room = MOST_CARDS
        for found in self.found:
            if room <= 0:
                rest = sum(len(each.cards) for each in self.found) - MOST_CARDS
                lines += [Content(""), Content.styled(f"and {count(rest, 'more card')}", "$quiet")]
                break
            if several:
                name = Content.styled(visible(found.name), "bold").truncate(width, ellipsis=True)
                lines += [*([Content("")] if lines else []), name]
            lines += _finds(found, width, room)
            room -= max(1, len(found.cards)) if several else 0
        return lines


def _finds(found: NoteFinds, width: int, room: int) -> list[Content]:
    """One note's warnings, then its cards."""
    lines: list[Content] = []
    if found.failure is not None:
        place = "" if found.failure.line is None else f"line {found.failure.line}: "
        text = Content(visible(f"{place}{found.failure.message}"))
        return hanging(Content.styled("✗ ", "$text-error"), text.wrap(width - 2))
    for warning in () if found.report is None else found.report.warnings:
        text = Content(visible(f"line {warning.line}: {warning.message}"))
        lines += hanging(Content.styled("! ", "bold $text-warning"), text.wrap(width - 2))
    for card in found.cards[:room]:
        lines += [*([Content("")] if lines else []), *_card(card, width)]
    rest = len(found.cards) - room
    if rest > 0:
        lines += [Content(""), Content.styled(f"and {count(rest, 'more card')}", "$quiet")]
    if not found.cards:
        said = " · ".join(figures([found])[1:])
        lines += Content.styled(said, "$quiet").wrap(width)
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
