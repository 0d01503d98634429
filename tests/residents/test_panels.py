"""What features above put on a resident's page."""

from collections.abc import Callable

import pytest

from sagsflow.core.database import Database
from sagsflow.residents import panels
from sagsflow.residents.panels import Panel, PanelLink, PanelRow, register_panel
from tests.house.visitor import Visitor
from tests.residents.world import KAREN, add


def test_a_registered_panel_stands_on_the_page(
    signed_in: Callable[[str], Visitor], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("karen")
    monkeypatch.setattr(panels, "_panels", {})
    with database.write() as db:
        resident = add(db, "Anna Hansen")
    register_panel(
        Panel(
            "cases",
            "Sager",
            "Ingen sager.",
            rows=lambda _db, actor, shown, _at: [
                PanelRow(f"BSV-{shown.id}-{actor.user_id}", "/cases/1", ["Afklaring"], "Haster")
            ],
            link=lambda _actor, shown: PanelLink("Ny sag", f"/cases/new?resident={shown.uuid}"),
        )
    )
    page = client.get(f"/residents/{resident.uuid}").text
    for shown in (f"BSV-{resident.id}-{KAREN.user_id}", "Afklaring", "Haster", "Ny sag", "Sager"):
        assert shown in page
    assert f'href="/cases/new?resident={resident.uuid}"' in page


def test_the_same_panel_registered_again_stands_there_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_panels", {})
    for heading in ("Sager", "Cases"):
        register_panel(Panel("cases", heading, "", rows=lambda *_asked: []))
    assert [panel.heading for panel in panels._panels.values()] == ["Cases"]
