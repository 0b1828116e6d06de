"""What the parser finds in Obsidian's markdown, and that nothing it makes breaks a renderer."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it.token import Token
from textual.app import App, ComposeResult
from textual.widgets import Markdown

from gruquiz.markdown import highlights, lines, maths, parser, plain

NOTES = Path(__file__).parents[3] / "shared" / "notes"


def flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from flat(token.children or [])


def inlines(text: str, *, bare_math: bool = False) -> list[tuple[str, str]]:
    """Type and content of every inline token."""
    found = parser(bare_math=bare_math).parse(text)
    return [
        (child.type, child.content)
        for token in found
        if token.type == "inline"
        for child in token.children or []
    ]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("The ==cell== is ==big==.", ["cell", "big"]),
        ("==open\nclose==", []),
        ("if a == b and c == d", []),
        ("a==b and c==d e==", ["b and c==d e"]),
        ("==a ==b== c==d ==e==", ["a ==b", "d ==e"]),
        ("x==y z==w", []),
        ("if a==b and c==d", []),
        ("====", []),
        ("Title\n=====", []),
        ("13/13 [==============] - loss: 0.05", []),
        ("===wow===", []),
        ("code `x==y==z`", []),
        ("`` a`==x== `` ==y==", ["y"]),
        ("==$a=b$== holds", ["$a=b$"]),
        ("$$ x ==y== z $$", []),
        ("==$$ E=mc^2 $$==", ["$$ E=mc^2 $$"]),
        ("==$f(x)==0$==", ["$f(x)==0$"]),
        ("==x== then ==x==", ["x", "x"]),
        ("[a](https://e.org/?a==b==c)", []),
        ("https://e.org/?a==b==c", []),
        ("==[[A==B]]==", ["[[A==B]]"]),
        ("==$x$ and `==`==", ["$x$ and `==`"]),
        ("```py\na ==b== c\n```\n==d==", ["d"]),
        ("~~~\n==b==", []),
        ("> - ```\n>   ==b==\n>   ```\n==d==", ["d"]),
        ("<!-- ==a== --> ==b==", ["b"]),
        ("%% ==a== %% ==b==", ["b"]),
        (r"\==a== ==b==", ["b"]),
    ],
)
def test_highlights_are_the_clozes_of_prose(text: str, answers: list[str]) -> None:
    assert [text[found.inner_start : found.inner_end] for found in highlights(text)] == answers


_INLINE_PIECES = st.sampled_from(
    ["a", " ", "==", "=", "===", "$", "$$", "`", "``", "\\", "x_t", "[[n]]", "%%", "5", "(", "**"]
)


@given(st.lists(_INLINE_PIECES, max_size=16).map("".join).map(str.strip))
@settings(max_examples=300, deadline=None)
def test_a_cloze_is_drawn_where_it_is_found(text: str) -> None:
    tokens = parser().parse(text)
    assume([token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"])
    drawn = [token for token in tokens[1].children or [] if token.type == "mark_open"]
    assert len(drawn) == len(highlights(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a $x$ b $$y$$ c", [("x", False), ("y", True)]),
        ("it costs $5 and then $6", []),
        ("$5 for it, 6$ for that", []),
        ("$2$ and $3x$", [("2", False), ("3x", False)]),
        (r"a \$x$ b", []),
        (r"$a \$ b$", [(r"a \$ b", False)]),
        ("$ x $", []),
        ("`$x$` and ```$y$```", []),
        ("$a\n\nb$", []),
        ("$$\na\n$$", [("\na\n", True)]),
        ("> $$\n> a \\\\\n> b\n> $$", [("\na \\\\\nb\n", True)]),
        ("$$ unclosed", []),
    ],
)
def test_maths_of_a_text(text: str, found: list[tuple[str, bool]]) -> None:
    formulas = maths(text)
    assert [(formula.latex, formula.display) for formula in formulas] == found
    for formula in formulas:
        assert text.startswith(formula.latex.split("\n")[0], formula.start)


@pytest.mark.skipif(not NOTES.is_dir(), reason="the seed notes lie beside the repository only")
def test_the_seed_notes_have_49_formulas_and_the_plugin_agrees() -> None:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    plugin = MarkdownIt().use(dollarmath_plugin, double_inline=True)
    count, distinct, display = 0, set(), set()
    for note in sorted(NOTES.glob("*.md")):
        text = note.read_text(encoding="utf-8")
        ours = [(formula.latex, formula.display) for formula in maths(text)]
        assert ours == [
            (token.content, token.type != "math_inline")
            for token in flat(plugin.parse(text))
            if token.type.startswith("math")
        ]
        tokens = [token for token in flat(parser().parse(text)) if token.type.startswith("math")]
        assert [token.content.strip() for token in tokens] == [latex.strip() for latex, _ in ours]
        count += len(ours)
        distinct |= {latex for latex, _ in ours}
        display |= {latex for latex, is_display in ours if is_display}
    assert (count, len(distinct), len(display)) == (49, 36, 13)


def test_bare_maths_is_found_in_prose_alone() -> None:
    text = r"x_t and H_{t-1}, \tanh of C_t, my_var, `x_t`, [x_t](y), a/b_c, <https://e.org/x_t>"
    found = [content for kind, content in inlines(text, bare_math=True) if kind == "math_inline"]
    assert found == ["x_t", "H_{t-1}", r"\tanh", "C_t"]
    assert not any(kind == "math_inline" for kind, _ in inlines(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[[Note]]", "Note"),
        ("[[Folder/Note|alias]]", "alias"),
        ("[[Folder/Note#Head]]", "Note › Head"),
        ("[[Note#^2f4537]]", "Note"),
        ("[[#Head]]", "Head"),
        ("![[img.png|500]]", "▣ img.png"),
        ("![[Note#^id]]", "↪ Note"),
        ("![a picture](p.png)", "▣ a picture"),
        (r"[Introduction to Memory\(LSTM\)](#)", "Introduction to Memory(LSTM)"),
        ("<https://e.org>", "https://e.org"),
        ("text ^2f4537", "text"),
        ("- item ^2f4537\n\n^alone", "item"),
        ("a %%hidden%% b", "a b"),
        ("%%\nhidden\n\nstill\n%%\n\nb", "b"),
        ("Q::A <!--SR:!2025-01-01,4,250-->", "Q::A"),
        ("a<br>b <u>c</u> <x>", "a b c <x>"),
        ("[^1]: word\n\ntext[^1]", "[^1]: word text[^1]"),
        ("- [ ] open\n- [x] done", "☐ open ☑ done"),
        ("==**bold** $x_t$==", "bold xₜ"),
        ("\x1b[31mred", "␛[31mred"),
        ("W[z_t] [/] [b]x[/b]", "W[zₜ] [/] [b]x[/b]"),
    ],
)  # fmt: skip
def test_plain_says_what_a_reader_sees(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_callouts_know_their_type_and_nest() -> None:
    tokens = parser().parse("> [!warning|x]- Watch *out*\n> - a\n>   > [!tip]\n>   > b")
    quotes = [token for token in tokens if token.type == "blockquote_open"]
    assert [(token.meta["callout"], token.meta["fold"]) for token in quotes] == [
        ("warning", "-"),
        ("tip", ""),
    ]
    titles = [
        token.content for token in tokens if token.type == "inline" and token.meta.get("title")
    ]
    assert titles == ["Warning · Watch *out*", "Tip"]


def test_display_maths_may_hold_lines_that_look_like_lists() -> None:
    tokens = parser().parse("so\n$$\na\n+ b\n= c\n$$\nthen")
    assert [token.type for token in tokens if token.nesting == 0] == [
        "inline",
        "math_block",
        "inline",
    ]
    assert tokens[3].content == "a\n+ b\n= c"


def test_display_maths_in_a_sentence_gets_lines_of_its_own() -> None:
    assert lines("- the gate $$z = \\frac{a}{b}$$. It *opens*.", 40) == [
        "• the gate",
        "",
        "        a",
        "    z = ─",
        "        b",
        "",
        "  . It opens.",
    ]


def test_holes_and_answers_stand_out_without_colour() -> None:
    text = r"In […], $h = […] \odot \answer{x}$ is ==big==."
    assert lines(text, 60) == ["In […], h = […] ⊙ ▌x▐ is ▌big▐."]


ANYTHING = [
    "# Head ^id\n\n> [!note] T\n> - a $x$\n>   > b\n\n| a | b |\n|--|--|\n| ==c== | $W_z$ |",
    "<div>\n<p>x</p>\n</div>\n\n- [ ] t\n\n[^1]: w\n\n: def\n\n::: x\ny\n:::\n",
    "**a ==b** c== *d $$x$$ e* `f`\n\n***\n\n```py\nx\n```\n\n    code\n\nT\n===\n",
    "1. a\n   $$\n   x\n   $$\n2. ![[p.png]] <b>x</b> a<br>b  \nc\\\nd",
]


@pytest.mark.parametrize("text", ANYTHING)
async def test_a_widget_draws_whatever_comes_out(text: str) -> None:
    class Reader(App[None]):
        def compose(self) -> ComposeResult:
            yield Markdown(parser_factory=lambda: parser(bare_math=True, width=60))

    app = Reader()
    async with app.run_test() as pilot:
        await app.query_one(Markdown).update(text)
        await pilot.pause()
        assert app.query_one(Markdown).children


_BLOCK_PIECES = st.sampled_from(
    [
        "# ", "> ", "- ", "1. ", "\n", "\n\n", "$$", "$", "==", "`", "```", "|", "a",
        "x_t", "[!note]", "[[n]]", "%%", "<!--", "-->", "<b>", "^id", "  ", "    ", "---",
        "|--|--|", "\x1b", "**",
    ]
)  # fmt: skip
_DRAWABLE = {
    "heading", "paragraph", "blockquote", "bullet_list", "ordered_list", "list_item", "table",
    "thead", "tbody", "tr", "th", "td", "em", "strong", "s", "link",
}  # fmt: skip
_LEAVES = {"hr", "fence", "code_block", "inline", "text", "softbreak", "hardbreak", "code_inline"}


@given(st.lists(_BLOCK_PIECES, max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_text_whatever_leaves_a_token_that_cannot_be_drawn(text: str) -> None:
    tokens = parser(bare_math=True, width=40).parse(text)
    for run in [tokens, *(token.children for token in tokens if token.children)]:
        opened: list[str] = []
        for token in run:
            name = token.type.removesuffix("_open").removesuffix("_close")
            assert name in (_DRAWABLE if token.nesting else _LEAVES)
            if token.nesting > 0:
                opened.append(name)
            elif token.nesting < 0:
                assert opened.pop() == name
        assert not opened
    assert "\x1b" not in "".join(token.content for token in flat(tokens))
    assert plain(text) is not None
    assert isinstance(lines(text, 40), list)


@pytest.mark.parametrize("repeated", ["==a ", "a==b ", "<!--", "%%", "$a "])
def test_a_long_line_of_signs_is_read_once(repeated: str) -> None:
    """A pass that looked ahead from every sign would not end within a test's patience."""
    assert highlights(repeated * 40_000) == ()
