"""How property tests search: never against the clock, and the same way every time in CI."""

from hypothesis import settings

from tests.house.skips import in_ci

settings.register_profile("house", deadline=None, derandomize=in_ci())
settings.load_profile("house")
