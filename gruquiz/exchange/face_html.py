"""Converts a face's markdown to HTML for Anki's fields, with maths for MathJax."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from gruquiz.exchange.deck_names import SEPARATOR
from gruquiz.markdown import parser
from gruquiz.markdown.drawable import html_block_text
from gruquiz.model import Card

_ALONE = re.compile(r"\A<p>(.*)</p>\Z", re.DOTALL)
_HOLE = re.compile(r"\\hole\{([^{}]*)\}")


Picture = Callable[[str], str | None]
"""Returns the name of a picture's file in the package; None where it is not included."""


def html(markdown: str, picture: Picture | None = None) -> str:
    """A face as HTML, a single paragraph without its tags; without `picture`, pictures as names."""
    text = str(_parser().render(markdown, {"picture": picture})).strip()
    found = _ALONE.match(text)
    if found is not None and "<p>" not in found[1]:
        text = found[1]
    return text


def one_line(text: str) -> str:
    """HTML without line ends; those in preformatted text become `<br>`."""
    parts = re.split(r"(<pre>.*?</pre>)", text, flags=re.DOTALL)
    return "".join(
        part.replace("\n", "<br>") if part.startswith("<pre>") else part.replace("\n", " ")
        for part in parts
    ).replace("\t", " ")


@cache
def _parser() -> MarkdownIt:
    md = parser(bare_math=True)
    md.add_render_rule("math_inline", _inline)
    md.add_render_rule("math_inline_double", _display)
    md.add_render_rule("math_block", _display)
    md.add_render_rule("html_block", _text)
    md.add_render_rule("html_inline", _text)
    md.add_render_rule("link_open", _link)
    md.add_render_rule("link_close", _link)
    md.add_render_rule("image", _image)
    return md


def _inline(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return rf"\({_latex(tokens[index].content)}\)"


def _display(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return rf"\[{_latex(tokens[index].content)}\]"


def _latex(source: str) -> str:
    """LaTeX for MathJax: our own two commands become boxes; no braces that would end a cloze."""
    source = _HOLE.sub(lambda found: rf"\boxed{{\text{{{found[1] or '…'}}}}}", source.strip())
    source = source.replace(r"\answer{", r"\boxed{")
    while "}}" in source:
        source = source.replace("}}", "} }")
    return escape(source, quote=False)


def _text(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """A note's own HTML as escaped text, so that no script reaches another program."""
    return escape(html_block_text(tokens[index].content), quote=False)


def _link(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """A web link as it is; a link into the vault as its text or picture."""
    opening = index
    while tokens[opening].type != "link_open":
        opening -= 1
    if tokens[index].type == "link_open" and tokens[index].meta.get("embed"):
        drawn = _drawn(tokens[index].meta["wiki"], tokens[index + 1].content, env)
        if drawn:
            tokens[index + 1].content = ""  # the picture replaces its text
            return drawn
    href = str(tokens[opening].attrs.get("href", ""))
    if not href.startswith(("https://", "http://", "mailto:")):
        return ""
    return self.renderToken(tokens, index, options, env)


def _image(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    shown = tokens[index].content
    drawn = _drawn(str(tokens[index].attrs.get("src", "")), shown, env)
    return drawn or escape(f"▣ {shown}".strip(), quote=False)


def _drawn(target: str, shown: str, env: EnvType) -> str:
    """An included picture; "" for any other."""
    name = env["picture"](target) if env.get("picture") is not None else None
    about = escape(shown.removeprefix("▣ "))
    return "" if name is None else f'<img src="{escape(name)}" alt="{about}">'


def sides(card: Card, picture: Picture | None = None) -> tuple[str, str]:
    """A card's front and back as HTML on one line each."""
    return one_line(html(card.face.front, picture)), one_line(html(card.face.back, picture))


def anki_tags(tags: Sequence[str], kind: str) -> list[str]:
    """Tags as Anki writes them: `::` between levels, no blanks; the card's kind is the first."""
    return [kind, *(re.sub(r"\s+", "_", tag.replace("/", SEPARATOR)) for tag in tags)]


def own_tags(words: str) -> tuple[str, ...]:
    """Anki's tags, parted by blanks, as the library keeps them: `/` between levels."""
    return tuple(word.replace(SEPARATOR, "/") for word in words.split())
