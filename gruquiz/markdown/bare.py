"""Maths written without dollars in prose: `x_t`, `H_{t-1}`, `\\tanh`."""

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BRACES = r"\{(?:[^{}\n]|\{[^{}\n]*\})*\}"
_SCRIPT = rf"(?:[_^](?:{_BRACES}|[A-Za-z0-9]{{1,2}}(?![A-Za-z0-9])))"
_COMMANDS = (
    "alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|"
    "sigma|tau|upsilon|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega|"
    "tanh|sinh|cosh|sin|cos|tan|exp|log|ln|max|min|arg|softmax|odot|otimes|oplus|circ|cdot|times|"
    "ast|pm|partial|nabla|infty|sum|prod|in|notin|leq|geq|le|ge|neq|ne|approx|sim|propto|to|"
    "rightarrow|leftarrow|Rightarrow|ldots|cdots|ell|forall|exists|top"
)
_WITH_ARGUMENT = "hat|tilde|bar|vec|dot|mathbf|mathrm|mathbb|mathcal|operatorname|sqrt|text"
BARE = re.compile(
    rf"""(?<![\w\\/@.#$]) (?:
        [A-Za-z]'*{_SCRIPT}{{1,2}}                                  # x_t, W_{{xr}}, h'_t, W_z^2
      | \\(?:{_WITH_ARGUMENT})\s?{_BRACES}{_SCRIPT}{{0,2}}          # \hat{{H}}_t
      | \\frac\s?{_BRACES}\s?{_BRACES}
      | \\(?:{_COMMANDS})(?![A-Za-z]){_SCRIPT}{{0,2}}               # \tanh, \sigma_g
    ) (?![\w\\/@])""",
    re.VERBOSE,
)


def bare_maths(state: StateCore) -> None:
    """Splits `math_inline` tokens with markup "" out of the prose; never in code or links."""
    for token in state.tokens:
        if token.type != "inline" or not token.children or not BARE.search(token.content):
            continue
        children: list[Token] = []
        links = 0
        for child in token.children:
            links += (child.type == "link_open") - (child.type == "link_close")
            children.extend(_split(child) if child.type == "text" and not links else [child])
        token.children = children


def _split(token: Token) -> list[Token]:
    parts: list[Token] = []
    position = 0
    for found in BARE.finditer(token.content):
        if found.start() > position:
            parts.append(token.copy(content=token.content[position : found.start()]))
        parts.append(Token("math_inline", "math", 0, content=found[0], level=token.level))
        position = found.end()
    if position < len(token.content):
        parts.append(token.copy(content=token.content[position:]))
    return parts
