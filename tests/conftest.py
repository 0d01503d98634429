"""The test house: fixtures and guards that every test shares; each lives in a module of tests/house."""

pytest_plugins = [
    "tests.house.run",
    "tests.house.memory",
    "tests.house.skips",
    "tests.house.properties",
    "tests.house.sockets",
    "tests.house.statements",
    "tests.house.databases",
    "tests.house.application",
    "tests.house.server",
    "tests.house.browser",
]
