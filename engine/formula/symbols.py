"""The signs of a formula: LaTeX command, Unicode character and role.

One table read by the lexer (command → character) and by the printer (character → command).
"""

from types import MappingProxyType

LETTERS = MappingProxyType(
    {
        "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε",
        "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ",
        "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "varpi": "ϖ", "rho": "ρ",
        "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "ϕ",
        "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
        "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
        "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "hbar": "ℏ", "imath": "ı", "jmath": "ȷ",
        "partial": "∂", "nabla": "∇", "infty": "∞", "emptyset": "∅", "varnothing": "∅",
        "Re": "ℜ", "Im": "ℑ", "aleph": "ℵ", "wp": "℘", "top": "⊤", "bot": "⊥", "intercal": "⊺",
        "ldots": "…", "dots": "…", "cdots": "⋯", "dotsc": "…", "dotsb": "⋯", "vdots": "⋮",
        "ddots": "⋱", "forall": "∀", "exists": "∃", "neg": "¬", "lnot": "¬", "angle": "∠",
        "square": "□", "Box": "□", "blacksquare": "■", "triangle": "△", "bigstar": "★",
        "degree": "°", "dagger": "†", "ddagger": "‡", "checkmark": "✓", "%": "%", "#": "#",
        "prime": "′", "clubsuit": "♣", "heartsuit": "♡", "S": "§", "copyright": "©",
    }
)  # fmt: skip

OPERATORS = MappingProxyType(
    {
        # sums
        "pm": "±", "mp": "∓", "oplus": "⊕", "ominus": "-", "bigoplus": "⊕",
        # element-wise products
        "odot": "⊙", "circ": "∘", "otimes": "⊗", "bigodot": "⊙", "bigotimes": "⊗",
        # ambiguous products
        "cdot": "⋅", "times": "×", "ast": "*", "star": "⋆", "bullet": "∙", "div": "÷",
        "cdotp": "⋅", "centerdot": "⋅",
    }
)  # fmt: skip

SIGNS = frozenset("+-±∓⊕")
ELEMENTWISE = frozenset("⊙∘⊗")
PRODUCTS = frozenset({"*", "⋅", "×", "⋆", "∙", "/", "÷", "@"})

RELATIONS = MappingProxyType(
    {
        "eq": "=", "neq": "≠", "ne": "≠", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥",
        "lt": "<", "gt": ">", "ll": "≪", "gg": "≫", "approx": "≈", "sim": "∼", "simeq": "≃",
        "cong": "≅", "equiv": "≡", "propto": "∝", "in": "∈", "notin": "∉", "ni": "∋",
        "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇", "to": "→",
        "rightarrow": "→", "longrightarrow": "⟶", "leftarrow": "←", "gets": "←",
        "longleftarrow": "⟵", "leftrightarrow": "↔", "Rightarrow": "⇒", "Leftarrow": "⇐",
        "implies": "⟹", "Longrightarrow": "⟹", "iff": "⟺", "Leftrightarrow": "⇔",
        "mapsto": "↦", "coloneqq": "≔", "coloneq": "≔", "triangleq": "≜", "doteq": "≐",
        "mid": "|", "vert": "|", "colon": ":", "perp": "⟂", "cup": "∪", "cap": "∩",
        "setminus": "∖", "wedge": "∧", "land": "∧", "vee": "∨", "lor": "∨", "uparrow": "↑",
        "downarrow": "↓", "xrightarrow": "→", "lesssim": "≲", "gtrsim": "≳",
        "leftarrowtail": "↢", "rightharpoonup": "⇀", "hookrightarrow": "↪", "models": "⊨",
    }
)  # fmt: skip

LARGE = MappingProxyType(
    {
        "sum": "∑", "prod": "∏", "int": "∫", "oint": "∮", "coprod": "∐", "bigcup": "⋃",
        "bigcap": "⋂", "lim": "lim", "max": "max", "min": "min", "sup": "sup", "inf": "inf",
        "argmax": "argmax", "argmin": "argmin", "limsup": "limsup", "liminf": "liminf",
    }
)  # fmt: skip
"""Operators with limits. Words among them are plain functions where they have no limits."""

