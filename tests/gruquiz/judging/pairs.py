"""What a note says, what may be typed for it, and what looks right but is not.

Formulas have a table of their own.
"""

from collections.abc import Iterator
from pathlib import Path

Table = dict[str, tuple[list[str], list[str]]]
"""Answer as the note writes it → (what is right, a slip at most; what is wrong)."""

WORDS: Table = {
    "update gate": (
        [
            "Update Gate",
            "the update-gate",
            "updategate",
            "update gates",
            "udpate gate",
            "update gate.",
        ],
        ["reset gate", "update", "update rate", "gate update gate", "no update gate", ""],
    ),
    "the hidden state": (
        ["hidden state", "Hidden states", "hiden state"],
        ["cell state", "hidden"],
    ),
    "element-wise product": (
        ["elementwise product", "element wise product", "Element–wise products"],
        ["matrix product", "element-wise sum", "outer product"],
    ),
    "C#": (["c#", "C #"], ["C", "C++", "F#"]),
    "C++": (["c++"], ["C", "C+", "C#"]),
    "r > z": (["r>z", "z < r"], ["r < z", "r ≥ z", "z > r", "r = z"]),
    "r ≥ z": (["r >= z", "z ≤ r"], ["r ≤ z", "r > z"]),
    "loss < threshold": (
        ["loss<threshold", "the loss < threshold"],
        ["loss > threshold", "loss ≤ threshold"],
    ),
    "positive (+)": (["positive"], ["negative", "positive (-)"]),
    "not necessary": (["Not necessary"], ["necessary"]),
    "colour channel": (["color channel", "colour channels"], ["colour"]),
    "modelling": (["modeling"], ["molding"]),
    "optimisation": (["optimization", "optimisaton"], ["optimum"]),
    "centre": (["center"], ["central"]),
    "encoder": (["Encoder", "encoders", "the encoder"], ["decoder", "encoding"]),
    "forward pass": (["forward-pass", "forwrd pass"], ["backward pass", "forward"]),
    "increase": (["increases"], ["decrease", "increased learning"]),
    "ŷ": (["ŷ"], ["y"]),
    "が": (["が"], ["か"]),
    "naïve": (["naive", "naïve"], ["negative"]),
    "gated recurrent unit (GRU)": (
        [
            "gated recurrent unit",
            "GRU",
            "gated recurrent unit (GRU)",
            "gated recurent unit",
            "Gated Recurrent Units",
        ],
        ["gated unit", "LSTM", "recurrent unit", "gated recurrent union"],
    ),
    "The candidate (candidate activation, candidate state).": (
        ["candidate", "candidate activation", "the candidate state"],
        ["the state", "activation", "cell"],
    ),
    "tanh (not sigmoid)": (["tanh"], ["sigmoid", "not sigmoid"]),
    "LSTM": (["lstm", "LSTMs", "the LSTM"], ["LSTN", "GRU", "STM"]),
    "ReLU": (["relu"], ["PReLU", "GeLU", "ELU"]),
    "tanh": (["Tanh"], ["tan", "sinh", "atanh"]),
    "in 1997": (["1997"], ["1998", "in 1979"]),
    "Cho et al. (2014)": (["Cho et al.", "Cho et al 2014"], ["Chung et al.", "Cho et al. (2015)"]),
    "self-attention": (["self attention", "Self-Attention"], ["attention", "cross-attention"]),
    "n-gram": (["n gram", "N-grams"], ["m-gram", "gram"]),
    "unsupervised": (["unsupervised"], ["supervised", "semi-supervised"]),
    "the first": (["first"], ["the second", "the last"]),
    "Language modelling.": (
        ["language modeling", "languge modelling"],
        ["language", "machine translation"],
    ),
    "On the right": (["on the right", "the right", "right"], ["on the left", "left"]),
    "update gate|$z_t$": (
        ["update gate", "z_t", "$z_t$", "updategate"],
        ["reset gate", "r_t", "h_t"],
    ),
    "h̃|the candidate": (["the candidate", "candidate", "h̃"], ["h", "the state"]),
    r"P(A|B)": (["P(A|B)"], ["P(B|A)", "A"]),
}

