"""A number: a share, a count, a size, a shape, a vector; read as the drills read it."""

import re

from engine.answers import Rows, readings
from engine.answers.arithmetic import TypedNumber
from gruquiz.judge.verdict import RIGHT, Judged, Rating
from gruquiz.markdown import plain

_DIGIT = re.compile(r"[0-9½⅓¼¾⅔⅛]")
_RANGE = re.compile(r"\d\s*[-+−–]\s*\d")
"""3-5 and 2014-05-01 are no differences."""
_TIGHT_UNITS = "ms|s|m|km|cm|mm|kg|g|h|k?Hz|MHz|GHz|[kKMGT]?B|bits?|px|pt|V|A|W|°C|°|%"
"""What may touch a number; 3D, 5G and 2nd are words."""
_UNIT = re.compile(
    r"(?P<number>[-+−]?[\d.,_'\u00a0\u202f ]*\d(?:\s*[-+−]?[x×*·]\s*10\S+|[eE][-+]?\d+)?)"
    rf"(?P<unit>(?:{_TIGHT_UNITS})"
    r"|\s+(?!(?:in|on|at|of|to|for|by|and|or|from|with|per)\b)"
    rf"(?:{_TIGHT_UNITS}|[A-Za-zµΩ][A-Za-zµΩ/²³]+)(?:[ -][A-Za-z]{{2,}}){{0,2}})"
)
_SIZES = re.compile(r"[(\[]?\s*\d+(?:\s*[x×*]\s*\d+)+\s*[)\]]?")
_ROUND = re.compile(r"[1-9]\d{0,2}(?:,\d{3})*,000")
"""No note writes 27 to three places."""
_THOUSANDS = re.compile(r"[-−]?\d{1,3}(?:\.\d{3})+")
_LEAD = re.compile(r"^(?:in|on|at|by|with|after)\s+(?=\d)", re.IGNORECASE)
_WHOLE_TEXT = re.compile(r"\$\$?(?P<latex>[^$]+)\$\$?")
_ADDED = re.compile(r"(?<=[\w%$])\s+\([^()]*\)\s*\.?$")
_PERCENT = re.compile(r"(?<=\d)\s*(?:percent|per cent)\b", re.IGNORECASE)
_MAGNITUDE = re.compile(
    r"(?<=\d)(?:\s*(thousand|million|billion|trillion)s?|(?-i:(k|M)))\b", re.IGNORECASE
)
_POWERS = {"thousand": "e3", "million": "e6", "billion": "e9", "trillion": "e12",
           "k": "e3", "m": "e6"}  # fmt: skip
_UNIT_NAMES = {"second": "s", "sec": "s", "minute": "min", "hour": "h", "hr": "h",
               "millisecond": "ms", "metre": "m", "meter": "m", "byte": "B"}  # fmt: skip
_ABOUT = re.compile(r"^(?:≈|~|∼|≃|about|approximately|ca\.?|roughly|exactly)\s*", re.IGNORECASE)


def fits(answer: str) -> bool:
    """Whether the note's answer is a number, alone or with a unit, or numbers in a row."""
    return bool(_expected(answer))


def judged(answer: str, typed: str) -> Judged:
    """Right within half a unit of the last expected decimal; whole numbers must be exact."""
    given, given_unit = _split(_LEAD.sub("", _ADDED.sub("", typed.strip())))
    expected, unit = _split(_noted(answer))
    wanted = _expected(answer)
    found = _read(given)
    if not found:
        return Judged(Rating.WRONG, "A number is asked.")
    if unit and given_unit and not _same_unit(unit, given_unit):
        return Judged(Rating.WRONG, f"“{given_unit}” is another unit than “{unit}”.")
    if _THOUSANDS.fullmatch(given) and _ROUND.fullmatch(expected):
        found = (*found, *_read(given.replace(".", "")))  # as Germans and Italians part them
    if "%" in expected and "%" not in given:
        found = (*found, *(_hundredth(rows) for rows in found))
    near = any(_equal(want, have) for want in wanted for have in found)
    return RIGHT if near else Judged(Rating.WRONG)


