"""The choices of a recipe: each field and each allowed value with the help text that pages show."""

OPTIMISERS = {
    "sgd": "stochastic gradient descent: each step is the learning rate times the negative gradient",
    "momentum": "gradient descent with momentum: steps add up while they point the same way (Polyak 1964)",
    "rmsprop": "RMSprop: each weight's step is divided by the size of its gradients (Tieleman & Hinton 2012)",
    "adam": "Adam: momentum, and a step size for each weight (Kingma & Ba 2015)",
}
SCHEDULES = {
    "constant": "the learning rate stays as it is",
    "step": "the learning rate is halved after each quarter of the updates",
    "cosine": "the learning rate falls to 0 along half a cosine (Loshchilov & Hutter 2017)",
    "warm-up": "the learning rate rises linearly during the first twentieth of the updates, then stays",
}
FORCING_SCHEDULES = {
    "constant": "the share of right inputs is the same from the first update on",
    "linear": "the share of right inputs falls from 1 to its final value over the updates",
}
CLIPS = {
    "none": "gradients stay as they are, however large",
    "norm": "a gradient whose norm exceeds the limit is scaled down to it, each seed by itself (Pascanu et al. 2013)",
    "value": "each number of the gradient is cut at plus and minus the limit (Graves 2013)",
}
KEEP_BIAS = "forget/update-gate bias"
"""What the field `keep` of a recipe is called: in titles, and in the names of lines and conditions."""
KEEP_BIAS_CHOICES = {
    "as drawn": "it is initialised like the other biases",
    "0": "the gate starts half open: half of the memory is lost at each step",
    "1": "the gate starts at 0.73 (Jozefowicz et al. 2015)",
    "3": "the gate starts at 0.95",
    "chrono": "each unit starts with a memory length of its own, up to the sequence's length (Tallec & Ollivier 2018)",
}
DEVICES = {
    "auto": "the graphics card (GPU) if there is one, otherwise the processor (CPU)",
    "cpu": "the processor (CPU)",
    "cuda": "an NVIDIA graphics card (GPU)",
    "mps": "the GPU of an Apple chip (Metal)",
}
PRECISIONS = {
    "float32": "32-bit floating point: 24 significant bits",
    "tf32x3": "each product as three of TensorFloat-32: about 22 significant bits; for fused kernels on an NVIDIA GPU",
    "bf16": "bfloat16 in the forward and backward pass, float32 for the weights; meant for large GPUs, slower on a CPU",
}
FIELDS = {
    "task": "what the network has to learn",
    "settings": "the settings of the task",
    "cell": "the recurrent cell",
    "text": "the equations of a custom cell",
    "m": "hidden units in each layer",
    "layers": "stacked layers; the input of each is the hidden state of the one below",
    "seed": "the random seed of the first initialisation and of all batches",
    "seeds": "how many seeds are trained in parallel on the same batches",
    "start": "the distribution of the initial weights",
    "scale": "the factor on the initial weights",
    "keep": "the initial bias of the gate that keeps: the forget gate of an LSTM, the update gate of a GRU",
    "optimiser": "the rule that turns a gradient into a step",
    "rate": "the learning rate: the size of a step",
    "momentum": "the share of the last step that is added to the next; for the optimiser “momentum” alone",
    "schedule": "how the learning rate changes over the updates",
    "clip": "how very large gradients are clipped",
    "limit": "the norm or value at which gradients are clipped",
    "batch": "sequences per update (batch size)",
    "updates": "number of updates of the weights",
    "chunk": "truncated backpropagation: steps until the gradient is cut (the state is carried on); 0 for all steps",
    "grow": "by how many steps the chunk grows with each update",
    "patience": "stop after so many updates in which no seed improved on the test set; 0 for never",
    "early": "stop as soon as every seed has solved the task",
    "dropout": "share of the candidate's units dropped at each step while training (Semeniuta et al. 2016)",
    "zoneout": "share of the units that keep their old state at each step while training (Krueger et al. 2017)",
    "learned_start": "the initial state is learned too",
    "embedding": "how many numbers each token becomes before the first layer, learned too; 0 for a one-hot vector",
    "teacher_forcing": "share of right inputs while training a network that writes; the others are its own outputs",
    "forcing_schedule": "how the share of right inputs changes over the updates",
    "own_batches": "each of the seeds draws its own batches, as if it were trained alone; else all share the first's",
    "device": "where the run is computed",
    "precision": "the number format of the forward and backward pass",
}
