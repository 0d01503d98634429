"""Where a request comes from, and where it may be sent on to."""

import ipaddress
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

V4_NET, V6_NET = 24, 64
LAST_CONTROL = 0x20
DELETE = 0x7F


def subnet_of(address: str | None) -> str:
    """The /24 or /64 that an address lies in: who holds one address there can mostly have the others too."""
    try:
        known = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(known, ipaddress.IPv6Address):
        known = known.ipv4_mapped or known
    bits = V4_NET if isinstance(known, ipaddress.IPv4Address) else V6_NET
    return str(ipaddress.ip_network((known, bits), strict=False))


def local_path(target: str | None) -> str | None:
    """`target` when it is a path of this very site, otherwise None.

    Browsers drop control characters and read a backslash as a slash, so that both could lead elsewhere.
    """
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    if any(ord(sign) <= LAST_CONTROL or ord(sign) == DELETE for sign in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def trust_proxies(app: Flask, count: int) -> None:
    """Believes X-Forwarded-* only as far as this many proxies of our own have written it."""
    if count:
        fixed = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
        app.wsgi_app = fixed  # type: ignore[method-assign]  # the documented way to wrap an application
