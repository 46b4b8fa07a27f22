"""The address on which the app is served: whether it can be, and how it is written."""

import errno
import os
import socket

from explainer.web.launch import LaunchError

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8501
EVERY = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
"""Addresses that stand for all of this machine's, and the one that its own browser uses."""
MOST_PORT = 65535
MOST_TRIED = 100


def check_address(host: str, port: int) -> None:
    """Raise LaunchError, with the reason and what would do, where no server can listen there."""
    if not 1 <= port <= MOST_PORT:
        raise LaunchError(f"“{port}” is no port; a number from 1 to {MOST_PORT} is needed.")
    try:
        _bind(host, port)
    except (OSError, UnicodeError) as error:
        raise LaunchError(_sentence(host, port, error)) from None


def url(host: str, port: int) -> str:
    """Return the address as a browser of this machine takes it."""
    return f"http://{EVERY.get(host) or (f'[{host}]' if ':' in host else host)}:{port}"


def _bind(host: str, port: int) -> None:
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        if os.name == "posix":  # a port whose last connection has just been closed is free; elsewhere it means more
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)


def _sentence(host: str, port: int, error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return f"Port {port} of {host} is in use; end the program that has it, or choose another: --port {_free(host)}."
    if number == errno.EACCES:
        return f"Port {port} of {host} may not be used by this user; choose one above 1023: --port {DEFAULT_PORT}."
    return f"“{host[:60]}” is no address of this machine; use {DEFAULT_HOST} for it alone, or 0.0.0.0 for your network."


def _free(host: str) -> int:
    """Return the first port that is free from the default one on; that one where none is near."""
    for port in range(DEFAULT_PORT, DEFAULT_PORT + MOST_TRIED):
        try:
            _bind(host, port)
            return port
        except OSError:
            continue
    return DEFAULT_PORT
