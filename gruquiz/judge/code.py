"""Code and names of an API: case and punctuation count; blanks, quotes and a module do not."""

import re

from gruquiz.judge.slips import pieces
from gruquiz.judge.verdict import RIGHT, Judged, Rating

_SPAN = re.compile(r"\s*(`+)(?P<code>[^`]+)\1\s*[.,;]?\s*")
_BARE = re.compile(
    r"(?:[A-Za-z_]\w*\.)+[A-Za-z_]\w*(?:\(.*\))?"  # torch.nn.GRU, keras.layers.GRU(units)
    r"|[A-Za-z]{2,}\w*_\w*[A-Za-z]{2,}\w*(?:\(.*\)|=\w+)?"  # return_sequences=True
    r"|[A-Za-z_]\w+\(\w*\)"  # detach(); but O(n) is no code
    r"|--?[a-z][a-z-]+(?:=\S+)?"  # --batch-size
)
_ABBREVIATION = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]?|[a-z]+\.[A-Z][a-z]+|\d.*")
_PATH = re.compile(r"(?P<modules>(?:[A-Za-z_]\w*\.)*)(?P<rest>[A-Za-z_].*)", re.DOTALL)
_ALIASES = {"np": "numpy", "tf": "tensorflow", "nn": "torch.nn", "F": "torch.nn.functional",
            "pd": "pandas", "plt": "matplotlib.pyplot"}  # fmt: skip


def fits(answer: str) -> bool:
    """Whether the answer is a code span, or a name as in source code."""
    text = answer.strip().rstrip(".,;")
    if _SPAN.fullmatch(answer):
        return True
    return _BARE.fullmatch(text) is not None and _ABBREVIATION.fullmatch(text) is None


def judged(answer: str, typed: str) -> Judged:
    """Right if the names agree exactly and their modules do not contradict each other."""
    wanted, given = _bare(answer), _bare(typed)
    if wanted == given or _same_name(wanted, given):
        return RIGHT
    if wanted.casefold() == given.casefold():
        return Judged(Rating.WRONG, "Capital and small letters count in code.")
    return Judged(Rating.WRONG, "", pieces(wanted, given) if given else ())


def _bare(text: str) -> str:
    """The text without backticks, surrounding quotes, needless blanks, and a trailing ()."""
    span = _SPAN.fullmatch(text)
    code = (span["code"] if span is not None else text.strip().strip("`").rstrip(",;")).strip()
    if len(code) > 1 and code[0] == code[-1] and code[0] in "'\"":
        code = code[1:-1]
    code = re.sub(r"[‘’“”\"]", "'", code)
    code = re.sub(r"\s*([^\w\s])\s*", r"\1", " ".join(code.split()))
    code = code.removesuffix("()")
    return code if code.endswith("..") or span is not None else code.rstrip(".") or code


def _same_name(wanted: str, given: str) -> bool:
    """Whether one is the other with a module before it: nn.GRU and torch.nn.GRU."""
    one, other = _PATH.fullmatch(wanted), _PATH.fullmatch(given)
    if one is None or other is None or one["rest"] != other["rest"]:
        return False
    long, short = sorted((_modules(one["modules"]), _modules(other["modules"])), key=len)[::-1]
    return not short or f".{long}".endswith(f".{short}")


def _modules(path: str) -> str:
    head, dot, rest = path.partition(".")
    return (_ALIASES.get(head, head) + dot + rest).rstrip(".")
