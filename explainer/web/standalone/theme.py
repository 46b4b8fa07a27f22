"""The colours of the page around a component that no Streamlit page shows, in light and in dark, as CSS."""

import tomllib
from collections.abc import Mapping
from functools import cache

from explainer.web.launch import find_app

NAMES = {
    "primaryColor": "--st-primary-color",
    "backgroundColor": "--st-background-color",
    "secondaryBackgroundColor": "--st-secondary-background-color",
    "textColor": "--st-text-color",
    "borderColor": "--st-border-color",
}
"""The app's settings of a theme, and the variables by which Streamlit gives them to a component."""
DARK_SYSTEM = "@media (prefers-color-scheme: dark)"


@cache
def themes() -> Mapping[str, Mapping[str, str]]:
    """Return the app's themes, "light" and "dark": the same file from which Streamlit reads them."""
    config = tomllib.loads((find_app().parent / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    return {mode: config["theme"][mode] for mode in ("light", "dark")}


def theme_style() -> str:
    """Return the variables: of a file by the system's scheme, of a widget by the class that its script sets."""
    light, dark = (_variables(themes()[mode]) for mode in ("light", "dark"))
    return "\n".join(
        [
            f".gs-standalone {{ {light} }}",
            f".gs-standalone.gs-dark {{ {dark} }}",
            f"{DARK_SYSTEM} {{ .gs-standalone.gs-file {{ {dark} }} }}",
        ]
    )


def _variables(theme: Mapping[str, str]) -> str:
    return " ".join(f"{variable}: {theme[name]};" for name, variable in NAMES.items())
