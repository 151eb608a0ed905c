# Everything by name; `make` alone says what there is. Without make: see docs/operation.md.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV ?= .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
WORKERS ?= 2

.PHONY: help demo test torture bench lint lock format clean

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk 'BEGIN {FS = ":.*## "} {printf "make %-8s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Essaim needs Python 3.11 or newer (Debian: apt install python3 python3-venv; macOS: brew install python)."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "A virtual environment could not be made. On Debian: apt install python3-venv"; exit 1; }

# Installed anew only when what is needed changed; every file is checked against the hash that the lock holds.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
$(VENV)/.essaim: pyproject.toml requirements.lock | $(VENV)/bin/python
	@echo "Installing …"
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps -e .
	@touch $@

$(VENV)/.essaim-dev: pyproject.toml requirements-dev.lock | $(VENV)/bin/python
	@echo "Installing what the checks need …"
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@$(INSTALL) --no-deps -e .
	@touch $@ $(VENV)/.essaim

lock: $(VENV)/bin/python ## Choose the newest versions that pyproject.toml allows, and write them down with their hashes
	@$(INSTALL) uv
	@for part in "requirements.lock" "requirements-pdf.lock --extra pdf" "requirements-dev.lock --extra dev"; do \
		$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--no-header --no-annotate pyproject.toml --output-file $$part; done

demo: $(VENV)/.essaim ## Show a living hackathon on this machine (ESSAIM_PORT, default 8000; `make demo RESET=1` starts anew)
	@exec $(BIN)/essaim demo $(if $(RESET),--reset)

test: lint ## Run everything: linters, types, and the whole suite on SQLite and PostgreSQL
	@browser="$$(.ci/chromium)"; ESSAIM_TEST_CHROMIUM="$$browser" $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(if $(CI),-p tests.ops.no_skips --durations=40)

torture: $(VENV)/.essaim-dev ## Kill, race and fuzz for long, on both engines (about half an hour)
	@ESSAIM_TEST_CYCLES=200 ESSAIM_TEST_ROUNDS=60 ESSAIM_TEST_CASES=10000 $(BIN)/python -m pytest tests/torture --timeout=3600 -v
	@ESSAIM_TEST_CYCLES=200 $(BIN)/python -m pytest tests/journeys
	@for sample in 1 2 3; do ESSAIM_TEST_SAMPLE=$$sample $(BIN)/python -m pytest tests/access/test_matrix.py -n $(WORKERS); done

bench: $(VENV)/.essaim-dev ## Measure speed as ratios within one run
	@$(BIN)/python -m bench

lint: $(VENV)/.essaim-dev ## Check style, types and templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "Run: make format"; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/ty check app
	@$(BIN)/djlint --quiet --lint app/templates

format: $(VENV)/.essaim-dev ## Put the code into its one form
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

clean: ## Remove the virtual environment and caches; the data stays
	@rm -rf $(VENV) build .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
