"""A vault's own settings of the spaced-repetition plug-in, read from its `.obsidian` folder."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from gruquiz.errors import ConfigError
from gruquiz.model import NoteFailure
from gruquiz.syntaxes import Syntax
from gruquiz.syntaxes.cloze_pattern import parse_pattern
from gruquiz.syntaxes.syntax import BOLD, CURLY, HIGHLIGHT

_SETTINGS = Path(".obsidian/plugins/obsidian-spaced-repetition/data.json")
_MARKS = {
    "singleLineCardSeparator": "inline",
    "singleLineReversedCardSeparator": "inline_reversed",
    "multilineCardSeparator": "question",
    "multilineReversedCardSeparator": "question_reversed",
    "multilineCardEndMarker": "end_marker",
}
_LARGEST = 16 * 1024 * 1024


def read_vault_syntax(path: Path, syntax: Syntax) -> tuple[Syntax, NoteFailure | None]:
    """The syntax with what the vault around a path has set itself, and why not where it fails."""
    folder = path if path.is_dir() else path.parent
    for place in (folder, *folder.parents):
        file = place / _SETTINGS
        try:
            if not file.is_file():
                if (place / ".obsidian").is_dir():
                    return syntax, None
                continue
            with file.open(encoding="utf-8") as stream:
                settings = json.loads(stream.read(_LARGEST))
        except (OSError, ValueError, RecursionError) as error:
            message = f"the vault's settings cannot be read ({error}): the usual separators hold"
            return syntax, NoteFailure(file.as_posix(), None, message)
        inner = settings.get("settings") if isinstance(settings, dict) else None
        return _merged(syntax, inner if isinstance(inner, dict) else {}), None
    return syntax, None


def _merged(syntax: Syntax, settings: Mapping[str, object]) -> Syntax:
    marks = {
        field: value.strip()
        for key, field in _MARKS.items()
        if isinstance(value := settings.get(key), str) and (value.strip() or field == "end_marker")
    }
    tags = settings.get("flashcardTags")
    names = (
        [tag.strip().lstrip("#") for tag in tags if isinstance(tag, str)]
        if isinstance(tags, list)
        else []
    )
    clozes = _clozes(settings) or syntax.clozes
    return replace(
        syntax,
        clozes=clozes,
        flashcard_tags=tuple(name for name in names if name) or syntax.flashcard_tags,
        folder_decks=settings.get("convertFoldersToDecks") is True,
        percent_comments=not any("%%" in mark for mark in (*marks.values(), *clozes)),
        inline=marks.get("inline", syntax.inline),
        inline_reversed=marks.get("inline_reversed", syntax.inline_reversed),
        question=marks.get("question", syntax.question),
        question_reversed=marks.get("question_reversed", syntax.question_reversed),
        end_marker=marks.get("end_marker", syntax.end_marker),
    )


def _clozes(settings: Mapping[str, object]) -> tuple[str, ...]:
    """The patterns listed, else those that the older switches turn on."""
    listed = settings.get("clozePatterns")
    if isinstance(listed, list):
        return tuple(mark for mark in listed if isinstance(mark, str) and _is_pattern(mark))
    switches = {
        "convertHighlightsToClozes": (HIGHLIGHT, True),
        "convertBoldTextToClozes": (BOLD, False),
        "convertCurlyBracketsToClozes": (CURLY, False),
    }
    return tuple(
        pattern for key, (pattern, usual) in switches.items() if settings.get(key, usual) is True
    )


def _is_pattern(mark: str) -> bool:
    try:
        parse_pattern(mark)
    except ConfigError:
        return False
    return True
