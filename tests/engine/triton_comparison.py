"""A scan by emitted Triton kernels, in Triton's interpreter, against the eager engine: values and all gradients."""

from dataclasses import dataclass

import torch

from explainer.engine.engine_choice import EngineOptions
from explainer.engine.network import NO_NOISE
from explainer.engine.noise import masks, noisy
from explainer.engine.scan import Scan
from explainer.engine.triton_tiles import Tiles, padded
from explainer.numerics.initialisation import init_params

EAGER, FUSED = EngineOptions("eager"), EngineOptions("fused", "ieee")
TOLERANCE = {torch.float64: 1e-11, torch.float32: 1e-5}


@dataclass(frozen=True)
class Size:
    """Steps, seeds, inputs, units and sequences of a comparison."""

    T: int = 4
    S: int = 2
    n: int = 2
    m: int = 3
    B: int = 5


def in_pieces(m: int, piece: int = 16) -> EngineOptions:
    """Options of kernels that read the recurrent matrices in pieces of so many columns at each step."""
    return EngineOptions("fused", "ieee", tiles=Tiles(padded(m), 16, piece, True))


def random_inputs(program, size: Size, dtype, seed: int = 0):
    """Parameters, x and initial states with random numbers, and weights for a loss."""
    generator = torch.Generator().manual_seed(seed)
    drawn = [init_params(program, size.n, size.m, seed + s, scale=1.5) for s in range(size.S)]
    params = {name: torch.stack([torch.tensor(one[name]) for one in drawn]).to(dtype) for name in drawn[0]}

    def normal(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator, dtype=torch.float64).to(dtype)

    x = normal(size.T, 1, size.n, size.B)
    state = {name: normal(size.S, size.m, size.B) for name in program.cell.state}
    if program.cell.name == "sLSTM":  # n is a sum of exponentials: near 0, where it never is, c / n has no bound
        state["n"] = 1 + state["n"].abs()
    params |= {f"{name}_below": normal(size.T, size.S, size.m, size.B) for name in program.below}
    return params, x, state, normal(size.T, size.S, size.m, size.B)


def run(program, options: EngineOptions, inputs, drawn) -> dict[str, torch.Tensor]:
    """Run forward and backward; return the values of all letters, and all gradients, by name."""
    params, x, state, weights = inputs
    params = {name: value.clone().requires_grad_() for name, value in params.items()}
    state = {name: value.clone().requires_grad_() for name, value in state.items()}
    x = x.clone().requires_grad_()
    done = Scan(program, options)(params | drawn, x, state)
    ((done.h * weights).sum() + sum(value.square().sum() for value in done.last.values())).backward()
    found = {f"gradient of {name}": one.grad for name, one in [*params.items(), *state.items(), ("x", x)]}
    for line in program.cell.equations:
        found[line.name] = done.value(line.name).expand(weights.shape).detach().clone()
        found[f"gradient of letter {line.name}"] = done.grad(line.name)
    return {name: value for name, value in found.items() if value is not None}


def differences(program, options=FUSED, size=Size(), dtype=torch.float64, noise=NO_NOISE, seed=0) -> dict[str, float]:
    """Return the largest difference of each value and gradient to the eager engine, as a share of 1 + its size."""
    noisy_program = noisy(program, noise.kinds)
    inputs = random_inputs(program, size, dtype, seed)
    drawn = masks(program, noise, tuple(inputs[3].shape), 0, inputs[3])
    wanted, found = (run(noisy_program, one, inputs, drawn) for one in (EAGER, options))
    return {name: _difference(found.get(name), wanted.get(name)) for name in {**wanted, **found}}


def _difference(found: torch.Tensor | None, wanted: torch.Tensor | None) -> float:
    """A gradient that one engine does not have is 0 in the other: nothing reads its value."""
    if found is None or wanted is None:
        known = wanted if found is None else found
        return float(known.abs().max())
    return float((found - wanted).abs().max() / (1 + wanted.abs().max()))


def check(program, options=FUSED, size=Size(), dtype=torch.float64, noise=NO_NOISE, seed=0) -> None:
    """Assert that the emitted kernels agree with the eager engine."""
    for name, difference in differences(program, options, size, dtype, noise, seed).items():
        assert difference <= TOLERANCE[dtype], (program.cell.name, name, difference)
