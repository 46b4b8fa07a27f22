"""The choices of a recipe: what each field and each of its values is, in a sentence for the page."""

OPTIMISERS = {
    "sgd": "plain gradient descent: a step against the gradient, as long as the rate says",
    "momentum": "gradient descent with momentum: the steps add up while they agree (Polyak 1964)",
    "rmsprop": "RMSprop: each weight's step is divided by how large its gradients are (Tieleman & Hinton 2012)",
    "adam": "Adam: momentum, and a step size for each weight (Kingma & Ba 2015)",
}
SCHEDULES = {
    "constant": "the rate stays as it is",
    "step": "the rate is halved after each quarter of the updates",
    "cosine": "the rate falls to nothing along half a cosine (Loshchilov & Hutter 2017)",
    "warm-up": "the rate rises through the first twentieth of the updates, then stays",
}
CLIPS = {
    "none": "gradients stay as they are, however large",
    "norm": "a gradient longer than the limit is shortened to it, each seed by itself (Pascanu et al. 2013)",
    "value": "each number of the gradient is cut at plus and minus the limit (Graves 2013)",
}
KEEPS = {
    "as drawn": "the bias of the gate that keeps stays as the start draws it",
    "0": "the gate that keeps begins half open: half of the memory is lost at each step",
    "1": "the gate that keeps begins at 0.73 (Jozefowicz et al. 2015)",
    "3": "the gate that keeps begins at 0.95",
    "chrono": "each unit begins with a memory of its own length, up to the sequence's (Tallec & Ollivier 2018)",
}
DEVICES = {
    "auto": "the graphics card where there is one, else the processor",
    "cpu": "the processor",
    "cuda": "an NVIDIA graphics card",
    "mps": "the graphics part of an Apple chip",
}
PRECISIONS = {
    "float32": "all numbers have 24 significant bits",
    "bf16": "the passes run with 8 significant bits and the weights keep 24; "
    "meant for large graphics cards: a processor becomes slower",
}
FIELDS = {
    "task": "what is to be learned",
    "settings": "the task's own knobs",
    "cell": "the recurrent cell",
    "text": "the equations of your own cell",
    "m": "hidden units in each layer",
    "layers": "cells on top of one another; each reads what the one below shows",
    "seed": "the number from which the first start and all batches are drawn",
    "seeds": "how many starts are trained side by side on the same batches",
    "start": "how the weights are drawn",
    "scale": "what the drawn weights are multiplied by",
    "keep": "how far open the gate that keeps begins",
    "optimiser": "how a gradient becomes a step",
    "rate": "the learning rate: how long a step is",
    "momentum": "how much of the last step goes into the next; for momentum alone",
    "schedule": "how the rate changes over the updates",
    "clip": "what is done about very large gradients",
    "limit": "where gradients are clipped",
    "batch": "sequences read for one update",
    "updates": "how many times the weights are changed",
    "chunk": "steps through which the gradient goes back before it is cut; the state is carried on; 0 for all steps",
    "grow": "by how many steps the chunk grows with each update",
    "patience": "end after so many updates in which no seed became better on the test set; 0 for never",
    "early": "end as soon as every seed has solved the task",
    "dropout": "share of the candidate's units left out at each step while training (Semeniuta et al. 2016)",
    "zoneout": "share of the units that keep their old state at each step while training (Krueger et al. 2017)",
    "learned_start": "the state before the first step is learned too",
    "device": "where the numbers are computed",
    "precision": "how exactly the passes are computed",
}
