"""Splits LaTeX, or what a learner types or pastes, into tokens with positions.

Drops spaces, sizes, colours and comments. Unicode scripts (`hₜ₋₁`) give the tokens of `h_{t-1}`;
an accent typed as `h~_t` and one pasted as `h̃` give the same tokens.
"""

import re
import unicodedata
from typing import NamedTuple

from engine.errors import FormulaError
from engine.formula import symbols

MAX_LENGTH = 12_000
"""Characters; bounds the time that a broken note takes. A page of aligned equations has 3 000."""


class Token(NamedTuple):
    """One token: `kind` is its role, `text` its plain Unicode."""

    kind: str
    text: str
    start: int
    end: int


_WORDS = "|".join(sorted(symbols.FUNCTIONS | {"sigma"}, key=len, reverse=True))
_GREEK = "|".join(
    sorted((n for n in symbols.LETTERS if n.isalpha() and n.islower()), key=len)[::-1]
)
_DELIMITER = r"(?:\\[A-Za-z]+|\\[{}|]|[^\s\\])"
_RAW = r"(?:[^{}\\]|\\.|\{[^{}]*\})*"
_TEXT = "text|textrm|textit|textbf|textnormal|textsf|texttt|mbox|hbox|textup"
_NAME = r"mathrm|operatorname|mathop|mathit|mathsf|mathtt|rm"

