"""The loops of exported source code, over time and over layers; longer where a cell reads the layer below."""

from explainer.cells.program import Program


def states_read(program: Program) -> list[str]:
    """Return the arguments of one step that are states: of the previous step, then of the layer below."""
    return [*(f"{state}_prev" for state in program.cell.state), *(f"{state}_below" for state in program.below)]


def numpy_run(program: Program) -> str:
    """Return the numpy function that runs a stack of layers."""
    sized = next(iter(program.params))
    first = "[:, 0]" if len(program.params[sized]) == 2 else ""
    start = f'tuple(np.zeros_like(params["{sized}"]{first}) for _ in range({len(program.cell.state)}))'
    if not program.below:
        return f'''def run(x, layers):
    """Run a stack of layers over x (T, n); returns the last layer's h, (T, m)."""
    for params in layers:
        state = {start}
        shown = []
        for now in x:
            state = step(now, *state, **params)
            shown.append(state[0])
        x = np.array(shown)
    return x'''
    return f'''def run(x, layers):
    """Run a stack of layers over x (T, n); returns the last layer's h, (T, m). Below the first layer all is 0."""
    below = [[np.zeros_like(layers[0]["{sized}"]{first})] * {len(program.below)}] * len(x)
    for params in layers:
        state = {start}
        shown = []
        for now, under in zip(x, below):
            state = step(now, *state, *under, **params)
            shown.append(state)
        shown = np.array(shown)  # (T, states, m)
        x, below = shown[:, 0], shown[:, {_state_indices(program)}]
    return x'''


def torch_forward(program: Program) -> str:
    """Return the method that runs one layer over time in PyTorch."""
    start = f"tuple(x.new_zeros(*x.shape[1:-1], self.m) for _ in range({len(program.cell.state)}))"
    if not program.below:
        return f"""    def forward(self, x, state=None):
        state = state or {start}
        shown = []
        for now in x:
            state = self.step(now, *state)
            shown.append(state[0])
        return torch.stack(shown), state"""
    return f"""    def forward(self, x, state=None, below=None):
        state = state or {start}
        if below is None:  # the first layer
            below = x.new_zeros(len(x), {len(program.below)}, *x.shape[1:-1], self.m)
        shown = []
        for now, under in zip(x, below):
            state = self.step(now, *state, *under)
            shown.append(torch.stack(state))
        shown = torch.stack(shown)  # (T, states, ..., m)
        return shown[:, 0], state, shown[:, {_state_indices(program)}]"""


def torch_stack(program: Program) -> str:
    """Return the method that runs one layer after the other in PyTorch."""
    if not program.below:
        return """    def forward(self, x):
        for layer in self.layers:
            x, _ = layer(x)
        return x"""
    return """    def forward(self, x):
        below = None
        for layer in self.layers:
            x, _, below = layer(x, None, below)
        return x"""


def extra_outputs(program: Program) -> str:
    """Return the end of a sentence about the states that a layer passes to the next one, beside its h."""
    return "".join(f", its {state} the {state}_below" for state in program.below)


def _state_indices(program: Program) -> list[int]:
    return [program.cell.state.index(state) for state in program.below]
