"""A shape in letters, such as (3H, I): order, case and factors of the sides count."""

import re

from gruquiz.judge.verdict import RIGHT, Judged, Rating
from gruquiz.markdown import plain

_SIDE = r"(?:\d+\s*[*·×]?\s*[A-Za-z]{0,6}|[A-Za-z]{1,6}(?:\s*[*·]\s*\d+)?)(?:_[A-Za-z]{1,6})?"
_SHAPE = re.compile(rf"\(\s*{_SIDE}(?:\s*,\s*{_SIDE})+\s*,?\s*\)")
_TYPED = re.compile(
    r"^(?:torch\.)?(?:Size|TensorShape|tuple)\s*\(|^shape\s*[=:]?\s*", re.IGNORECASE
)
_FACTOR = re.compile(r"([A-Za-z]\w*)[*·](\d+)")


def fits(answer: str) -> bool:
    """Whether the answer is letters and numbers in brackets, with commas between."""
    return "," in answer and _SHAPE.fullmatch(_text(answer)) is not None


def judged(answer: str, typed: str) -> Judged:
    """Right if all sides agree; the separators do not count."""
    wanted, given = _sides(_text(answer)), _sides(_text(typed))
    if wanted == given:
        return RIGHT
    if sorted(wanted) == sorted(given):
        return Judged(Rating.WRONG, "The sides are right, in another order.")
    return Judged(Rating.WRONG)


def _text(answer: str) -> str:
    return plain(answer.replace("*", "·")).strip().rstrip(".").strip()


def _sides(text: str) -> tuple[str, ...]:
    text = _TYPED.sub("", text).strip("()[]{} ,")
    parts = re.split(r"\s*[,;]\s*|\s+by\s+|\s*[×]\s*|(?<=\w)\s+x\s+(?=\w)|\s+(?![*·])", text)
    return tuple(_canonical(part) for part in parts if part)


def _canonical(side: str) -> str:
    """3·H, H*3 and 3H as 3H."""
    bare = re.sub(r"\s", "", side)
    turned = _FACTOR.fullmatch(bare)
    return f"{turned[2]}{turned[1]}" if turned is not None else re.sub("[*·]", "", bare)