NUMBERS: Table = {
    "0.25": (
        [
            "0.25",
            ".25",
            "0,25",
            "1/4",
            "25%",
            "25 %",
            "2.5e-1",
            "2.5x10^-1",
            "2.5 × 10⁻¹",
            "0·25",
            "¼",
            "0.25.",
            "0.25,",
            "0.250",
            "0.25\u200b",
            "z = 0.25",
            "25 percent",
        ],
        ["0.26", "-0.25", "25", "2.5", "0.025", "0.3", "1/3", "three", "0.2", "2.5%"],
    ),
    "-0.25": (["−0.25", "‑0.25", "–0.25", "－0.25", "-1/4", "- 0.25"], ["0.25", "-0.26", "25"]),
    "1/2": (["0.5", "½", "50%", ".5", "2/4", "1 / 2"], ["1/3", "2", "0.2", "1.2", "-1/2"]),
    "1/3": (["0.333", "0.33", "1/3", "33.3%"], ["0.3", "0.34", "3", "1/4"]),
    "0.001": (
        ["1×10^-3", "1e-3", "10^-3", "10⁻³", ".001", "0.1%"],
        ["10^3", "0.01", "1000", "0.0015"],
    ),
    "27000": (
        ["27,000", "27 000", "27_000", "27\u202f000", "2.7e4", "27000.0"],
        ["2700", "27", "27.000001", "27,001", "270,000"],
    ),
    "27,000": (["27000", "27 000", "27,000"], ["27", "2,700"]),
    "1,250": (["1250", "1.25", "1 250"], ["1260", "125", "12.5"]),
    "3": (["3", "3.0", "+3"], ["three", "2.6", "3.4", "-3", "2", "33"]),
    "2014": (["2014"], ["2015", "2014.4", "14"]),
    "25%": (["25", "0.25", "25 %", "1/4", "25 percent"], ["2.5", "75%", "0.025"]),
    "4.60 (it is $\\ln 99$)": (["4.60", "4.6", "4.595", "ln(99)"], ["4.5", "4.61", "46"]),
    "0.5": (["0.5", "1/2", "0.50"], ["0.54", "0.45", "5", "-0.5"]),
    "$1.2 \\cdot 0.75 \\cdot 0.25 = 0.225$": (
        ["0.225", "1.2*0.75*0.25", "9/40", "1.2·0.75·0.25 = 0.225"],
        ["0.22", "0.9", "-0.225"],
    ),
    "$[0.8, 0]$": (
        ["[0.8, 0]", "0.8, 0", "(0.8; 0)", "[.8 0]", "[0.8, 0]ᵀ", "tensor([0.8000, 0.0000])"],
        ["[0, 0.8]", "0.8", "[0.8, 0.1]", "[-0.8, 0]"],
    ),
    "50 × 128": (
        ["50x128", "(50, 128)", "[50, 128]", "torch.Size([50, 128])", "50 by 128"],
        ["128 × 50", "50", "6400"],
    ),
    "(2, 3)": (["2x3", "(2,3)", "2, 3"], ["(3, 2)", "6", "(2, 3, 1)"]),
    "27,000 parameters": (
        ["27000", "27 000 parameters", "27,000 parameter"],
        ["2700 parameters", "27,000 layers"],
    ),
    "20 ms": (["20", "20 ms", "20ms"], ["20 s", "0.2 ms", "20 Ms"]),
    "10^-3": (["0.001", "1e-3", "10⁻³"], ["10^3", "-10^3", "10-3"]),
    "7": (["7"], ["6", "8", "0.7"]),
    "$\\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}$": (
        ["1 2; 3 4", "[[1,2],[3,4]]", "1 2\n3 4"],
        ["[[1,3],[2,4]]", "1 2 3 4", "[[1,2],[3,5]]"],
    ),
}