def _split(text: str) -> tuple[str, str]:
    """A number's text and its unit; "" for none."""
    text = _PERCENT.sub("%", _ABOUT.sub("", text.strip("` \t\r\n")).strip().rstrip(".").strip())
    text = _MAGNITUDE.sub(lambda found: _POWERS[(found[1] or found[2]).casefold()], text)
    if readings(text).found or (found := _UNIT.fullmatch(text)) is None:
        return text, ""
    return found["number"].strip(), found["unit"].strip()


def _noted(answer: str) -> str:
    """The note's number without marks and remarks in brackets."""
    answer = _ADDED.sub("", answer.strip())
    return answer if _WHOLE_TEXT.search(answer) is not None else plain(answer)


def _expected(answer: str) -> tuple[Rows, ...]:
    """The possible meanings of the note's answer; () if it is not a number."""
    if _DIGIT.search(answer) is None:
        return ()
    text, _ = _split(_noted(answer))
    dollars = _WHOLE_TEXT.fullmatch(text)
    if dollars is None and (_RANGE.search(text) or "=" in text or "\\" in text):
        return ()
    sides = (dollars["latex"] if dollars is not None else text).split("=")
    read = [readings(side).found for side in sides]
    if not all(read) or any(side.strip() == "" for side in sides):
        return ()
    if len(sides) > 1 and not any(_equal(one, read[-1][0]) for one in read[0]):
        return ()
    found = read[-1]
    if _SIZES.fullmatch(text.strip()):
        return tuple(rows for rows in found if len(rows.shape) == 1) or found
    if _ROUND.fullmatch(text.lstrip("-−+")):
        return tuple(rows for rows in found if all(n.value % 1000 == 0 for n in rows.numbers))
    return found


def _read(text: str) -> tuple[Rows, ...]:
    """The meanings of the typed text; of an equation, its last side."""
    if not text:
        return ()
    found = readings(text).found
    return found or readings(text.rpartition("=")[2]).found


def _hundredth(rows: Rows) -> Rows:
    shares = tuple(
        tuple(
            TypedNumber(n.value / 100, None if n.decimals is None else n.decimals + 2) for n in row
        )
        for row in rows.rows
    )
    return Rows(shares, rows.shape)


def _equal(wanted: Rows, given: Rows) -> bool:
    """Whether all numbers agree; a vector in either direction, a matrix only in its own."""
    if len(wanted.numbers) != len(given.numbers):
        return False
    if len(wanted.rows) > 1 and len(wanted.rows[0]) > 1 and wanted.shape != given.shape:
        return False
    return all(_near(a, b) for a, b in zip(wanted.numbers, given.numbers, strict=True))


def _near(wanted: TypedNumber, given: TypedNumber) -> bool:
    off = abs(wanted.value - given.value)
    if off <= 1e-9 * max(1.0, abs(wanted.value)):
        return True
    if wanted.decimals is None:
        # 1/3 may be given as 0.33, though not as 0.3.
        places = given.decimals or 0
        whole = wanted.value == int(wanted.value)
        return places >= 2 and not whole and off <= 0.5 * 10.0**-places * (1 + 1e-9)
    if wanted.decimals < 2:
        return False  # 3 gates are not 2.6, nor is a half 0.54
    half = 0.5 * 10.0**-wanted.decimals * (1 + 1e-9)
    return off <= min(half, 0.1 * abs(wanted.value))


def _same_unit(wanted: str, given: str) -> bool:
    """Whether two units are one but for an s at the end, or one is short for the other: "params";
    "layers" is enough for "hidden layers"."""
    a, b = (unit.rstrip(".") for unit in (wanted, given))
    a, b = (_UNIT_NAMES.get(unit.casefold().removesuffix("s"), unit) for unit in (a, b))
    if len(a) < 4 or len(b) < 4:
        return a == b  # ms is not Ms
    one, other = (unit.casefold().removesuffix("s") for unit in (a, b))
    return one.startswith(other) or one.endswith(f" {other}") or other.endswith(f" {one}")
