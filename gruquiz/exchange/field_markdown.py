"""Converts the HTML of Anki's fields to markdown; elements without markdown become text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from urllib.parse import quote

_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "mark": "==", "s": "~~", "del": "~~"}
_BLOCKS = {"p", "div", "ul", "ol", "table", "blockquote", "section", "h1", "h2", "h3", "h4"}
_UNSEEN = {"style", "script", "head", "title"}
_CLOSERS = {
    r"\(": r"\)",
    r"\[": r"\]",
    "[$]": "[/$]",
    "[$$]": "[/$$]",
    "[latex]": "[/latex]",
    "[sound:": "]",
}
"""The closing sign of a formula or a sound, by its opening one."""
_HOLE = "[…]"
_OPENER = re.compile("|".join(map(re.escape, (*_CLOSERS, _HOLE))))
_DEEPEST = 50
"""At most so many levels of lists are indented."""
_MEANT = re.compile(r"([\\`*_$~]|==|^[ \t]*(?:[-+>#]|\d+[.)])(?=\s))", re.MULTILINE)
_SIGNS = "\\`*_$~=<&[\n\r\xa0\ue000"
_SIGN = re.compile(f"[{re.escape(_SIGNS)}]")
_ITEM = re.compile(r"\s*(?:[-+>#]|\d+[.)])(?:\s|\Z)")
"""HTML without these signs, and not beginning like a list item, is already markdown."""
_BREAK = "\ue000"
"""Placeholder for a line break until its surroundings are known; no text has this character."""
_PARTING = re.compile(f"{_BREAK}\\s*(?:{_BREAK}\\s*)+")
_BLANKS = re.compile(r"\s+")
_GAP = re.compile(r"\n{3,}")
_EMPTY = re.compile(r"(\*\*|==|~~)(\s*)\1")


def markdown(html: str, media: Mapping[str, str]) -> str:
    """The markdown of one side; `media` has the path of each picture by its name in Anki."""
    if _SIGN.search(html) is None and (html[:1].isalpha() or _ITEM.match(html) is None):
        return html.strip()  # plain words, as in most fields of a big table
    reader = _FieldReader(media)
    reader.feed(_closed(html))
    reader.close()
    text = _PARTING.sub("\n\n", "".join(reader.out))
    text = _broken(text)
    text = "\n".join(line.rstrip(" \t") for line in text.replace("\xa0", " ").split("\n"))
    text = _EMPTY.sub(r"\2", text)
    return _GAP.sub("\n\n", text).strip()


def markdowns(htmls: Sequence[str]) -> list[str]:
    """Like `markdown`, for many sides without pictures; searching all at once for signs takes a
    tenth of the time."""
    whole = "".join(htmls)
    if any(sign in whole for sign in _SIGNS):
        return [markdown(html, {}) for html in htmls]
    return [html.strip() if html[:1].isalpha() else markdown(html, {}) for html in htmls]


class _FieldReader(HTMLParser):
    """Writes markdown while it parses."""

    def __init__(self, media: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.media = media
        self.out: list[str] = []
        self.unseen = 0
        self.code = 0
        self.fenced = 0
        self.lists: list[int] = []
        """For each enclosing list: its last number, or -1 for bullets."""
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag == "br":
            self.out.append("\n" if self.fenced else _BREAK)
        elif tag == "hr":
            self.out.append("\n\n---\n\n")
        elif tag == "img":
            self._picture(given)
        elif tag == "pre":
            self.fenced += 1
            self.out.append("\n\n```\n")
        elif tag == "code" and not self.fenced:
            self.code += 1
            self.out.append("`")
        elif tag in _MARKS and not self.fenced:
            self.out.append(_MARKS[tag])
        elif tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else -1)
            self.out.append("\n" if len(self.lists) > 1 else "\n\n")
        elif tag == "li":
            self._item()
        elif tag == "a":
            self.links.append(given.get("href", ""))
            self.out.append("[")
        elif tag == "tr":
            self.out.append("\n\n")
        elif tag in ("td", "th"):
            self.out.append(" ")
        elif tag in _BLOCKS and not self.lists:
            self.out.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(self.unseen - 1, 0)
        elif tag == "pre" and self.fenced:
            self.fenced -= 1
            self.out.append("\n```\n\n")
        elif tag == "code" and self.code:
            self.code -= 1
            self.out.append("`")
        elif tag in _MARKS and not self.fenced:
            self.out.append(_MARKS[tag])
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.out.append("\n" if self.lists else "\n\n")
        elif tag == "a" and self.links:
            href = self.links.pop()
            self.out.append(f"]({href})" if href.startswith(("http:", "https:")) else "]")
        elif tag in _BLOCKS and not self.lists:
            self.out.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self.unseen:
            return
        if self.code or self.fenced:
            self.out.append(data)
            return
        at = 0
        for start, end, opener, inner in _specials(data):
            self.out.append(_plain(data[at:start]))
            self.out.append(_special(opener, inner))
            at = end
        self.out.append(_plain(data[at:]))

    def _picture(self, given: Mapping[str, str]) -> None:
        name = given.get("src", "")
        alt = given.get("alt") or name
        place = self.media.get(name)
        self.out.append(f"![{alt}]({quote(place)})" if place is not None else f"▣ {alt}")

    def _item(self) -> None:
        if not self.lists:
            self.lists.append(-1)
        depth = "    " * min(len(self.lists) - 1, _DEEPEST)
        if self.lists[-1] < 0:
            self.out.append(f"\n{depth}- ")
        else:
            self.lists[-1] += 1
            self.out.append(f"\n{depth}{self.lists[-1]}. ")


def _closed(html: str) -> str:
    """The HTML with unclosed openings escaped. They are read as text anyway, but Python's
    parser would search the whole rest for each of them."""
    end = html.rfind("-->") + 3 if "-->" in html else 0
    if "<!--" in html[end:]:
        html = html[:end] + html[end:].replace("<!--", "&lt;!--")
    end = html.rfind(">") + 1
    return html[:end] + html[end:].replace("<", "&lt;") if "<" in html[end:] else html


def _plain(text: str) -> str:
    """Text escaped for markdown, its line ends as blanks."""
    if "\n" in text:
        text = _BLANKS.sub(lambda found: " " if "\n" in found[0] else found[0], text)
    return _MEANT.sub(lambda found: f"\\{found[0].lstrip()}", text)


def _broken(text: str) -> str:
    """The text with its breaks: a hard break within a paragraph, else a plain line end. Two breaks
    never have only blanks between them."""
    first, *parts = text.split(_BREAK)
    if not parts:
        return text
    out = [first]
    for place, part in enumerate(parts, 1):
        left = out[-1]
        words = left.rstrip()
        blanks = left[len(words) :]
        if "\n" in blanks or (place == 1 and not words):  # it begins a line
            out[-1] = words + blanks[: blanks.find("\n") + 1]
            out.extend(("\n", part))
            continue
        words = part.lstrip()
        blanks = part[: len(part) - len(words)]
        if "\n" in blanks or (place == len(parts) and not words):  # it ends one
            end = blanks.rfind("\n")
            out.extend(("\n", (blanks[end:] if end >= 0 else "") + words))
        else:
            out.extend(("\\\n", words))
    return "".join(out)


def _specials(data: str) -> Iterator[tuple[int, int, str, str]]:
    """Formulas, sounds and holes of a text: start, end, what begins it, what is in it.

    Once a closing sign is not found, it is not searched for again, so that the time is linear.
    """
    missing: set[str] = set()
    at = 0
    while (found := _OPENER.search(data, at)) is not None:
        opener, begin, at = found[0], found.end(), found.start() + 1
        if opener == _HOLE:
            at = begin
            yield found.start(), begin, opener, ""
            continue
        closer = _CLOSERS[opener]
        if closer in missing or (opener == "[sound:" and data[begin : begin + 1] == "]"):
            continue
        end = data.find(closer, begin + 1)
        if end < 0:
            missing.add(closer)
            continue
        again = data.rfind("[" if opener == "[sound:" else opener, begin, end)
        if again >= 0:  # of several openings, the last one counts
            at = max(at, again)
            continue
        at = end + len(closer)
        yield found.start(), at, opener, data[begin:end]


def _special(opener: str, inner: str) -> str:
    """A formula between dollars; a sound as its name; a hole unchanged."""
    if opener == _HOLE:
        return _HOLE
    if opener == "[sound:":
        return f"♪ {inner}"
    inner = inner.strip()
    if opener in (r"\(", "[$]"):
        return f"${inner}$"
    return inner if opener == "[latex]" else f"\n\n$${inner}$$\n\n"