SHAPES: Table = {
    "(3H, I)": (
        ["3H, I", "(3*H, I)", "[3H, I]", "3H × I", "torch.Size([3H, I])", "(H*3, I)"],
        ["(I, 3H)", "(3H, H)", "(H, I)", "(4H, I)", "(3h, I)"],
    ),
    "(N, L, 2H)": (["N, L, 2H", "(N,L,2H)", "N x L x 2H"], ["(L, N, 2H)", "(N, L, H)", "(N, L)"]),
    "(4, N, H)": (["4 x N x H", "(4,N,H)"], ["(2, N, H)", "(N, 4, H)"]),
}

CODE: Table = {
    "`torch.nn.GRU`": (
        ["torch.nn.GRU", "nn.GRU", "GRU", "`torch.nn.GRU`", "torch.nn.GRU()"],
        ["torch.nn.gru", "torch.nn.LSTM", "tf.nn.GRU", "torch.nn.GRUCell"],
    ),
    "`torch.nn.utils.rnn.pack_padded_sequence`": (
        ["pack_padded_sequence", "nn.utils.rnn.pack_padded_sequence", "pack_padded_sequence()"],
        ["pad_packed_sequence", "pack_sequence", "packPaddedSequence", "Pack_padded_sequence"],
    ),
    "`keras.layers.GRU(units, return_sequences=True)`": (
        [
            "GRU(units, return_sequences=True)",
            "layers.GRU(units,return_sequences=True)",
            "tf.keras.layers.GRU(units, return_sequences = True)",
        ],
        ["GRU(units, return_sequences=False)", "GRU(units)", "LSTM(units, return_sequences=True)"],
    ),
    "`batch_first=True`": (
        ["batch_first=True", "batch_first = True", "'batch_first=True'"],
        ["batch_first=False", "batch_first", "batchfirst=True"],
    ),
    "`numpy.einsum`": (["np.einsum", "einsum", "numpy.einsum()"], ["np.sum", "numpy.Einsum"]),
    "`h_n`": (["h_n"], ["hn", "h_0", "H_n"]),
    "`a[-1]`": (["a[-1]", "a[ -1 ]"], ["a[1]", "a[0]", "a(-1)"]),
    '`"same"`': (["same", "'same'", '"same"'], ["valid", "Same"]),
    "weight_ih_l0": (["weight_ih_l0"], ["weight_hh_l0", "weight_ih_l1", "weight ih l0"]),
    "`x <- 5`": (["x <- 5", "x<-5"], ["x -> 5", "x = 5"]),
    "`!=`": (["!="], ["==", "="]),
    "`git rebase -i`": (["git rebase -i"], ["git rebase", "git rebase -I", "gitrebase -i"]),
}

LISTS: Table = {
    "reset and update": (
        ["update and reset", "reset, update", "reset update", "Update & reset"],
        ["reset", "reset and forget", "reset and reset", "update, reset, output"],
    ),
    "Input gate, forget gate and output gate.": (
        [
            "forget gate, input gate, output gate",
            "output gate; input gate; forget gate",
            "input gate and forget gate and output gate",
        ],
        [
            "input gate and forget gate",
            "input gate, reset gate, output gate",
            "input, forget, output, cell",
        ],
    ),
    "Polyphonic music and speech signals.": (
        ["speech signals and polyphonic music", "speech signals, polyphonic musik"],
        ["music", "speech signals"],
    ),
    "`use_bias=True` and `reset_after=True`": (
        ["reset_after=True and use_bias=True", "use_bias=True, reset_after=True"],
        ["use_bias=True", "use_bias=False and reset_after=True"],
    ),
    "The states `h_0` and `h_n`": (["h_n and h_0", "h_0, h_n"], ["h_0", "h_1 and h_n"]),
    "Glorot uniform, orthogonal, and zeros.": (
        ["zeros, orthogonal, glorot uniform"],
        ["glorot uniform, orthogonal, ones", "orthogonal, zeros"],
    ),
    "$r_t$ and $z_t$": (["z_t and r_t", "r_t, z_t"], ["r_t", "r_t and h_t"]),
    "red; green; blue": (
        ["blue, green, red", "red green blue"],
        ["red; green", "red; green; black"],
    ),
    "2 and 3": (["3 and 2", "2, 3"], ["2 and 4", "5"]),
}

