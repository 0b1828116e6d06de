"""A line drawn by the short way looks as Textual's own way has it, cell by cell."""

from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content, Span
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions

from gruquiz.tui.widgets.strips import strip_of

BASE = Style.parse("#dddddd on #101418")
STYLES = ("bold", "#ff8800", "reverse", "on #204060 30%", "not bold underline", "dim #00ff00 50%")
CLICK = Style.from_meta({"place": ("xs", (0, 1))})


def parsed(style: str | Style) -> Style:
    return Style.parse(style) if isinstance(style, str) else style


@st.composite
def lines(draw: st.DrawFn) -> Content:
    """A line with a few styled pieces, some of them over the end of others or of the line."""
    text = draw(st.text(st.sampled_from("abz 0−█▏∂漢\u0301"), max_size=12))
    places = st.integers(0, len(text) + 1)
    spans = draw(
        st.lists(st.builds(Span, places, places, st.sampled_from((*STYLES, CLICK))), max_size=5)
    )
    return Content(text, [span for span in spans if span.start < span.end])


def cells(strip: Strip) -> list[tuple[object, ...]]:
    """Each character with its look, its click, and its place in the text."""
    found = list[tuple[object, ...]]()
    for text, style, _ in strip:
        assert style is not None
        x, y = style.meta["offset"]
        look = str(style.without_color), style.color, style.bgcolor, style.meta.get("place")
        found += [(character, x + i, y, *look) for i, character in enumerate(text)]
    return found


@given(lines())
def test_as_textual_draws_it(line: Content) -> None:
    ours = strip_of(line, 3, BASE, parsed)
    options = RenderOptions(parsed, {"text_wrap": "nowrap", "text_overflow": "clip"}, None, None)
    (theirs,) = line.render_strips(40, 1, BASE, options)
    assert ours.cell_length == theirs.cell_length == sum(piece.cell_length for piece in ours)
    assert cells(ours) == cells(theirs.apply_offsets(0, 3))
