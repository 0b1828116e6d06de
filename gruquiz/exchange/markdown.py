"""The HTML of Anki's fields as markdown; what has no markdown is kept as its text."""

import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from urllib.parse import quote

_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "mark": "==", "s": "~~", "del": "~~"}
_BLOCKS = {"p", "div", "ul", "ol", "table", "blockquote", "section", "h1", "h2", "h3", "h4"}
_UNSEEN = {"style", "script", "head", "title"}
_ENCLOSED = (
    (r"\\\(", "a", r"\\\)"),
    (r"\\\[", "b", r"\\\]"),
    (r"\[\$\]", "c", r"\[/\$\]"),
    (r"\[\$\$\]", "d", r"\[/\$\$\]"),
    (r"\[latex\]", "e", r"\[/latex\]"),
)
"""What stands around mathematics. The next opening ends the search for a closing, so that a row
of openings is read once, not once for each."""
_SPECIAL = re.compile(
    "|".join(f"{opens}(?P<{name}>(?:(?!{opens}).)+?){closes}" for opens, name, closes in _ENCLOSED)
    + r"|\[sound:(?P<f>[^\[\]]+)\]|(?P<hole>\[…\])",
    re.DOTALL,
)
_MEANT = re.compile(r"([\\`*_$~]|==|^[ \t]*(?:[-+>#]|\d+[.)])(?=\s))", re.MULTILINE)
_SIGNS = "\\`*_$~=<&[\n\r\xa0\ue000"
_SIGN = re.compile(f"[{re.escape(_SIGNS)}]")
_ITEM = re.compile(r"\s*(?:[-+>#]|\d+[.)])(?:\s|\Z)")
"""Without such signs, and where it does not begin like an item of a list, HTML is its markdown."""
_BREAK = "\ue000"
"""Stands for a line break until it is known what lies around it: no text has this sign."""
_PARTING = re.compile(f"{_BREAK}\\s*(?:{_BREAK}\\s*)+")
_LOOSE = re.compile(f"(?:^|(?<=\\n))\\s*{_BREAK}|{_BREAK}\\s*(?=\\n|\\Z)")
_KEPT = re.compile(rf"{_BREAK}\s*")
_GAP = re.compile(r"\n{3,}")
_EMPTY = re.compile(r"(\*\*|==|~~)(\s*)\1")


def markdown(html: str, media: Mapping[str, str]) -> str:
    """A side of a card; `media` gives where each picture lies, by its name in Anki."""
    if _SIGN.search(html) is None and (html[:1].isalpha() or _ITEM.match(html) is None):
        return html.strip()  # plain words, as most fields of a big table are
    reader = _Reader(media)
    reader.feed(html)
    reader.close()
    text = _PARTING.sub("\n\n", "".join(reader.out))
    text = _KEPT.sub("\\\\\n", _LOOSE.sub("\n", text))
    text = "\n".join(line.rstrip(" \t") for line in text.replace("\xa0", " ").split("\n"))
    text = _EMPTY.sub(r"\2", text)
    return _GAP.sub("\n\n", text).strip()


def markdowns(htmls: Sequence[str]) -> list[str]:
    """The same of many sides without pictures: signs are looked for in all of them at once, which
    takes a tenth of the time."""
    whole = "".join(htmls)
    if any(sign in whole for sign in _SIGNS):
        return [markdown(html, {}) for html in htmls]
    return [html.strip() if html[:1].isalpha() else markdown(html, {}) for html in htmls]


class _Reader(HTMLParser):
    """Writes markdown as it reads."""

    def __init__(self, media: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.media = media
        self.out: list[str] = []
        self.unseen = 0
        self.code = 0
        self.fenced = 0
        self.lists: list[int] = []
        """For each list around: the last number, or -1 for bullets."""
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
        for found in _SPECIAL.finditer(data):
            self.out.append(_plain(data[at : found.start()]))
            self.out.append(_special(found))
            at = found.end()
        self.out.append(_plain(data[at:]))

    def _picture(self, given: Mapping[str, str]) -> None:
        name = given.get("src", "")
        alt = given.get("alt") or name
        place = self.media.get(name)
        self.out.append(f"![{alt}]({quote(place)})" if place is not None else f"▣ {alt}")

    def _item(self) -> None:
        if not self.lists:
            self.lists.append(-1)
        depth = "    " * (len(self.lists) - 1)
        if self.lists[-1] < 0:
            self.out.append(f"\n{depth}- ")
        else:
            self.lists[-1] += 1
            self.out.append(f"\n{depth}{self.lists[-1]}. ")


def _plain(text: str) -> str:
    """Text that says in markdown what it said in HTML; its line ends are blanks there."""
    text = re.sub(r"\s*\n\s*", " ", text)
    return _MEANT.sub(lambda found: f"\\{found[0].lstrip()}", text)


def _special(found: re.Match[str]) -> str:
    """Formulas between dollars; a sound by its name; a hole as it is."""
    if found["hole"]:
        return found["hole"]
    if found["f"]:
        return f"♪ {found['f']}"
    inline = found["a"] or found["c"]
    if inline:
        return f"${inline.strip()}$"
    display = found["b"] or found["d"]
    if display:
        return f"\n\n$${display.strip()}$$\n\n"
    return str(found["e"]).strip()