HELD_OUT: Table = {
    "learning rate": (
        ["Learning-rate", "the learning rate", "learning rates", "learing rate"],
        ["learning", "decay rate", "learning rate decay"],
    ),
    "Batch normalisation": (
        ["batch normalization", "batchnormalisation"],
        ["layer normalisation", "batch"],
    ),
    "vanishing gradient": (
        ["vanishing gradients", "the vanishing gradient", "vanishng gradient"],
        ["exploding gradient", "gradient", "vanishing"],
    ),
    "F#": (["f#"], ["F", "C#"]),
    "A*": (["a*", "A *"], ["A", "A+"]),
    "a ≠ b": (["a != b"], ["a = b", "a ≈ b"]),
    "long short-term memory (LSTM)": (
        ["LSTM", "long short term memory", "Long short-term memory"],
        ["short-term memory", "GRU", "long-term memory"],
    ),
    "behaviour": (["behavior", "behaviours"], ["behave"]),
    "sequence-to-sequence": (["sequence to sequence"], ["sequence", "set to sequence"]),
    "two": (["Two"], ["three", "too"]),
    "0.125": (
        ["1/8", "12.5%", ".125", "0,125", "1.25e-1"],
        ["0.13", "1.25", "-0.125", "0.12", "8"],
    ),
    "1.5": (["3/2", "1½", "1,5", "150%"], ["15", "1.6", "1.45", "-1.5"]),
    "-3": (["−3", "-3.0"], ["3", "-2", "-3.2"]),
    "1 000 000": (
        ["1000000", "1,000,000", "10^6", "1e6", "1_000_000"],
        ["100000", "10^5", "1,000"],
    ),
    "99 %": (["99%", "0.99", "99"], ["9.9", "0.099", "100%"]),
    "64×32": (["64 x 32", "(64, 32)", "[64,32]"], ["32x64", "2048"]),
    "(B, T, H)": (["B, T, H", "[B,T,H]"], ["(T, B, H)", "(B, T)"]),
    "`tf.function`": (
        ["tf.function", "function", "tensorflow.function"],
        ["tf.Function", "torch.function"],
    ),
    "`optimizer.zero_grad()`": (
        ["optimizer.zero_grad()", "zero_grad", "optimizer.zero_grad"],
        ["zero_grads", "optimizer.step()"],
    ),
    "`num_layers=2`": (["num_layers=2", "num_layers = 2"], ["num_layers=3", "num_layer=2"]),
    "encoder and decoder": (
        ["decoder and encoder", "encoder, decoder"],
        ["encoder", "encoder and encoder"],
    ),
    "precision, recall and accuracy": (
        ["recall, accuracy, precision", "accuracy recall precision"],
        ["precision and recall", "precision, recall, F1"],
    ),
    "dropout (a form of regularisation)": (["dropout", "Dropout"], ["regularisation", "drop"]),
}

