"""A fence named `drill`: a card whose numbers are new each time it is asked."""

import json
import re
from collections.abc import Iterator, Mapping

from gruquiz.model import THIS_NOTE, Face, Kind, NoteWarning
from gruquiz.syntaxes.card_span import CardSpan, LineRange, ParsedCard, Passage, split_block_ids
from gruquiz.syntaxes.marks import Marks
from gruquiz.syntaxes.syntax import Syntax

_FENCE = re.compile(r"(?:`{3,}|~{3,})[ \t]*drill\b")
_NUMBERS = ("hidden", "input", "steps", "decimals")
_LONGEST = 4
"""Digits; what is longer is no size."""


def find(passage: Passage, run: LineRange, syntax: Syntax) -> Iterator[CardSpan]:
    """One card span for each drill fence of the run."""
    del syntax  # no setting bears on it
    for fence in passage.block.fences:
        if fence.info.split(" ")[0] == "drill" and run[0] <= fence.first and fence.last <= run[1]:
            yield _claim(passage, fence.first, fence.last)


def marks(syntax: Syntax) -> Marks:
    """The fence's first line."""
    del syntax  # no setting bears on it
    return Marks(alone=(("drill", _FENCE),))


def _claim(passage: Passage, first: int, last: int) -> CardSpan:
    lines = passage.block.lines[first + 1 : last]
    specification, complaints = _specification(lines)
    warnings = tuple(
        NoteWarning(passage.line_number(first + 1 + line), f"drill: {message}; no card is made")
        for line, message in complaints
    )
    anchor = None
    if last + 1 < len(passage.block.lines):
        rest, anchor = split_block_ids(passage.block.lines[last + 1])
        last += anchor is not None and not rest.strip()
    if complaints:
        return CardSpan(Kind.DRILL, first, last, "", (), warnings=warnings)
    canonical = json.dumps(specification, sort_keys=True, ensure_ascii=False)
    face = Face(_shown(specification), canonical)
    return CardSpan(Kind.DRILL, first, last, canonical, (ParsedCard(face, "drill"),), anchor)


def _specification(lines: tuple[str, ...]) -> tuple[dict[str, str | int], list[tuple[int, str]]]:
    """What is to be computed, and what is wrong with it by line of the fence."""
    import yaml  # only for the few notes with drills

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        fields = yaml.load("\n".join(lines), Loader=loader)  # noqa: S506 - builds only str, list, dict
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        return {}, [(0 if mark is None else mark.line, "cannot be read as YAML")]
    if not isinstance(fields, dict):
        return {}, [(0, "needs `compute:` and a kind")]
    complaints: list[tuple[int, str]] = []
    found: dict[str, str | int] = {"convention": "pytorch", "hidden": 2, "input": 2, "decimals": 3}
    for key, value in fields.items():
        text = value.strip() if isinstance(value, str) else ""
        complaint = _complaint(str(key), text)
        if complaint:
            complaints.append((_place(lines, str(key)), complaint))
        else:
            found[str(key)] = int(text) if key in _NUMBERS else text
    if "compute" not in fields:
        complaints.append((0, f"needs `compute:`, one of {', '.join(_kinds())}"))
    own = "steps" in found
    found.setdefault("steps", 1)
    if "compute" in found:
        refusal, steps = _refusal(found)
        if refusal:
            complaints.append((_place(lines, refusal.partition(" ")[0]), refusal))
        if not own:
            found["steps"] = steps
    return found, complaints


def _place(lines: tuple[str, ...], key: str) -> int:
    """The line of the fence that gives a key; the first where none does."""
    return next((i for i, line in enumerate(lines) if line.lstrip().startswith(key)), 0)


def _refusal(found: Mapping[str, str | int]) -> tuple[str, int]:
    """What the kind cannot serve, beginning with the key concerned, "" where it can; its steps."""
    from engine.drills import checked  # loads NumPy: only for the few notes with drills
    from engine.errors import EngineError

    convention = str(found["convention"])
    try:
        setting = checked(
            str(found["compute"]),
            "pytorch" if convention == THIS_NOTE else convention,
            **{name: int(found[name]) for name in _NUMBERS},
        )
    except EngineError as error:
        return str(error), 1
    return "", setting.steps


def _kinds() -> tuple[str, ...]:
    from engine.drills import DRILLS  # loads NumPy: only for the few notes with drills

    return tuple(drill.name for drill in DRILLS)


def _complaint(key: str, value: str) -> str:
    """What is wrong with a field; "" where it can be used."""
    if key == "title":
        return "" if value else "the title is empty"
    if key == "compute":
        return "" if value in _kinds() else f"unknown kind {value!r}; known: {', '.join(_kinds())}"
    if key == "convention":
        from engine.conventions import CONVENTIONS  # only for the few notes with drills

        if value == THIS_NOTE or value in CONVENTIONS:
            return ""
        known = ", ".join((*CONVENTIONS, THIS_NOTE))
        return f"unknown convention {value!r}; known: {known}"
    if key in _NUMBERS:
        if value.isascii() and value.isdigit() and len(value) < _LONGEST and int(value) > 0:
            return ""
        return f"`{key}` is {value!r}, and must be a whole number above 0"
    return f"unknown key {key!r}"


def _shown(specification: dict[str, str | int]) -> str:
    title = specification.get("title")
    if title:
        return str(title)
    sizes = f"{specification['hidden']} hidden, {specification['input']} input"
    if specification["steps"] != 1:
        sizes += f", {specification['steps']} steps"
    return f"Compute: {specification['compute']} ({specification['convention']}; {sizes})"
