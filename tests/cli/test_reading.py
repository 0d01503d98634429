"""A request that two servers could read differently is refused before anything answers it."""

import pytest
from waitress.adjustments import Adjustments

from sagsflow.cli.reading import StrictParser

HOST = b"Host: sagsflow.example\r\n"
CHUNKED, LENGTH = b"Transfer-Encoding: chunked\r\n", b"Content-Length: 6\r\n"


def _read(*lines: bytes, version: bytes = b"1.1") -> StrictParser:
    parser = StrictParser(Adjustments(host="127.0.0.1"))
    parser.received(b"POST /sign-in HTTP/" + version + b"\r\n" + HOST + b"".join(lines) + b"\r\n")
    return parser


@pytest.mark.parametrize(
    "lines", [(LENGTH, CHUNKED), (CHUNKED, LENGTH)], ids=["length-first", "chunked-first"]
)
def test_a_request_with_two_lengths_is_refused(lines: tuple[bytes, bytes]) -> None:
    assert _read(*lines).error.code == 400


def test_chunks_that_the_older_protocol_does_not_know_are_refused() -> None:
    assert _read(CHUNKED, version=b"1.0").error.code == 400


@pytest.mark.parametrize("line", [LENGTH, CHUNKED], ids=["length", "chunked"])
def test_a_request_with_one_length_is_read(line: bytes) -> None:
    assert _read(line).error is None
