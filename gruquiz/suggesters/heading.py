"""S4: a title with its formula: "‹note›: equation of the ‹title›?"."""

import re
from collections.abc import Iterator

from gruquiz.model import Face, FoundCard, Kind
from gruquiz.suggesters.page import Page, PageFormula, is_referring
from gruquiz.suggesters.phrasing import emphasised, plain, without_display
from gruquiz.suggesters.spelling import same_equation
from gruquiz.suggesters.suggestion import Suggestion, card

RULE = "heading"
_CHAPTERS = re.compile(
    r"\b(?:introduction|summary|conclusion|explanation|example|examples|overview|background|proof"
    r"|derivation|exercise|exercises|notes?|how|why|what|when|objective|definition|concept|details"
    r"|motivation|notation|equations?|formulas?|maths?|mathematics|appendix|results?|discussion"
    r"|analysis)\b",
    re.IGNORECASE,
)


def suggest(page: Page) -> Iterator[FoundCard]:
    """The first formula under each title, and the formula of a bullet with a bold name."""
    asked: set[str] = set()
    titled: set[tuple[str, int]] = set()
    for formula in page.formulas:
        if not formula.display or "=" not in formula.latex:
            continue
        name = _bold_name(formula) or _title(page, formula, titled)
        if not name:
            continue
        key = same_equation(formula.latex)
        if key in asked:
            continue
        asked.add(key)
        front = f"{page.title}: equation of the {_article_free(name)}?"
        about = f"{name}\n{key}"
        face = Face(front, f"$${formula.latex}$$")
        suggested = Suggestion(Kind.EQUATION, face, about, "heading:forward")
        yield card(page, formula.item, RULE, suggested)


def _title(page: Page, formula: PageFormula, titled: set[tuple[str, int]]) -> str:
    """The title, if this is the first formula of its section and the only content of its item."""
    item = formula.item
    if item.kind != "math" or not item.title or item.title == page.title or is_referring(item):
        return ""
    order = formula.order
    while order > 0 and page.items[order].kind != "title":
        order -= 1
    section = (item.title, order)
    if section in titled:
        return ""
    titled.add(section)
    bare = re.sub(r"\(.*?\)", "", item.title)
    if len(re.findall(r"\$\$.*?\$\$", item.text)) > 1 or _CHAPTERS.search(bare):
        return ""
    return plain(item.title).rstrip(":")


def _bold_name(formula: PageFormula) -> str:
    """The bold name at the start of a bullet, if the formula defines it."""
    text = formula.item.text
    spans = emphasised(text)
    if formula.item.kind != "bullet" or not spans or spans[0].start != 0 or not spans[0].strong:
        return ""
    if text.count("$$") != 2:
        return ""
    rest = text[spans[0].end :].lstrip()
    name = plain(spans[0].text).rstrip(":").strip()
    if rest.startswith(":") or spans[0].text.rstrip().endswith(":"):
        return name
    # "**Self-Loop Update** for **state** $h$ is $$…$$": everything before "is" is the name.
    before = without_display(text)
    verb = re.search(r"\s+(?:is|equals|reads)$", before)
    return plain(before[: verb.start()]) if verb is not None and len(before.split()) <= 12 else ""


def _article_free(name: str) -> str:
    return re.sub(r"^(?:the|an?)\s+", "", name, flags=re.IGNORECASE)
