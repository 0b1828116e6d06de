"""Tags: those of the front matter and those in the text."""

import re
from collections.abc import Mapping, Sequence

TAG = re.compile(r"(?<!\S)#([^\s#]+)")
"""A tag where it may stand: after a space or at the start of a line."""

_TRAILING = ".,;:!?)\"'"
_PARTING = re.compile(r"[,\s]+")
_FENCE = re.compile(r"[\s>]*(`{3,}|~{3,})")


def is_tag(name: str) -> bool:
    """Whether a name, without `#`, is a tag: `2024` is none."""
    return bool(name) and not name.isdigit() and name.strip(_TRAILING) == name


def metadata_tags(fields: Mapping[str, object]) -> tuple[str, ...]:
    """The tags of front matter in order: a list, a scalar, or names parted by commas."""
    found: list[str] = []
    for key in ("tags", "tag", "Tags"):
        value = fields.get(key)
        if value is None:
            continue
        parts = value if isinstance(value, list) else [value]
        for part in parts:
            if not isinstance(part, str):
                continue
            for word in (part,) if part.isalnum() else _PARTING.split(part):
                name = word.strip().lstrip("#").strip("/")
                if name and not name.isdigit() and name not in found:
                    found.append(name)
    return tuple(found)


def inline_tags(lines: Sequence[str]) -> tuple[str, ...]:
    """The tags in the text, in order, each once; none from code."""
    found: dict[str, None] = {}
    fence = ""
    for line in lines:
        if "```" in line or "~~~" in line:
            mark = _FENCE.match(line)
            if mark is not None and not fence:
                fence = mark[1]
            elif mark is not None and mark[1].startswith(fence):
                fence = ""
        if fence or "#" not in line or TAG.search(line) is None:
            continue
        for name in line_tags(line):
            found.setdefault(name)
    return tuple(found)


def line_tags(line: str) -> tuple[str, ...]:
    """The tags of one line of text, in order; none from inline code."""
    found: list[str] = []
    ticks = counted = 0
    for match in TAG.finditer(line):
        ticks += line.count("`", counted, match.start())
        counted = match.start()
        name = match[1].rstrip(_TRAILING)
        if ticks % 2 == 0 and is_tag(name):
            found.append(name)
    return tuple(found)
