"""How often Python looks for rubbish: the house that is loaded is none, and a test makes much that is soon forgotten."""

import gc

SELDOM = (50_000, 20, 100)


def pytest_collection_finish() -> None:
    """What stands when the tests begin stands until they end, and is not looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
