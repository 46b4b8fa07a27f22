"""The cells that the app has, each as a short list of named equations."""

from dataclasses import dataclass

ROLES = {
    "keep": "how much of the old memory survives",
    "write": "how much new content enters",
    "read": "how much of the memory is shown or used",
    "new": "the candidate: what could be written",
    "memory": "the cell state, which is carried to the next step",
    "hidden": "the output of the step, and the input of the next layer",
    "sum": "a sum before a gate's activation",
}


@dataclass(frozen=True)
class Equation:
    """One equation of a cell: a letter, its right-hand side as text, its role and a sentence about it."""

    name: str
    text: str
    role: str
    about: str


@dataclass(frozen=True)
class Cell:
    """A recurrent cell; `state` names the values that are carried to the next step, the output `h` first."""

    name: str
    paper: str
    state: tuple[str, ...]
    equations: tuple[Equation, ...]
    about: str


def _gate(letter: str) -> str:
    return f"W_{letter} @ x + U_{letter} @ h_prev + b_{letter}"


def _of_input(letter: str) -> str:
    return f"W_{letter} @ x + b_{letter}"


def _normed(letter: str) -> str:
    return f"p_x{letter} * norm(W_{letter} @ x) + p_h{letter} * norm(U_{letter} @ h_prev) + b_{letter}"


_INPUT = Equation("i", f"sigmoid({_gate('i')})", "write", "input gate: how much of the candidate to write")
_FORGET = Equation("f", f"sigmoid({_gate('f')})", "keep", "forget gate: how much of the old memory to keep")
_CANDIDATE = Equation("g", f"tanh({_gate('g')})", "new", "candidate: what could be written")
_OUTPUT = Equation("o", f"sigmoid({_gate('o')})", "read", "output gate: how much of the memory to show")
_MEMORY = Equation("c", "f * c_prev + i * g", "memory", "cell state: keep some, write some")
_HIDDEN = Equation("h", "o * tanh(c)", "hidden", "hidden state: the output of the step")
_RESET = Equation("r", f"sigmoid({_gate('r')})", "read", "reset gate: how much of the past the candidate sees")
_UPDATE = Equation("z", f"sigmoid({_gate('z')})", "keep", "update gate: how much of the old state to keep")
_BLEND = Equation("h", "(1 - z) * n + z * h_prev", "hidden", "hidden state: a blend of old and new")


def _two_biases(letter: str) -> str:
    return f"W_{letter} @ x + b_{letter} + U_{letter} @ h_prev + d_{letter}"