FUNCTIONS = frozenset(
    {
        "tanh", "sigmoid", "sigm", "logistic", "softmax", "relu", "ReLU", "RELU", "LeakyReLU",
        "hardsigmoid", "hard_sigmoid", "softplus", "sign", "sgn", "exp", "log", "ln", "sin", "cos",
        "tan", "cot", "sinh", "cosh", "coth", "arctan", "arcsin", "arccos", "artanh", "arctanh",
        "det", "dim", "ker", "arg", "max", "min", "argmax", "argmin", "diag", "concat", "sqrt",
        "Tanh", "Sigmoid", "Softmax", "SoftMax", "gelu", "GELU", "elu", "ELU", "norm",
    }
)  # fmt: skip
"""Words that are functions with or without a backslash."""

BUILT_IN = frozenset(
    {
        "tanh", "exp", "log", "ln", "sin", "cos", "tan", "cot", "sinh", "cosh", "coth", "arctan",
        "arcsin", "arccos", "det", "dim", "ker", "arg", "max", "min",
    }
)  # fmt: skip
"""The functions that LaTeX itself has as commands; the rest need `\\operatorname`."""

ACCENTS = MappingProxyType(
    {
        "tilde": "tilde", "widetilde": "tilde", "hat": "hat", "widehat": "hat", "bar": "bar",
        "overline": "bar", "vec": "vec", "overrightarrow": "vec", "dot": "dot", "ddot": "ddot",
        "check": "check", "breve": "breve", "acute": "acute", "grave": "grave",
        "mathring": "ring", "overleftarrow": "revvec",
    }
)  # fmt: skip

COVERS = MappingProxyType(
    {
        "tilde": "widetilde", "hat": "widehat", "bar": "overline", "vec": "overrightarrow",
    }
)  # fmt: skip
"""The accents that may also cover more than one symbol, and the name of that cover."""

COMBINING = MappingProxyType(
    {
        "\u0303": "tilde", "\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0307": "dot",
        "\u0308": "ddot", "\u030c": "check", "\u0306": "breve", "\u0301": "acute",
        "\u0300": "grave", "\u20d7": "vec", "\u030a": "ring", "\u20d6": "revvec",
    }
)  # fmt: skip

FONTS = MappingProxyType(
    {
        "mathbf": "bf", "boldsymbol": "bf", "bm": "bf", "bf": "bf", "pmb": "bf", "textbf": "bf",
        "mathrm": "rm", "rm": "rm", "mathnormal": "", "mathit": "it", "it": "it", "textit": "it",
        "mathcal": "cal", "cal": "cal", "mathbb": "bb", "Bbb": "bb", "mathsf": "sf", "sf": "sf",
        "mathtt": "tt", "tt": "tt", "mathfrak": "frak", "mathscr": "scr", "boldmath": "bf",
        "symbf": "bf", "symbfit": "bf", "mathbfit": "bf", "bfseries": "bf",
    }
)  # fmt: skip

OPENING = MappingProxyType(
    {
        "(": "(", "[": "[", r"\{": "{", r"\lbrace": "{", r"\lbrack": "[", r"\langle": "⟨",
        r"\lfloor": "⌊", r"\lceil": "⌈", r"\lvert": "|", r"\lVert": "‖", r"\lgroup": "(",
        "⟨": "⟨", "⌊": "⌊", "⌈": "⌈",
    }
)  # fmt: skip
CLOSING = MappingProxyType(
    {
        ")": ")", "]": "]", r"\}": "}", r"\rbrace": "}", r"\rbrack": "]", r"\rangle": "⟩",
        r"\rfloor": "⌋", r"\rceil": "⌉", r"\rvert": "|", r"\rVert": "‖", r"\rgroup": ")",
        "⟩": "⟩", "⌋": "⌋", "⌉": "⌉",
    }
)  # fmt: skip
SUBSCRIPTS = MappingProxyType(
    dict(
        zip(
            "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
            "0123456789+-=()aehijklmnoprstuvxβγρφχ",
            strict=True,
        )
    )
)
SUPERSCRIPTS = MappingProxyType(
    dict(
        zip(
            "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᵁᵂᴴᴿ",
            "0123456789+-=()abcdefghijklmnoprstuvwxyzTUWHR",
            strict=True,
        )
    )
)
"""Unicode scripts, as pasted from web pages: `hₜ₋₁`, `h⁽ᵗ⁾`."""

