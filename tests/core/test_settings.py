"""Settings come from the environment; a bad one names itself, and production never runs on a known secret."""

import re
from datetime import date

import pytest

from config import DEMO_SECRET, ROOT, BadSetting, Settings

SECRET = "x" * 32
BAD = {
    "SAGSFLOW_MODE": "test",
    "SAGSFLOW_PORT": "80a",
    "SAGSFLOW_THREADS": "-1",
    "SAGSFLOW_IDLE_MINUTES": "half an hour",
    "SAGSFLOW_ABSOLUTE_HOURS": "",
    "SAGSFLOW_TRUSTED_PROXIES": "1.5",
    "SAGSFLOW_CLOSED_DAYS": "24.12.2026",
}


def test_an_empty_environment_is_a_demo_on_this_machine() -> None:
    settings = Settings.from_environment({})
    assert settings.is_demo
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.database_url.startswith("sqlite:///")


@pytest.mark.parametrize(("name", "value"), BAD.items())
def test_a_bad_setting_names_itself(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        Settings.from_environment({name: value})


@pytest.mark.parametrize("secret", [None, "", "short", DEMO_SECRET])
def test_production_refuses_a_missing_a_short_and_the_known_secret(secret: str | None) -> None:
    environment = {"SAGSFLOW_MODE": "production"} | ({} if secret is None else {"SAGSFLOW_SECRET": secret})
    with pytest.raises(BadSetting, match="SAGSFLOW_SECRET"):
        Settings.from_environment(environment)


def test_production_runs_on_a_secret_of_its_own() -> None:
    settings = Settings.from_environment({"SAGSFLOW_MODE": "production", "SAGSFLOW_SECRET": SECRET})
    assert not settings.is_demo
    assert settings.secret == SECRET


def test_closed_days_are_dates_with_commas_between() -> None:
    settings = Settings.from_environment({"SAGSFLOW_CLOSED_DAYS": "2026-12-24, 2026-12-31,"})
    assert settings.closed_days == {date(2026, 12, 24), date(2026, 12, 31)}


def test_the_page_about_operations_names_every_setting() -> None:
    read = set(re.findall(r'"(SAGSFLOW_[A-Z_]+)"', (ROOT / "config.py").read_text(encoding="utf-8")))
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(SAGSFLOW_[A-Z_]+)` \|", page, re.MULTILINE)) == read
