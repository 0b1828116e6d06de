"""Front matter: YAML between two `---` lines at the very top, read so that nothing crashes."""

import re
from functools import lru_cache

from gruquiz.model import NoteWarning

_PLAIN = re.compile(r"[\w][\w ./+()\u2019'-]*")
_KEY = re.compile(r"\w[\w -]*")
_ITEM = re.compile(r"\s+-\s+(.*?)\s*|-\s+(.*?)\s*")
_TAGS = re.compile(r"(?:tags?|Tags)\s*:\s*(.*)")


def front_matter(lines: list[str]) -> tuple[dict[str, object], int, NoteWarning | None]:
    """Its fields, the number of lines it takes, and what was wrong with it.

    Values are strings, lists and mappings: a date stays as written. Without a closing line
    there is no front matter, and the number is 0.
    """
    if not lines or lines[0] != "---":
        return {}, 0, None
    try:
        closing = lines.index("---", 1)
    except ValueError:
        message = "front matter is never closed: read as text — close it with `---`"
        return {}, 0, NoteWarning(1, message)
    body = lines[1:closing]
    plain = _plain(body)
    if plain is not None:
        return plain, closing + 1, None
    fields, complaint = _yaml(body)
    return fields, closing + 1, complaint


def _plain(body: list[str]) -> dict[str, object] | None:
    """The fields of front matter without any finesse; None where YAML must be asked.

    Most notes have a few words and lists, and a YAML parser costs more than all the rest of
    reading such a note.
    """
    fields: dict[str, object] = {}
    items: list[object] | None = None
    for line in body:
        pair = _plain_line(line)
        if pair is None:
            return None
        key, value = pair
        if key:
            if key in fields:
                return None
            items = [] if value == "" else None
            if items is None:
                fields[key] = value if isinstance(value, str) else list(value)
            else:
                fields[key] = items
        elif value:
            if items is None:
                return None
            items.append(value)
    return {key: "" if value == [] else value for key, value in fields.items()}


@lru_cache(maxsize=2048)
def _plain_line(line: str) -> tuple[str, str | tuple[str, ...]] | None:
    """The key of a line and its value, a bare one of an item; both empty for a blank line.

    Remembered, since the notes of a vault say much the same: half the time of front matter.
    """
    if not line.strip():
        return "", ""
    item = _ITEM.fullmatch(line) if line[0] == "-" or line[0].isspace() else None
    if item is not None:
        value = item[1] or item[2] or ""
        return None if _PLAIN.fullmatch(value) is None else ("", value)
    key, colon, after = line.partition(":")
    value = after.strip()
    if not colon or _KEY.fullmatch(key) is None or (value and not after[0].isspace()):
        return None
    if value and value[0] == "[" and value[-1] == "]":
        inner = [part.strip() for part in value[1:-1].split(",")] if value[1:-1].strip() else []
        return (key, tuple(inner)) if all(_PLAIN.fullmatch(part) for part in inner) else None
    return (key, value) if not value or _PLAIN.fullmatch(value) else None


def _yaml(body: list[str]) -> tuple[dict[str, object], NoteWarning | None]:
    import yaml  # only for front matter with quotes, nesting or mistakes

    # The base loader makes strings of all scalars: no impossible date, no huge number, no object.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        loaded = yaml.load("\n".join(body), Loader=loader)  # noqa: S506 - builds only str, list, dict
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = 2 if mark is None else mark.line + 2
        problem = getattr(error, "problem", None) or "not YAML"
        return _salvaged(body), NoteWarning(
            line,
            f"front matter cannot be read ({problem}): only its tags are used — put quotes around "
            "what holds signs of YAML",
        )
    if not isinstance(loaded, dict):
        return {}, None if loaded in (None, "") else NoteWarning(2, "front matter holds no fields")
    return {str(key): value for key, value in loaded.items()}, None


def _salvaged(body: list[str]) -> dict[str, object]:
    """The tags of front matter that is not YAML."""
    for index, line in enumerate(body):
        found = _TAGS.match(line)
        if found is None:
            continue
        tags = [part.strip(" \"'[]") for part in found[1].split(",")]
        for after in body[index + 1 :]:
            item = _ITEM.fullmatch(after)
            if item is None:
                break
            tags.append((item[1] or item[2] or "").strip(" \"'"))
        return {"tags": [tag for tag in tags if tag]}
    return {}