PASTED = MappingProxyType(
    {
        "−": ("op", "-"), "–": ("op", "-"), "·": ("op", "⋅"), "⋅": ("op", "⋅"), "•": ("op", "∙"),
        "∙": ("op", "∙"), "∗": ("op", "*"), "×": ("op", "×"), "÷": ("op", "÷"), "⊙": ("op", "⊙"),
        "∘": ("op", "∘"), "○": ("op", "∘"), "⊗": ("op", "⊗"), "⨀": ("op", "⊙"), "⨂": ("op", "⊗"),
        "⊕": ("op", "⊕"), "±": ("op", "±"), "∓": ("op", "∓"), "⋆": ("op", "⋆"), "◦": ("op", "∘"),
        "〈": ("open", "⟨"), "〉": ("close", "⟩"), "∥": ("bar", "‖"), "‖": ("bar", "‖"),
        "′": ("prime", "'"), "’": ("prime", "'"), "″": ("prime", "''"), "⟨": ("open", "⟨"),
        "⟩": ("close", "⟩"), "⌊": ("open", "⌊"), "⌋": ("close", "⌋"), "⌈": ("open", "⌈"),
        "⌉": ("close", "⌉"), "∑": ("large", "∑"), "∏": ("large", "∏"), "∫": ("large", "∫"),
        "µ": ("letter", "μ"),
    }
)  # fmt: skip

# Commands that leave no trace in the tree, without and with an argument of their own.
SILENT = frozenset(
    {
        "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits",
        "nonumber", "notag", "hline", "hfill", "allowbreak", "nobreak", "mathbin", "mathrel",
        "mathord", "mathopen", "mathclose", "mathpunct", "mathinner", "mathstrut", "strut",
        "centering", "relax", "thinspace", "negthinspace", "medspace", "thickspace",
        "enspace", "left", "normalsize", "small", "large", "Large", "footnotesize",
        "noindent", "protect", "ensuremath", "break", "mathop", "mathchoice", "smash",
        "hskip", "par",
    }
)  # fmt: skip
SILENT_WITH_ARGUMENT = frozenset(
    {
        "label", "hspace", "vspace", "color", "ref", "eqref", "cite", "vphantom", "hphantom",
        "textcolor", "colorbox", "require", "rule", "class", "cssId", "style", "phantom",
        "bbox",
    }
)  # fmt: skip
WIDE = frozenset(
    {
        "quad", "qquad",
    }
)  # fmt: skip
STRUCTURE = frozenset(
    {
        "frac", "dfrac", "tfrac", "cfrac", "sqrt", "boxed", "fbox", "underbrace", "overbrace",
        "underline", "overset", "underset", "stackrel", "cancel", "bcancel", "xcancel",
        "binom", "tbinom", "dbinom", "over", "substack", "not", "hole", "answer",
    }
)  # fmt: skip
ENGLISH = frozenset(
    {
        "if", "and", "or", "otherwise", "where", "for", "else", "with", "when", "then", "let",
        "is", "as", "in", "by", "to",
    }
)  # fmt: skip

COMMAND_OF: dict[str, str] = {}
"""The command that prints a character; the first of several names wins."""
for _table in (LETTERS, OPERATORS, RELATIONS, LARGE):
    for _name, _sign in _table.items():
        COMMAND_OF.setdefault(_sign, _name)
for _sign in "*=<>|:-%#":
    COMMAND_OF.pop(_sign, None)
