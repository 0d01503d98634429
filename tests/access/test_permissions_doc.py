"""The page about permissions says what the code does."""

from sagsflow.access.permissions import Permission
from sagsflow.access.roles import Role
from sagsflow.cli.permissions import PAGE, page


def test_the_page_is_what_the_code_would_write_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `sagsflow permissions`"


def test_every_permission_and_every_role_has_its_row() -> None:
    text = page()
    rows = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| `")]
    assert rows == [*(f"`{one.code}`" for one in Permission), *(f"`{role.value}`" for role in Role)]