SHIPPED = (
    Cell("RNN", "Elman 1990", ("h",), (
        Equation("h", f"tanh({_gate('h')})", "hidden", "hidden state: rewritten whole at every step"),
    ), "The plain recurrent network: no gate, the state goes through a matrix at every step."),
    Cell("RNN-ReLU", "Le, Jaitly & Hinton 2015", ("h",), (
        Equation("h", f"relu({_gate('h')})", "hidden", "hidden state: rewritten, and never negative"),
    ), "The plain network with a rectifier; the paper initialises its recurrent matrix as the identity."),
    Cell("LSTM", "Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000", ("h", "c"),
         (_INPUT, _FORGET, _CANDIDATE, _OUTPUT, _MEMORY, _HIDDEN),
         "Long short-term memory: a cell state that no matrix multiplies, with three gates that control it."),
    Cell("LSTM-1997", "Hochreiter & Schmidhuber 1997", ("h", "c"), (
        _INPUT, _CANDIDATE, _OUTPUT,
        Equation("c", "c_prev + i * g", "memory", "cell state: nothing is ever forgotten, only added to"),
        _HIDDEN,
    ), "The first LSTM, which could not forget; its two scaled sigmoids are tanh here."),
    Cell("LSTM-peephole", "Gers & Schmidhuber 2000", ("h", "c"), (
        Equation("i", f"sigmoid({_gate('i')} + p_i * c_prev)", "write", "input gate, which also sees the old memory"),
        Equation("f", f"sigmoid({_gate('f')} + p_f * c_prev)", "keep", "forget gate, which also sees the old memory"),
        _CANDIDATE,
        _MEMORY,
        Equation("o", f"sigmoid({_gate('o')} + p_o * c)", "read", "output gate, which sees the new memory"),
        _HIDDEN,
    ), "Each gate also reads the memory directly, with one weight per unit, and not only the hidden state."),
    Cell("LSTM-norm", "Ba, Kiros & Hinton 2016, supplement", ("h", "c"), (
        Equation("i", f"sigmoid({_normed('i')})", _INPUT.role, _INPUT.about),
        Equation("f", f"sigmoid({_normed('f')})", _FORGET.role, _FORGET.about),
        Equation("g", f"tanh({_normed('g')})", _CANDIDATE.role, _CANDIDATE.about),
        Equation("o", f"sigmoid({_normed('o')})", _OUTPUT.role, _OUTPUT.about),
        _MEMORY,
        Equation("h", "o * tanh(p_c * norm(c) + b_c)", "hidden", "hidden state: the memory, normalised on its way out"),
    ), "An LSTM whose products are normalised over the units before they are added, each with a gain per unit, p. "
       "The paper normalises the four gates together; here each gate is normalised on its own."),
    Cell("LSTM-depth", "Yao et al. 2015, equations 6 to 10", ("h", "c"), (
        Equation("i", f"sigmoid({_gate('i')} + p_i * c_prev)", "write", "input gate, which also sees the old memory"),
        Equation("f", f"sigmoid({_gate('f')} + p_f * c_prev)", "keep", "forget gate, which also sees the old memory"),
        Equation("d", "sigmoid(W_d @ x + p_cd * c_prev + p_ld * c_below + b_d)", "write",
                 "depth gate: how much of the lower layer's memory to take over"),
        _CANDIDATE,
        Equation("c", "f * c_prev + i * g + d * c_below", "memory", "cell state: kept, written and taken over"),
        Equation("o", f"sigmoid({_gate('o')} + p_o * c)", "read", "output gate, which sees the new memory"),
        _HIDDEN,
    ), "Depth-gated: the memory of the layer below enters this one through a gate. The first layer has none below it "
       "and is an LSTM with peepholes, so use two layers or more."),
    Cell("CIFG", "Greff et al. 2017", ("h", "c"), (
        _INPUT,
        Equation("f", "1 - i", "keep", "forget gate, tied to the input gate: what is written replaces what was"),
        _CANDIDATE, _OUTPUT, _MEMORY, _HIDDEN,
    ), "Coupled input and forget gate: one gate fewer; what is written replaces exactly what is forgotten."),
    Cell("GRU", "Cho et al. 2014, with the reset after the product as in PyTorch and cuDNN", ("h",), (
        Equation("r", f"sigmoid({_two_biases('r')})", _RESET.role, _RESET.about),
        Equation("z", f"sigmoid({_two_biases('z')})", _UPDATE.role, _UPDATE.about),
        Equation("n", "tanh(W_n @ x + b_n + r * (U_n @ h_prev + d_n))", "new", "candidate, with the past gated"),
        _BLEND,
    ), "Gated recurrent unit: one state, in which new content replaces exactly what is not kept."),
    Cell("GRU-Cho", "Cho et al. 2014, equations 5 to 8", ("h",), (
        _RESET, _UPDATE,
        Equation("n", "tanh(W_n @ x + U_n @ (r * h_prev) + b_n)", "new", "candidate: the past is gated first"),
        _BLEND,
    ), "The GRU as first published: the reset gate acts before the matrix, not after it."),
    Cell("MGU", "Zhou et al. 2016", ("h",), (
        Equation("f", f"sigmoid({_gate('f')})", "write", "the only gate: how much to write, and of the past to see"),
        Equation("n", "tanh(W_n @ x + U_n @ (f * h_prev) + b_n)", "new", "candidate: what could be written"),
        Equation("h", "(1 - f) * h_prev + f * n", "hidden", "hidden state: f writes here, and 1 - f keeps"),
    ), "Minimal gated unit: one gate does the work of two. In spite of its letter, f writes."),
    Cell("JANET", "van der Westhuizen & Lasenby 2018", ("h", "c"), (
        Equation("a", _gate("f"), "sum", "the sum behind both gates"),
        Equation("f", "sigmoid(a)", "keep", "forget gate: how much of the old memory to keep"),
        Equation("i", "1 - sigmoid(a - 1)", "write", "how much to write: a little more than what was forgotten"),
        _CANDIDATE,
        Equation("c", "f * c_prev + i * g", "memory", "cell state: keep some, write some"),
        Equation("h", "c", "hidden", "hidden state: the whole memory is shown"),
    ), "Just another network: an LSTM with the forget gate alone; the write gate is computed from the same sum."),
    Cell("UGRNN", "Collins, Sohl-Dickstein & Sussillo 2017", ("h",), (
        _UPDATE,
        Equation("n", f"tanh({_gate('n')})", "new", "candidate: what could be written"),
        _BLEND,
    ), "Update-gate network: a GRU without the reset gate. The paper calls its gate g and its candidate c."),
    Cell("minGRU", "Feng et al. 2024", ("h",), (
        Equation("z", f"sigmoid({_of_input('z')})", "write", "the only gate: how much of the candidate to write"),
        Equation("n", _of_input("n"), "new", "candidate: a sum alone, without an activation"),
        Equation("h", "(1 - z) * h_prev + z * n", "hidden", "hidden state: z writes here, and 1 - z keeps"),
    ), "A GRU whose gate and candidate read the input alone: no matrix multiplies the state, so all steps can be "
       "computed in parallel. Here z writes, unlike in the GRU."),
    Cell("minLSTM", "Feng et al. 2024", ("h",), (
        Equation("j", f"sigmoid({_of_input('f')})", "sum", "forget gate before both gates are scaled"),
        Equation("k", f"sigmoid({_of_input('i')})", "sum", "input gate before both gates are scaled"),
        Equation("f", "j / (j + k)", "keep", "forget gate: its share of both gates, so that f and i add up to 1"),
        Equation("i", "k / (j + k)", "write", "input gate: its share of both gates"),
        Equation("g", _of_input("g"), "new", "candidate: a sum alone, without an activation"),
        Equation("h", "f * h_prev + i * g", "hidden", "hidden state: keep some, write some"),
    ), "An LSTM without output gate and without memory beside h. Its gates read the input alone and add up to 1, so "
       "all steps can be computed in parallel."),
    Cell("sLSTM", "Beck et al. 2024, equations 8 to 17", ("h", "s", "c", "n"), (
        Equation("a", _gate("i"), "sum", "logarithm of the input gate, which is an exponential"),
        Equation("d", _gate("f"), "sum", "sum of the forget gate, which is a sigmoid"),
        Equation("l", "min(d, 0) - log(1 + exp(min(d, -d)))", "sum",
                 "logarithm of the forget gate, log(sigmoid(d)), written so that it cannot overflow"),
        Equation("s", "max(l + s_prev, a)", "memory", "stabiliser: the larger of both logarithms, which is subtracted"),
        Equation("i", "exp(a - s)", "write", "input gate: an exponential, which can outweigh all that was written"),
        Equation("f", "exp(l + s_prev - s)", "keep", "forget gate: how much of the old memory to keep"),
        Equation("z", f"tanh({_gate('z')})", "new", "candidate: what could be written"),
        _OUTPUT,
        Equation("c", "f * c_prev + i * z", "memory", "cell state: keep some, write some"),
        Equation("n", "f * n_prev + i", "memory", "normaliser: the sum of all gates that made the cell state"),
        Equation("h", "o * (c / n)", "hidden", "hidden state: the mean of what was written, through the output gate"),
    ), "An LSTM with an exponential input gate. The normaliser n divides the cell state, and the stabiliser s, which "
       "the paper calls m, keeps the exponentials small without changing h. One head."),
)  # fmt: skip

CELLS = {cell.name: cell for cell in SHIPPED}
