"""A recurrent module written by hand: one sequence and one step at a time, every value with autograd's gradient."""

import torch
from torch import nn


def run_by_hand(module, sequences, starts):
    """Run sequences, (T_b, n) each, from starts[b][direction] = (h, c); return values[b][suffix][name][step]."""
    return [one_sequence(module, x, starts[b]) for b, x in enumerate(sequences)]


def one_sequence(module, x, starts):
    found, rows = {}, list(x)
    directions = 2 if getattr(module, "bidirectional", False) else 1
    for layer in range(getattr(module, "num_layers", 1)):
        outputs = []
        for direction in range(directions):
            suffix = f"l{layer}" + ("_reverse" if direction else "")
            values = one_direction(
                module, suffix, rows[::-1] if direction else rows, *starts[layer * directions + direction]
            )
            found[suffix] = {name: steps[::-1] if direction else steps for name, steps in values.items()}
            outputs.append(found[suffix]["h"])
        rows = [torch.cat(both) for both in zip(*outputs, strict=True)]
    return found


def one_direction(module, suffix, rows, h, c):
    tail = "" if isinstance(module, nn.RNNCellBase) else f"_{suffix}"
    parameter = lambda name: getattr(module, f"{name}{tail}", None)  # noqa: E731
    matrix, past, projection = parameter("weight_ih"), parameter("weight_hh"), parameter("weight_hr")
    zeros = torch.zeros(len(past), dtype=past.dtype)
    b, d = (zeros if parameter(name) is None else parameter(name) for name in ("bias_ih", "bias_hh"))
    step = {4: lstm, 3: gru, 1: rnn}[len(past) // module.hidden_size]
    values = {}
    for row in rows:
        made = step(matrix @ row, past @ h, b, d, h, c, module)
        if projection is not None:
            made["h"] = projection @ made["o * tanh(c)"]
        for name, value in made.items():
            if value.requires_grad:
                value.retain_grad()
            values.setdefault(name, []).append(value)
        h, c = made["h"], made.get("c", c)
    return values


def lstm(wx, uh, b, d, h, c, module):
    chunks = {name: value.chunk(4) for name, value in (("wx", wx), ("uh", uh), ("b", b + d))}
    made = {}
    for k, (gate, activation) in enumerate(
        zip("ifgo", (torch.sigmoid, torch.sigmoid, torch.tanh, torch.sigmoid), strict=True)
    ):
        made[f"W_{gate} @ x"], made[f"U_{gate} @ h_prev"] = 1.0 * chunks["wx"][k], 1.0 * chunks["uh"][k]
        made[f"pre_{gate}"] = made[f"W_{gate} @ x"] + made[f"U_{gate} @ h_prev"] + chunks["b"][k]
        made[gate] = activation(made[f"pre_{gate}"])
    made["c"] = made["f"] * c + made["i"] * made["g"]
    made["tanh(c)"] = torch.tanh(made["c"])
    whole = made["o"] * made["tanh(c)"]
    return made | ({"o * tanh(c)": whole} if getattr(module, "proj_size", 0) else {"h": whole})


def gru(wx, uh, b, d, h, c, module):
    x_r, x_z, x_n = (wx + b).chunk(3)
    h_r, h_z, h_n = (1.0 * one for one in (uh + d).chunk(3))
    made = {"pre_r": x_r + h_r, "pre_z": x_z + h_z, "U_n @ h_prev + d_n": h_n}
    made["r"], made["z"] = torch.sigmoid(made["pre_r"]), torch.sigmoid(made["pre_z"])
    made["pre_n"] = x_n + made["r"] * h_n
    made["n"] = torch.tanh(made["pre_n"])
    made["h"] = (1 - made["z"]) * made["n"] + made["z"] * h
    return made


def rnn(wx, uh, b, d, h, c, module):
    made = {"pre_h": wx + uh + b + d}
    made["h"] = torch.tanh(made["pre_h"]) if module.nonlinearity == "tanh" else torch.relu(made["pre_h"])
    return made
