"""The sources that claims are taken from."""

from explainer.lessons.claims.claim import Source

PHI = Source("Phi", 2018, "Illustrated Guide to LSTM's and GRU's: A step by step explanation")
KOS = Source("Kostadinov", 2017, "Understanding GRU Networks")
LOY = Source("Loye", 2019, "Gated Recurrent Unit (GRU) With PyTorch")
D2L = Source("Zhang, Lipton, Li & Smola", 2021, "Dive into Deep Learning, 9.1 Gated Recurrent Units", "https://d2l.ai")
HAF = Source(
    "Hafner",
    2017,
    "Tips for Training Recurrent Neural Networks",
    "https://danijar.com/tips-for-training-recurrent-neural-networks/",
)
LEC = Source("", 0, "a lecture on LSTM and GRU")
KER = Source(
    "Chollet",
    2017,
    "A ten-minute introduction to sequence-to-sequence learning in Keras",
    "https://blog.keras.io/a-ten-minute-introduction-to-sequence-to-sequence-learning-in-keras.html",
)
INTRO_1 = Source("", 0, "an introduction to recurrent networks (shapes, sequences, torch.nn.RNN)")
INTRO_2 = Source("", 0, "an introduction to recurrent networks (a forecast with SimpleRNN)")
INTRO_3 = Source("", 0, "an introduction to recurrent networks (language and gates)")
