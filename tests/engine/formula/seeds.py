"""The equations of four learners' notes, and the sentences of theirs that matter."""

RNN = (
    r"""h_{t}=\tanh \left(W\left(\begin{array}{c}
h_{t-1} \\
x_{t}
\end{array}\right)+b_{h}\right)""",
)

SIGMOID_CANDIDATE = (
    r"u^{(t)} =  \sigma\left(U^{u}x^{(t)} + W^{u}\,h^{(t-1)} + b^{u}\right)",
    r"r^{(t)} =  \sigma\left(U^{r}x^{(t)} + W^{r}\,h^{(t-1)} + b^{r}\right)",
    r"h^{(t)} = u^{(t)} \odot h^{(t-1)} + \left(1 -u^{(t)}\right) \odot \sigma "
    r"\left(U x^{(t)} + W\,[r^{(t)} \odot h^{(t-1)}] + b\right) ",
    r"\hat{h}^{(t)} = \sigma \left(U x^{(t)} + W\,[r^{(t)} \odot h^{(t-1)}] + b\right)",
)

ROWS = (
    r"r_t = \sigma(x_t * U_r + H_{t-1} * W_r)",
    r"u_t = \sigma(x_t * U_u + H_{t-1} * W_u)",
    r"\hat{H}_t = \tanh(x_t * U_g + (r_t \circ H_{t-1}) * W_g)",
)
ROWS_PROSE = (
    "Once we have the candidate state, it is used to generate the current hidden state H_t. "
    "Now assume the value of u_t is around 0 then the first term in the equation will vanish "
    "which means the new hidden state will not have much information from the previous hidden "
    "state. On the other hand, the second part becomes almost one."
)

RESET_AFTER = (
    r"Z_t = \sigma(W_z \cdot x_t + U_z \cdot h_{t-1})",
    r"r_t = \sigma(W_r \cdot x_t + U_r \cdot h_{t-1})",
    r"\tilde{h}_t = \tanh(W_h \cdot x_t + r_t \otimes U_h \cdot h_{t-1})",
    r"h_t = (1 - z_t) \otimes h_{t-1} + z_t \otimes \tilde{h}_t",
    r"h_t = (1 - z_t) \otimes h_{t-1} \oplus z_t \otimes \tilde{h}_t",
)
RESET_AFTER_PROSE = r"""Update Gate

How much of the past information need to be considered to the next time step.

The first vector is $[1, 0, 0.3, 1, 0]$ and the second is $[b, g, h, i, j]$. They are multiplied
element-wise (indicated by a circled \otimes) to produce $[b, g, 0.3h, i, j]$. This result is then
added to another vector $[0, 1, 0.7, 0, 1]$ to produce the final result $[a, b, c, d, e]$.
"""