_TOKEN = re.compile(
    rf"""
    (?P<typed_accent>(?<=[A-Za-z])[~^](?=[_^]))
  | (?P<space>[\s~\u200b\u2061\u2062]+ | \\[,;:!>\ \n/] | %[^\n]*
      | \\(?:[bB]igg?[lrm]?|middle)(?![A-Za-z]))
  | \\(?P<left>left|right)\s*(?P<delimiter>{_DELIMITER})
  | \\(?P<text>{_TEXT})\s*\{{(?P<content>{_RAW})\}}
  | \\(?:{_NAME})\*?\s*\{{\s*(?P<name>[A-Za-z](?:[A-Za-z0-9]|\\_|-|\s){{0,40}}[A-Za-z0-9])\s*\}}
  | \\begin\s*\{{(?P<begin>[A-Za-z]+\*?)\}}
    (?P<columns>(?<=\{{array\}}|abular\}})\s*(?:\[[^\]]*\])?\s*\{{[^{{}}]{{0,80}}(?:\{{[^{{}}]{{0,40}}\}}[^{{}}]{{0,40}}){{0,9}}\}}
      | (?<=ignat\}}|nedat\}}|gnat\*\}})\s*\{{\d+\}} | (?<=\}})\s*\[[tbc]\])?
  | \\end\s*\{{(?P<finish>[A-Za-z]+\*?)\}}
  | \\tag\*?\s*\{{(?P<tag>[^{{}}]*)\}}
  | (?P<row>(?:\\\\\*?|\\cr(?![A-Za-z])|\\newline)(?:\s*\[\s*-?[\d.]+\s*[a-z][a-z]\s*\])?)
  | \\(?P<command>[A-Za-z]+|.)
  | (?P<number>\d+(?:\.\d+)?|\.\d+)
  | (?P<word>(?<![A-Za-z\\])(?:{_WORDS})(?![A-Za-z]))
  | (?P<letter>[A-Za-z])
  | (?P<simple>[{{}}_^&()\[\],;|+*/@]|-|\.\*|:=|\.\.\.|[.:=<>'?!"])
  | (?P<lower>[{"".join(symbols.SUBSCRIPTS)}]+)
  | (?P<upper>[{"".join(symbols.SUPERSCRIPTS)}]+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_LEADING_WORDS = re.compile(
    r"\s*(?P<words>(?:[A-Za-z]{2,}(?:\s*\\[ ,;:!~])+\s*){1,6}(?:[A-Za-z]{2,})?)(?=\s*:)"
)
_GREEK_WORD = re.compile(rf"(?:{_GREEK})(?![A-Za-z])")
_TYPED_SCRIPT = re.compile(r"[A-Za-z0-9]{2,}|[-−][A-Za-z0-9]+")
_BRACED = re.compile(r"\s*\{[^{}]*\}")

_SIMPLE = {
    "{": "{", "}": "}", "_": "_", "^": "^", "&": "amp", "(": "open", "[": "open", ")": "close",
    "]": "close", ",": "sep", ";": "sep", ".": "sep", ":": "sep", "|": "bar", "+": "op",
    "-": "op", "*": "op", "/": "op", "@": "op", ".*": "op", ":=": "rel", "=": "rel", "<": "rel",
    ">": "rel", "'": "prime", "...": "letter", "?": "letter", "!": "letter", '"': "prime",
}  # fmt: skip
_MEANT = {".*": "⊙", ":=": "≔", "...": "…", '"': "''"}


def tokenize(source: str, *, typed: bool = False) -> list[Token]:
    """The tokens of a formula, ended by one of kind "end".

    `typed` also reads what only a keyboard produces: `W_ir` for `W_{ir}`, `alpha` for `\\alpha`.
    Raises FormulaError for a character that no formula has.
    """
    if len(source) > MAX_LENGTH:
        raise FormulaError(
            f"this formula has {len(source)} characters; {MAX_LENGTH} is the most that is read",
            source,
            MAX_LENGTH,
        )
    tokens: list[Token] = []
    words = None if typed else _LEADING_WORDS.match(source)
    start = 0
    if words is not None:  # `Reset\\ gate:` before its equation
        start = words.end()
        said = re.sub(r"\\.|\s+", " ", words["words"]).strip()
        tokens.append(Token("text", said, words.start("words"), words.end("words")))
    _scan(source[start:], source, start, tokens, typed=typed)
    tokens.append(Token("end", "", len(source), len(source)))
    return tokens


def _scan(text: str, source: str, base: int, tokens: list[Token], *, typed: bool) -> None:
    """Add the tokens of `text`, which begins at `base` in the source."""
    position, size, match = 0, len(text), _TOKEN.match
    while position < size:
        if text[position] == " ":
            position += 1
            continue
        found = match(text, position)
        if found is None:  # unreachable: the last branch matches any character
            break
        kind = found.lastgroup or ""
        start, end = position + base, found.end() + base
        position = found.end()
        if kind == "letter":
            position = _letter(text, found.start(), tokens, base, typed=typed)
        elif kind == "space":
            if typed and text[found.start()] == "~" and _after_letter(tokens, start):
                tokens.append(Token("accent_after", "tilde", start, start + 1))
        elif kind == "simple":
            sign = found.group()
            tokens.append(Token(_SIMPLE[sign], _MEANT.get(sign, sign), start, end))
            if typed and sign in "_^" and (run := _TYPED_SCRIPT.match(text, position)):
                inner = run.group()
                tokens.append(Token("{", "{", run.start() + base, run.start() + base))
                _scan(inner, source, run.start() + base, tokens, typed=False)
                tokens.append(Token("}", "}", run.end() + base, run.end() + base))
                position = run.end()
        elif kind == "number":
            tokens.append(Token("number", found.group(), start, end))
        elif kind == "command":
            position = _command(found.group("command"), text, source, found, tokens, base)
        elif kind == "word":
            word = found.group()
            kind = "function" if word != "sigma" else "letter"
            tokens.append(Token(kind, "σ" if word == "sigma" else word, start, end))
        elif kind in ("lower", "upper"):
            table = symbols.SUBSCRIPTS if kind == "lower" else symbols.SUPERSCRIPTS
            tokens.append(Token("_" if kind == "lower" else "^", "", start, start))
            tokens.append(Token("{", "{", start, start))
            plain = "".join(table[character] for character in found.group())
            _scan(plain, source, start, tokens, typed=False)
            tokens.append(Token("}", "}", end, end))
        elif kind == "other":
            _pasted(found.group(), source, start, tokens)
        else:
            _group(kind, found, tokens, start, end)


def _after_letter(tokens: list[Token], start: int) -> bool:
    return bool(tokens) and tokens[-1].kind == "letter" and tokens[-1].end == start


def _letter(text: str, at: int, tokens: list[Token], base: int, *, typed: bool) -> int:
    """One letter, or a Greek letter's name where a learner types it without its backslash."""
    if typed and (word := _GREEK_WORD.match(text, at)) and not (at and text[at - 1].isalpha()):
        sign = symbols.LETTERS[word.group()]
        tokens.append(Token("letter", sign, at + base, word.end() + base))
        return word.end()
    tokens.append(Token("letter", text[at], at + base, at + base + 1))
    return at + 1


def _group(kind: str, found: re.Match[str], tokens: list[Token], start: int, end: int) -> None:
    """Add a token that the pattern matches as a whole, with its braces."""
    if kind == "typed_accent":
        name = "tilde" if found.group() == "~" else "hat"
        tokens.append(Token("accent_after", name, start, end))
    elif kind == "delimiter":
        sign = found.group("delimiter")
        plain = symbols.OPENING.get(sign) or symbols.CLOSING.get(sign)
        plain = plain or {".": "", "|": "|", r"\|": "‖", r"\vert": "|", r"\Vert": "‖"}.get(sign)
        if plain is None and sign in ("<", ">", "/"):
            plain = {"<": "⟨", ">": "⟩", "/": "/"}[sign]
        if plain is None:
            side = found.group("left")
            raise FormulaError(
                f"expected a bracket after \\{side}, found {sign}",
                found.string,
                found.start("delimiter"),
            )
        tokens.append(Token(found.group("left"), plain, start, end))
    elif kind == "content":
        tokens.append(_words(found.group("content"), start, end))
    elif kind == "name":
        name = found.group("name").replace(r"\_", "_")
        if re.sub(r"[\s-]", "_", name) in symbols.FUNCTIONS:  # `hard sigmoid`
            name = re.sub(r"[\s-]", "_", name)
        if name in symbols.FUNCTIONS:
            tokens.append(Token("function", name, start, end))
        else:
            tokens.append(Token("word", re.sub(r"\s+", "", name), start, end))
    elif kind in ("begin", "columns"):
        columns = (found.group("columns") or "").strip()
        letters = "".join(re.findall(r"[clr]", columns)) if columns.startswith("{") else ""
        tokens.append(Token("begin", f"{found.group('begin')} {letters}", start, end))
    elif kind == "finish":
        tokens.append(Token("finish", found.group("finish"), start, end))
    elif kind == "tag":
        tokens.append(Token("wide", " ", start, start))
        tokens.append(Token("text", f"({found.group('tag')})", start, end))
    else:
        tokens.append(Token(kind, found.group(), start, end))


def _words(content: str, start: int, end: int) -> Token:
    """A function, a name or words, from the content of `\\text{…}`."""
    content = content.replace(r"\_", "_").replace(r"\&", "&").replace(r"\%", "%")
    if content in symbols.FUNCTIONS:
        return Token("function", content, start, end)
    if re.fullmatch(r"[A-Za-z][\w-]*", content) and content.lower() not in symbols.ENGLISH:
        return Token("word" if len(content) > 1 else "roman", content, start, end)
    return Token("text", content, start, end)


def _command(
    name: str, text: str, source: str, found: re.Match[str], tokens: list[Token], base: int
) -> int:
    """Add the token of a command; return where to continue."""
    start, end = found.start() + base, found.end() + base
    after = found.end()
    if name in symbols.SILENT:
        return after
    if name == "prime":
        tokens.append(Token("prime", "'", start, end))
    elif name in symbols.LETTERS:
        tokens.append(Token("letter", symbols.LETTERS[name], start, end))
    elif name in symbols.OPERATORS:
        tokens.append(Token("op", symbols.OPERATORS[name], start, end))
    elif name in symbols.RELATIONS:
        tokens.append(Token("rel", symbols.RELATIONS[name], start, end))
    elif name in symbols.LARGE:
        tokens.append(Token("large", symbols.LARGE[name], start, end))
    elif name in symbols.FUNCTIONS and name not in symbols.STRUCTURE:
        tokens.append(Token("function", name, start, end))
    elif name in symbols.ACCENTS:
        tokens.append(Token("accent", name, start, end))
    elif name in symbols.FONTS:
        tokens.append(Token("font", symbols.FONTS[name], start, end))
    elif name in symbols.STRUCTURE:
        tokens.append(Token("command", name, start, end))
    elif name in symbols.WIDE:
        tokens.append(Token("wide", " ", start, end))
    elif f"\\{name}" in symbols.OPENING:
        tokens.append(Token("open", symbols.OPENING[f"\\{name}"], start, end))
    elif f"\\{name}" in symbols.CLOSING:
        tokens.append(Token("close", symbols.CLOSING[f"\\{name}"], start, end))
    elif name in ("|", "Vert", "parallel", "lVert", "rVert"):
        tokens.append(Token("bar", "‖", start, end))
    elif name in symbols.SILENT_WITH_ARGUMENT:
        argument = _BRACED.match(text, after)
        return argument.end() if argument else after
    elif name in ("_", "*", "&", "$"):  # escaped by a Markdown converter
        if name == "$":
            raise FormulaError("a dollar sign inside a formula", source, start)
        tokens.append(Token({"_": "_", "*": "op"}.get(name, "letter"), name, start, end))
    elif name in ("R", "N", "Z", "E", "C"):
        tokens.append(Token("styled", f"bb {name}", start, end))
    else:
        raise FormulaError(f"unknown command \\{name}", source, start)
    return after


def _pasted(character: str, source: str, start: int, tokens: list[Token]) -> None:
    """A Unicode character outside ASCII: a letter, an operator, an accent, or an error."""
    end = start + 1
    if character in symbols.PASTED:
        kind, text = symbols.PASTED[character]
        tokens.append(Token(kind, text, start, end))
    elif character in symbols.COMBINING:
        tokens.append(Token("accent_after", symbols.COMBINING[character], start, end))
    elif character in symbols.COMMAND_OF:
        command = symbols.COMMAND_OF[character]
        kind = "rel" if command in symbols.RELATIONS else "letter"
        tokens.append(Token(kind, character, start, end))
    elif character.isalpha():
        parts = unicodedata.normalize("NFD", character)
        base, marks = parts[0], parts[1:]
        plain = unicodedata.normalize("NFKC", base)
        name = unicodedata.name(base, "")
        if plain != base and len(plain) == 1:
            font = "bf" if "BOLD" in name else "bb" if "DOUBLE-STRUCK" in name else ""
            font = font or ("cal" if "SCRIPT" in name else "")
            tokens.append(Token("styled", f"{font} {plain}", start, end))
        else:
            tokens.append(Token("letter", base, start, end))
        tokens.extend(
            Token("accent_after", symbols.COMBINING[mark], start, end)
            for mark in marks
            if mark in symbols.COMBINING
        )
    elif not unicodedata.category(character).startswith(("Z", "C")):
        raise FormulaError(f"unexpected character {character!r}", source, start)
