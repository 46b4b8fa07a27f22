"""PyTorch's modules with the weights of a network, and their gradients by the network's names."""

import torch

from explainer.engine.network import Network

MODULES = {"LSTM": torch.nn.LSTM, "GRU": torch.nn.GRU, "RNN": torch.nn.RNN}
GATES = {"LSTM": "ifgo", "GRU": "rzn", "RNN": "h"}
KINDS = {"W": "weight_ih", "U": "weight_hh", "b": "bias_ih", "d": "bias_hh"}


def places(network: Network):
    """Yield each parameter of the layers with the name of the module's tensor, and where in it the parameter lies."""
    gates, m = GATES[network.program.cell.name], network.m
    for layer in range(network.layers):
        for name in network.program.params:
            k = gates.index(name[2:])
            yield f"{layer}.{name}", f"{KINDS[name[0]]}_l{layer}", slice(k * m, (k + 1) * m)


def copy_to_module(module, params, network: Network, seed: int, prefix: str = "") -> None:
    """Copy one seed's weights; what the module has beside them, a second bias, becomes 0."""
    with torch.no_grad():
        for tensor in module.parameters():
            tensor.zero_()
        for name, tensor, rows in places(network):
            getattr(module, tensor)[rows] = params[prefix + name][seed]


def module_gradients(module, network: Network) -> dict[str, torch.Tensor]:
    return {name: getattr(module, tensor).grad[rows] for name, tensor, rows in places(network)}
