"""S5: a question that the note asks and then answers."""

import re
from collections.abc import Iterator

from gruquiz.model import Face, FoundCard, Kind
from gruquiz.suggesters.page import Item, Page, is_idle
from gruquiz.suggesters.phrasing import plain
from gruquiz.suggesters.suggestion import Suggestion, card

RULE = "question"
_OPENS = re.compile(r"(?:what|why|how|when|where|which|who|whose)\b", re.IGNORECASE)
_REFERS = re.compile(
    r"\b(?:this|that|these|those|it|they|you|your|we say|here|above)\b", re.IGNORECASE
)
_LONGEST = 700
"""Characters of an answer; anything longer is not a card."""


def suggest(page: Page) -> Iterator[FoundCard]:
    """A paragraph of one question, followed under the same title by a statement or a formula."""
    for index, item in enumerate(page.items):
        if item.kind not in ("text", "bullet", "title") or item.callout == "quote":
            continue
        asked = item.text.strip()
        if not _is_question(asked) or is_idle(_as_text(item)):
            continue
        answer = _answer(page, index)
        if answer is None:
            continue
        last, text = answer
        front = plain(asked)
        about = f"{front}\n{text}"
        if last.kind == "math" and item.title and item.kind != "title":
            name = "gate" if "gate" in item.title.casefold() else "part"
            front = f"{page.title} — “{front}” Which {name} is it, and what is its equation?"
            text = f"**{item.title}**\n\n{text}"
        face = Face(front, text)
        suggested = Suggestion(Kind.QUESTION, face, about, "question:forward")
        yield card(page, item, RULE, suggested)


def _is_question(text: str) -> bool:
    if not text.endswith("?") or text.count("?") > 1 or "**" in text or re.search(r"[.!] ", text):
        return False
    words = text.split()
    return 4 <= len(words) <= 25 and bool(_OPENS.match(text)) and not _REFERS.search(text)


def _as_text(item: Item) -> Item:
    return Item("text", item.text, item.line, item.end_line, item.headings, "", item.callout)


def _answer(page: Page, index: int) -> tuple[Item, str] | None:
    """The item directly after the question: a formula, or a paragraph that is not a question."""
    item = page.items[index]
    if index + 1 >= len(page.items):
        return None
    following = page.items[index + 1]
    if following.kind == "math":
        return following, following.text
    if following.kind != "text" or is_idle(following) or following.text.endswith("?"):
        return None
    if item.kind != "title" and following.title != item.title:
        return None
    words = following.text.split()
    if len(words) < 4 or len(following.text) > _LONGEST:
        return None
    return following, following.text
