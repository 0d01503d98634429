# Two commands set Sagsflow up: `make demo` and `make test`. `make help` lists the rest.

export VENV ?= .venv
BOOTSTRAP := sh tools/bootstrap/python.sh -m tools.bootstrap
PYTHON_IN := $(VENV)/bin/python
TESTS ?= -n logical --dist worksteal
COMPILE := $(VENV)/bin/uv pip compile pyproject.toml --quiet --generate-hashes --universal --python-version 3.11 --no-header

.DEFAULT_GOAL := help
.PHONY: demo test check formatted linted typed layered format bench lock clean help ready

demo:  ## Install what is missing, load the demo, serve it on http://127.0.0.1:8000
	@$(BOOTSTRAP) run && exec $(VENV)/bin/sagsflow demo

test: ready  ## Run every test: SQLite, PostgreSQL and a headless browser
	@$(PYTHON_IN) -m pytest $(TESTS)

check: formatted linted typed layered test  ## Everything CI asks: format, lint, types, import contracts, tests

formatted: ready
	@$(PYTHON_IN) -m ruff format --check --quiet .

linted: ready
	@$(PYTHON_IN) -m ruff check --quiet .

typed: ready
	@$(PYTHON_IN) -m mypy

layered: ready
	@$(VENV)/bin/lint-imports --no-logo

format: ready  ## Format the code and repair what can be repaired
	@$(PYTHON_IN) -m ruff check --fix .
	@$(PYTHON_IN) -m ruff format .

bench: ready  ## Measure against the floors in benchmarks/
	@$(PYTHON_IN) -m benchmarks

lock: ready  ## Write both lock files anew from pyproject.toml (make lock UPGRADE=--upgrade for newer versions)
	@$(COMPILE) $(UPGRADE) --group build --output-file requirements.lock
	@$(COMPILE) $(UPGRADE) --group dev --constraint requirements.lock --output-file requirements-dev.lock

clean:  ## Remove the environment and the caches; the data in var/ stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache sagsflow.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## Show this list
	@awk -F ':.*##' '/^[a-z]+:.*##/ { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

ready:
	@$(BOOTSTRAP) test
