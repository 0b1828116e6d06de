"""Somebody who uses the app from elsewhere: of this computer's files they see none but notes."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from gruquiz.model import ImportReport

_SIGN = r"(?:[^\s/:'\"]|(?<=\w)['](?=\w)|:(?=\w))"
_FOLDER = rf"(?:{_SIGN}(?:(?:{_SIGN}|[ ])*{_SIGN})?/)"
_PATH = re.compile(rf"(?<![\w/.])/{_FOLDER}+")
"""The folders of an absolute path; spaces, apostrophes and colons may be inside their names."""


@dataclass(frozen=True, slots=True)
class Guest:
    """What a guest may reach."""

    notes: Path | None
    """The folder that they may import; None where only known sources are read again."""
    folders: tuple[Path, ...] = ()
    """Folders of this computer whose names are nobody else's business."""

    def hide(self, text: str) -> str:
        """The text without the places of this computer: of a path its name is left."""
        for folder in sorted(map(str, self.folders), key=len, reverse=True):
            text = re.sub(rf"{re.escape(folder)}/{_FOLDER}*", "", text)
        return _PATH.sub("", text)

    def hide_in(self, report: ImportReport) -> ImportReport:
        """The report, what it says hidden so; its paths stay, of which names alone are shown."""
        return replace(
            report,
            notes=tuple(
                note._replace(
                    warnings=tuple(
                        replace(warning, message=self.hide(warning.message))
                        for warning in note.warnings
                    )
                )
                for note in report.notes
            ),
            errors=tuple(
                replace(failure, message=self.hide(failure.message)) for failure in report.errors
            ),
        )
