"""No committed file leads to a place that only one machine knows, or fetches from an address that nobody chose."""

import re

import pytest

from tests.architecture.files import own_texts, read

ADDRESS = re.compile(r"\b(?:https?|ftp|git\+ssh|ssh)://(?:[^/\s\"'<>@]*@)?([A-Za-z0-9.-]+|\[[0-9a-f:]+\])")
MACHINE_PATH = re.compile(r"(?<![\w./~{}*-])/(?:work|root|home|tmp|Users|opt)/[\w.]")
INDEX_OPTION = re.compile(r"--(?:extra-)?index-url|--find-links|--registry\b|\bregistry\s*=|\bresolved\"\s*:")
KNOWN = {
    "127.0.0.1",
    "localhost",
    "www.w3.org",
    "json-schema.org",
    "github.com",
    "ns.adobe.com",
    "purl.org",
    "www.aiim.org",
    "viborg.dk",
    "www.retsinformation.dk",
    "www.datatilsynet.dk",
    "www.designsystem.dk",
    "designsystem.dk",
    "www.xes-standard.org",
}
MADE_UP = (".example", ".invalid", ".test", "example.org", "example.com")


def _is_known(host: str) -> bool:
    return host in KNOWN or host.endswith(MADE_UP) or host.startswith(("127.", "192.0.2."))


def _faults(text: str) -> list[str]:
    unknown = [match.group() for match in ADDRESS.finditer(text) if not _is_known(match[1].lower())]
    paths = [match.group() for match in MACHINE_PATH.finditer(text)]
    return [*unknown, *paths, *(match.group() for match in INDEX_OPTION.finditer(text))]


def test_every_address_in_the_project_is_one_that_we_chose() -> None:
    elsewhere = [path for path in own_texts() if path.name != "test_addresses.py"]
    faults = {path.as_posix(): _faults(read(path)) for path in elsewhere}
    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.parametrize(
    "text",
    [
        "see https://packages.elsewhere.net/simple",
        "open('/" + "home/anna/sagsflow.db')",
        'DATA = "/' + 'tmp/sagsflow"',
        "pip install --index-url somewhere",
    ],
)
def test_a_strange_address_is_found(text: str) -> None:
    assert _faults(text)


@pytest.mark.parametrize(
    "text", ["http://127.0.0.1:8000", "https://sagsflow.example/", "/usr/lib/postgresql", "var/tmp/x"]
)
def test_a_known_address_is_left_alone(text: str) -> None:
    assert _faults(text) == []
