"""Maths between other marks than bare dollars: `\\[ \\]`, `\\( \\)`, a ```` ```math ```` fence, an
`\\begin{align}` alone, dollars within backticks.

It counts for what a note's equations state and for nothing else: such text is drawn as it stands.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from gruquiz.markdown.scan import MathSpan, Region, scan

_ENVIRONMENTS = "align|alignat|aligned|gather|gathered|equation|eqnarray|multline|split|flalign"
_OPENING = re.compile(
    rf"(?<!\\)\\(?:(?P<bracket>[\[(])|begin\{{(?P<name>(?:{_ENVIRONMENTS})\*?)\}})"
)
_FENCES = frozenset(("math", "latex", "tex", "katex"))
_BLANK = re.compile(r"\n[ \t>]*(?=\n)")
_QUOTE = re.compile(r"\n[ \t]*(?:>[ \t]?)+")
_DELIMITED = re.compile(
    r"\s*(?:\$\$(?P<dollars>.+)\$\$|\$(?P<dollar>[^$]+)\$|\\\[(?P<bracket>.+)\\\])\s*", re.DOTALL
)


def tex_maths(text: str) -> list[MathSpan]:
    """All formulas of a text between such marks, in order."""
    if "\\[" not in text and "\\(" not in text and "\\begin{" not in text and "`" not in text:
        return []
    regions = [region for region in scan(text).regions if region.kind != "link"]
    found = [*_in_code(text, regions), *_in_marks(text, regions)]
    return sorted(found, key=lambda span: span.start)


def _in_code(text: str, regions: Sequence[Region]) -> Iterator[MathSpan]:
    """The fences that name TeX, and the code spans that are a formula in dollars."""
    for region in regions:
        if region.kind != "code":
            continue
        inner = text[region.inner_start : region.inner_end]
        opening = text[region.start : region.inner_start]
        fenced = opening[:3] in ("```", "~~~") and opening.strip("`~").strip().lower() in _FENCES
        delimited = _DELIMITED.fullmatch(inner)
        if delimited is not None and (fenced or "\n" not in inner):
            kind = delimited.lastgroup or ""
            start = region.inner_start + delimited.start(kind)
            yield MathSpan(_unquoted(delimited[kind]), kind != "dollar", start)
        elif fenced and inner.strip():
            yield MathSpan(_unquoted(inner), True, region.inner_start)


def _in_marks(text: str, regions: Sequence[Region]) -> Iterator[MathSpan]:
    """What stands between TeX's own marks, outside dollars, code and comments.

    Nothing reaches past its paragraph; what a paragraph does not close is looked for once.
    """
    starts = [region.start for region in regions]
    barren: dict[str, int] = {}
    position, paragraph_end = 0, -1
    while (opening := _OPENING.search(text, position)) is not None:
        position = opening.end()
        before = bisect_right(starts, opening.start()) - 1
        if before >= 0 and opening.start() < regions[before].end:
            position = max(position, regions[before].end)
            continue
        if opening.start() >= paragraph_end:
            blank = _BLANK.search(text, opening.start())
            paragraph_end = len(text) if blank is None else blank.start()
        name = opening["name"]
        closing = f"\\end{{{name}}}" if name else {"[": "\\]", "(": "\\)"}[opening["bracket"]]
        if barren.get(closing) == paragraph_end:
            continue
        end = text.find(closing, position, paragraph_end)
        if end < 0:
            barren[closing] = paragraph_end
            continue
        start, after = opening.end(), end + len(closing)
        if name:
            start, end = opening.start(), after
        if text[start:end].strip():
            yield MathSpan(_unquoted(text[start:end]), opening["bracket"] != "(", start)
        position = after


def _unquoted(latex: str) -> str:
    return _QUOTE.sub("\n", latex)
