import socket

import pytest

from explainer.web import server_address
from explainer.web.launch import LaunchError
from explainer.web.server_address import check_address, url


def test_a_free_port_is_accepted_and_a_busy_one_is_named_with_a_free_one():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        probe.listen()
        port = probe.getsockname()[1]
        with pytest.raises(
            LaunchError, match=rf"^Port {port} of 127\.0\.0\.1 is in use; .* choose another: --port \d+\.$"
        ):
            check_address("127.0.0.1", port)
    check_address("127.0.0.1", port)
    check_address("0.0.0.0", port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_number_that_is_no_port_is_an_error(port):
    with pytest.raises(LaunchError, match=f"“{port}” is no port; a number from 1 to 65535"):
        check_address("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.7", "no.such.host.invalid", "a" * 300, "", "127.0.0.1:80"])
def test_an_address_of_another_machine_is_an_error(host):
    if host == "":
        host = " "
    with pytest.raises(LaunchError, match="is no address of this machine; use 127.0.0.1"):
        check_address(host, 8999)


def test_a_port_that_needs_another_user_is_an_error(monkeypatch):
    def bind(host, port):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(server_address, "_bind", bind)
    with pytest.raises(LaunchError, match="Port 80 of 127.0.0.1 may not be used by this user"):
        check_address("127.0.0.1", 80)


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://127.0.0.1:80"), ("0.0.0.0", "http://127.0.0.1:80"), ("::", "http://[::1]:80"),
     ("::1", "http://[::1]:80"), ("lab.example", "http://lab.example:80")],
)  # fmt: skip
def test_the_address_is_one_that_a_browser_takes(host, shown):
    assert url(host, 80) == shown
