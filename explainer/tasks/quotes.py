"""Which tokens of a text stand inside quotes."""

from explainer.tasks.token_features import Numbers, Tokens, is_empty_line, is_line_end

PAIRS = {'"': '"', "“": "”", "„": "“", "«": "»", "‘": "’", "'": "'"}
APOSTROPHES = ("'", "’")  # quotes that are also letters of a word


def inside_quotes(tokens: Tokens) -> Numbers:
    """Return 1 from an opening quote until before the closing one; an empty line closes a quote.

    A single quote opens where no word is before it and a closing one follows in the same line; an apostrophe within a
    word neither opens nor closes. Inside a quote the other kinds of quotes do not count.
    """
    closing, found = "", []
    for k, token in enumerate(tokens):
        if is_empty_line(tokens, k) or (token == closing and _may_close(tokens, k)):
            closing = ""
        elif not closing and token in PAIRS and _may_open(tokens, k):
            closing = PAIRS[token]
        found.append(float(closing != ""))
    return found


def _may_open(tokens: Tokens, k: int) -> bool:
    if PAIRS[tokens[k]] not in APOSTROPHES:
        return True
    if k > 0 and tokens[k - 1][0].isalnum():
        return False
    for j in range(k + 1, len(tokens)):
        if is_line_end(tokens[j]):
            return False
        if tokens[j] == PAIRS[tokens[k]] and _may_close(tokens, j):
            return True
    return False


def _may_close(tokens: Tokens, k: int) -> bool:
    inside_word = k + 1 < len(tokens) and tokens[k + 1][0].isalnum()
    return tokens[k] not in APOSTROPHES or not inside_word
