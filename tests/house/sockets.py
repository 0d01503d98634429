"""No test reaches beyond this machine: Python may connect to the loopback addresses and to unix sockets, nowhere else."""

import ipaddress
import sys

import pytest

WATCHED = {"socket.connect", "socket.sendto", "socket.sendmsg"}


class OutsideWorld(AssertionError):
    """A test tried to reach another machine."""


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a unix socket's path
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def guard(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: Python calls it before each connection."""
    if event in WATCHED and not _is_local(arguments[1]):
        raise OutsideWorld(f"a test may not reach {arguments[1]!r}")
    if event == "socket.getaddrinfo" and not _is_local((arguments[0] or "",)):
        raise OutsideWorld(f"a test may not look up {arguments[0]!r}")


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    sys.addaudithook(guard)
