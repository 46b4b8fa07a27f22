"""How large a file and its models may be, in one table, each limit with its error message."""

from dataclasses import dataclass

from explainer.torch_models.model import ModelError


@dataclass(frozen=True)
class Limit:
    """The most of something, and the message where there is more: `{what}` has `{found}`, `{most}` is the most."""

    most: int
    message: str
    unit: int = 1

    def check(self, found: int, what: str = "") -> None:
        """Raise ModelError where `found` is more."""
        if found > self.most:
            numbers = {"found": f"{found / self.unit:,.0f}", "most": f"{self.most // self.unit:,}"}
            raise ModelError(self.message.format(what=short(what), **numbers))


LIMITS = {
    "bytes": Limit(64 * 2**20, "“{what}” has {found} MB; {most} MB is the most that is opened.", 2**20),
    "unpacked": Limit(128 * 2**20, "“{what}” unpacks to {found} MB; {most} MB is the most that is opened.", 2**20),
    "members": Limit(4000, "“{what}” packs {found} files; {most} is the most that is opened."),
    "directory": Limit(2**20, "The directory of “{what}” has {found} bytes; {most} is the most that is read."),
    "header": Limit(4 * 2**20, "The header of “{what}” has {found} bytes; {most} is the most that is read."),
    "tensors": Limit(2000, "“{what}” holds {found} tensors; {most} is the most that is opened."),
    "nodes": Limit(20_000, "The graph of “{what}” has {found} nodes; {most} is the most that is read."),
    "numbers": Limit(2**25, "The recurrent layers of “{what}” have {found} numbers; {most} is the most."),
    "units": Limit(1024, "“{what}” has {found} hidden units; {most} is the most that is opened."),
    "seeds": Limit(64, "“{what}” holds {found} seeds; {most} is the most that is opened."),
    "layers": Limit(8, "“{what}” has {found} recurrent layers; {most} is the most that is opened."),
    "inputs": Limit(4096, "“{what}” reads {found} numbers at each step; {most} is the most that is opened."),
}
MAX_MODELS = 64  # of one file; the rest of a larger one is left out


def short(text: object, most: int = 80) -> str:
    """Return a text as it can be quoted: without control characters, and not longer than `most`."""
    quoted = "".join(one if one.isprintable() else "�" for one in str(text)[: most + 1])
    return quoted if len(quoted) <= most else f"{quoted[: most - 1]}…"
