"""The house keeps its own promises: no way out of the machine, and each page rule catches what it forbids."""

import socket

import pytest

from tests.house.forms import forms_of
from tests.house.pages import BadPage, check_page, faults_of
from tests.house.sockets import OutsideWorld

POLICY = "default-src 'self'"
SOUND = """<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Min dag - Sagsflow</title></head>
<body><h1>Min dag</h1>{}</body></html>"""
BREACHES = {
    "markup": "<p><b>fed</p>",
    "h1": "<h1>Igen</h1>",
    "stands 2 times": '<p id="a"></p><p id="a"></p>',
    "not on the page": '<label for="nobody">Navn</label>',
    "inline <style>": "<style>p{}</style>",
    "inline <script>": "<script>let a;</script>",
    "style=": '<p style="color:red">x</p>',
    "onclick=": '<button onclick="go()">x</button>',
    "is a script": '<a href="javascript:go()">x</a>',
    "csrf tokens": '<form method="post" action="/move"></form>',
    "<input name='q'> has no label": '<input name="q">',
    "<select name='unit'> has no label": '<label for="other">Enhed</label><input id="other"><select name="unit"></select>',
    "no alt": '<img src="/a.png">',
    "placeholder": "<h2>%(name)s</h2>",
}


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_no_test_can_connect_to_another_machine(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as outside, pytest.raises(OutsideWorld):
        outside.connect((address, 80))


def test_no_test_can_look_up_another_machine() -> None:
    with pytest.raises(OutsideWorld):
        socket.getaddrinfo("sagsflow.example", 443)


def test_a_test_can_reach_its_own_machine() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as visitor,
    ):
        assert visitor.getpeername() == server.getsockname()


def test_a_sound_page_has_no_faults() -> None:
    check_page(SOUND.format("<p>Intet venter.</p>"), POLICY)


@pytest.mark.parametrize(("fault", "body"), BREACHES.items())
def test_a_page_that_breaks_a_rule_is_refused(fault: str, body: str) -> None:
    assert any(fault in found for found in faults_of(SOUND.format(body)))


def test_only_another_token_makes_a_page_that_was_read_no_new_page() -> None:
    form = '<form method="post" action="/move"><input type="hidden" name="csrf_token" value="{}"></form>'
    check_page(SOUND.format(form.format("a" * 40)), POLICY)
    check_page(SOUND.format(form.format("b" * 40)), POLICY)
    for broken in (form.format(""), form.format("b" * 40) + "<h1>Igen</h1>"):
        with pytest.raises(BadPage):
            check_page(SOUND.format(broken), POLICY)


@pytest.mark.parametrize("policy", [None, "script-src 'unsafe-inline'"])
def test_a_page_without_a_strict_policy_is_refused(policy: str | None) -> None:
    with pytest.raises(BadPage, match="Content-Security-Policy"):
        check_page(SOUND.format(""), policy)


def test_a_form_sends_what_the_page_shows_and_the_button_that_is_pressed() -> None:
    [form] = forms_of(
        """<form method="post" action="move"><input name="version" value="3"><textarea name="note">\nTekst</textarea>
        <select name="unit"><option value="1">A</option><option value="2" selected>B</option></select>
        <input type="checkbox" name="urgent"><button name="step" value="accept">Tag imod</button></form>""",
        "/cases/7/",
    )
    assert form.action == "/cases/7/move"
    assert form.filled({"urgent": "y"}, "Tag imod") == {
        "version": ["3"],
        "note": ["Tekst"],
        "unit": ["2"],
        "step": "accept",
        "urgent": "y",
    }


def test_a_form_refuses_a_field_that_it_does_not_have() -> None:
    [form] = forms_of('<form method="post"><input name="note"></form>', "/")
    with pytest.raises(AssertionError, match="no field"):
        form.filled({"nota": "x"})