PROBES: Table = {
    "O(n)": (["o(n)", "O (n)"], ["O", "O(m)", "n", "O(n^2)"]),
    "O(n^2)": (["O(n²)", "O(n^2)"], ["O(n)", "O(2n)", "O(n^3)"]),
    "from input to output": (["From input to output"], ["from output to input", "input"]),
    "two gates": (["2 gates", "Two gates", "two gate"], ["three gates", "two states", "two"]),
    "3 gates": (["3", "3 gates", "3 gate"], ["4 gates", "3 states", "2"]),
    "2 hidden layers": (
        ["2 layers", "2", "2 hidden layer"],
        ["2 input layers", "3 hidden layers", "1"],
    ),
    "3D": (["3d"], ["3", "2D", "D"]),
    "∞": (["infinity", "∞"], ["0", "1"]),
    "i.i.d.": (["iid", "i.i.d"], ["id", "idd"]),
    "t-SNE": (["tsne", "t-sne", "t SNE"], ["SNE", "u-SNE"]),
    "teacher forcing": (
        ["Teacher-forcing", "teacher forceing", "the teacher forcing"],
        ["teacher", "student forcing", "forcing"],
    ),
    "gradient clipping (by norm)": (
        ["gradient clipping", "gradient clipping by norm"],
        ["gradient descent", "clipping by value", "gradient clipping by value"],
    ),
    "0.9": (["0.9", "9/10", "90%", ".9"], ["0.09", "0.95", "0.87", "9", "-0.9"]),
    "0.368": (["0.368", "exp(-1)", "1/e", ".3679"], ["0.37", "0.36", "0.386", "-0.368", "0.3"]),
    "1e-4": (["0.0001", "10^-4", "1·10^-4", "10⁻⁴"], ["1e4", "10^4", "0.001", "1e-5"]),
    "12,345": (["12345", "12 345", "12,345"], ["1234", "12", "12346"]),
    "±1": (["±1"], ["1", "-1", "+1"]),
    "[0, 1]": (["[0,1]", "(0, 1)", "0; 1"], ["[1, 0]", "[0, 2]", "0"]),
    "(0, 1)": (["0, 1", "(0,1)"], ["(1, 0)", "(-1, 1)"]),
    "`x.T @ W`": (["x.T @ W", "x.T@W"], ["x @ W", "x.T * W", "X.T @ W"]),
    "`model.eval()`": (["model.eval()", "eval()", "eval"], ["model.train()", "model.Eval()"]),
    "`lr=1e-3`": (["lr=1e-3", "lr = 1e-3"], ["lr=1e3", "lr=1e-4"]),
    "`None`": (["None"], ["none", "0"]),
    "`None`|nothing": (["None", "nothing"], ["none at all", "null"]),
    "weights and biases": (
        ["biases and weights", "weights, biases", "bias and weights"],
        ["weights", "weights and gates", "weights and activations"],
    ),
    "tanh, sigmoid and ReLU": (
        ["ReLU, tanh, sigmoid", "relu tanh sigmoid"],
        ["tanh, sigmoid", "tanh, sigmoid, ELU", "sigmoid, sigmoid, relu"],
    ),
    "Kyunghyun Cho": (
        ["kyunghyun cho", "Kyungyun Cho"],
        ["Cho", "Junyoung Chung", "Kyunghyun Chung"],
    ),
    "unidirectional": (["uni-directional", "Unidirectional"], ["bidirectional", "directional"]),
    "z → 1": (["z -> 1", "z→1"], ["z → 0", "1 → z", "z ← 1"]),
    "a = b": (["a=b", "a = b"], ["a ≠ b", "a != b", "a = c"]),
    "x^2": (["x²", "x**2", "x*x"], ["x2", "2x", "x^3", "x"]),
    "1 + 1/n": (["1+1/n", "(n+1)/n"], ["1 - 1/n", "1+n", "1/n"]),
    "γ": (["gamma", r"\gamma", "γ"], ["g", "β"]),
    r"$\alpha$": (["alpha", "α"], ["a", "beta"]),
    "$1/\\alpha$": (["1/alpha", "1/α", "α^-1"], ["alpha", "-1/alpha"]),
}


def read(name: str) -> Table:
    """The table of a file beside this one."""
    table: Table = {}
    answer = ""
    for line in (Path(__file__).parent / name).read_text("utf-8").splitlines():
        if line.startswith("  "):
            table[answer]["=≠".index(line[2])].extend(line[4:].split(" ¦ "))
        elif line and not line.startswith(("# ", "## ")):
            answer = line
            table[answer] = ([], [])
    return table


TABLES: dict[str, Table] = {
    "words": WORDS,
    "numbers": NUMBERS,
    "shapes": SHAPES,
    "code": CODE,
    "lists": LISTS,
    "held out": HELD_OUT,
    "probes": PROBES,
    "many hands": read("many_hands.txt"),
    "fresh hands": read("fresh_hands.txt"),
}


def pairs() -> Iterator[tuple[str, str, str, bool]]:
    """(table, answer, typed, whether it is right) of all tables."""
    for name, table in TABLES.items():
        for answer, (right, wrong) in table.items():
            for typed in right:
                yield name, answer, typed, True
            for typed in wrong:
                yield name, answer, typed, False
