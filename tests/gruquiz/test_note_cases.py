"""The format's table of edge cases: a note in, its cards out."""

import pytest

from gruquiz.errors import ConfigError
from gruquiz.importer import syntax_from
from gruquiz.syntaxes import Syntax
from gruquiz.syntaxes.syntax import BOLD, CURLY, HIGHLIGHT
from tests.gruquiz.written import cases, lines_of, read

CASES = cases("note_cases.md")


@pytest.mark.parametrize(
    ("note", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_note_gives_its_cards(note: str, expected: list[str]) -> None:
    assert lines_of(read(note)) == expected


def test_every_number_of_the_table_that_one_note_can_show_is_here() -> None:
    numbers = {int(title.split()[0]) for title, _, _ in CASES if title[0].isdigit()}
    # 41 needs other settings, 64 other line ends, 69 to 73 and 75 to 80 more than one reading.
    assert numbers == set(range(1, 69)) - {41, 64} | {74}


def test_case_40_bold_clozes_where_they_are_on() -> None:
    reading = read("**bold** term", Syntax(clozes=(HIGHLIGHT, BOLD)))
    assert [card.face.answers for card in reading.cards] == [("bold",)]


def test_case_41_braces_of_maths_are_no_clozes() -> None:
    syntax = Syntax(clozes=(CURLY,))
    assert read(r"\frac{{a}}{b} and $\frac{{a}}{b}$", syntax).cards == ()
    balanced = read("a {{set {1, 2}}} of two", syntax)
    assert [card.face.answers for card in balanced.cards] == [("set {1, 2}",)]


def test_case_64_line_ends_of_other_systems() -> None:
    for text in ("Q\r\n?\r\nA\r\n", "Q\r?\rA"):
        (card,) = read(text).cards
        assert (card.face.front, card.face.back) == ("Q", "A")


PATTERNS = [
    ("==[123;;]answer[;;hint]==", "==1;;sun;;star== shines", ("sun",), "[star] shines"),
    ("**[123;;]answer[;;hint]**", "**sun;;star** shines", ("sun",), "[star] shines"),
    ("{{[123;;]answer[;;hint]}}", "{{2;;sun}} {{1;;moon}}", ("moon",), "sun […]"),
    ("{{[123::]answer[::hint]}}", "{{1::sun::star}} shines", ("sun",), "[star] shines"),
    (r"==answer==[^\[hint\]][\[^123\]]", "==sun==^[star][^1] shines", ("sun",), "[star] shines"),
    ("{@{answer}@}", "{@{sun}@} shines", ("sun",), "[…] shines"),
]


@pytest.mark.parametrize(("pattern", "note", "answers", "front"), PATTERNS)
def test_cloze_patterns_seen_in_the_wild(
    pattern: str, note: str, answers: tuple[str, ...], front: str
) -> None:
    card = read(note, Syntax(clozes=(pattern,), inline="", inline_reversed="")).cards[0]
    assert card.face.answers == answers
    assert card.face.front == front


def test_separators_of_a_vault_s_own() -> None:
    syntax = Syntax(inline=":@:", inline_reversed="::@::", question="?@?", question_reversed="??@")
    reading = read("a:@:b\n\nc::@::d\n\nQ\n?@?\nA\n\nk::v", syntax)
    fronts = [card.face.front for card in reading.cards]
    assert fronts == ["a", "c", "d", "Q"]


def test_an_end_marker_keeps_blank_lines_in_the_card() -> None:
    (card,) = read("Q\n?\nA1\n\nA2\n---\n\ntail", Syntax(end_marker="---")).cards
    assert card.face.back == "A1\n\nA2"


def test_three_one_way_schedules_speak_for_one_card_each() -> None:
    note = "Q\n??\nA\n<!--SR:!2025-03-03,8,250-->"
    reading = read(note, Syntax(one_way=True))
    assert lines_of(reading) == [
        "question 1: Q → A · due 2025-03-03, interval 8, ease 250, reviewed 2025-02-23"
    ]
    assert (read(note).one_way, read(note).two_way) == (1, 0)


def test_the_number_of_schedules_decides_between_two_readings() -> None:
    note = "==has;;verb== and ==had;;past==\n<!--SR:{}-->"
    two = read(note.format("!2025-01-01,4,250!2025-01-02,5,250"))
    assert [card.face.front for card in two.cards] == ["[verb] and had", "has and [past]"]


def test_the_settings_say_how_cards_are_written() -> None:
    table = {"inline": "::", "clozes": [HIGHLIGHT, BOLD], "guard_code": False}
    syntax = syntax_from(table)
    assert syntax == Syntax(clozes=(HIGHLIGHT, BOLD), guard_code=False)
    assert [card.face.back for card in read("std::vector<int> v;", syntax).cards] == [
        "vector<int> v;"
    ]
    for wrong in ({"inlin": "::"}, {"inline": 1}, {"clozes": "=="}, {"clozes": ["=="]}):
        with pytest.raises(ConfigError):
            syntax_from(wrong)


GUARDS = [
    ("guard_code", "std::vector<int> v;", "vector<int> v;"),
    ("guard_tables", "| a::b | c |", "b | c |"),
    ("guard_inline_code", "use `a::b` here", "b` here"),
    ("guard_maths", "$p::q$", "q$"),
    ("guard_maths", "$$p::q$$", "q$$"),
    ("guard_links", "[x](https://e.org/a::b)", "b)"),
    ("guard_links", "<https://e.org/a::b>", "b>"),
]


@pytest.mark.parametrize(("guard", "note", "back"), GUARDS)
def test_each_guard_of_a_separator_can_be_switched_off(guard: str, note: str, back: str) -> None:
    assert read(note).cards == ()
    (card,) = read(note, syntax_from({guard: False})).cards
    assert card.face.back == back
    others = {name: False for name, _, _ in GUARDS if name != guard}
    assert read(note, syntax_from(others)).cards == ()


HIGHLIGHTS = [
    ("if a == b and c == d", [" b and c "]),
    ("code `x==y==z`", ["y"]),
    ("$$ x ==y== z $$", ["y"]),
    ("===wow===", ["=wow"]),
    ("Title\n=====", ["="]),
    ("13/13 [==============] - loss: 0.05", ["="] * 2),
]


@pytest.mark.parametrize(("note", "answers"), HIGHLIGHTS)
def test_without_its_guard_a_highlight_is_read_as_the_plug_in_does(
    note: str, answers: list[str]
) -> None:
    assert read(note).cards == ()
    free = syntax_from({"guard_highlights": False})
    assert [card.face.answers[0] for card in read(note, free).cards] == answers
    (card,) = read("The ==cell== is big.", free).cards
    assert (card.face.front, card.face.back) == ("The […] is big.", "The ==cell== is big.")
    assert read("```\nx ==y==\n```\n\n==open\nclose==", free).cards == ()


def test_a_drill_that_asks_for_nothing_known_is_told_with_its_line() -> None:
    (first,) = read("```drill\nhidden: 3\ncompute: nothing\n```").warnings
    assert (first.line, "unknown kind 'nothing'" in first.message) == (3, True)
    (second,) = read("text\n\n```drill\nhidden: 3\n```").warnings
    assert (second.line, "needs `compute:`" in second.message) == (4, True)
