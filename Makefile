# `make demo` and `make test` set everything up by themselves; `make help` lists the rest.

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format types docs bench constraints clean

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# The first Python from 3.11 on that works; `make PYTHON=/path/to/python …` overrides it.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	if $$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	then echo $$p; break; fi; done)

help:  ## List what can be made
	@grep -E '^[a-z]+:.*## ' Makefile | sed -e 's/:.*## /\t/' | awk -F '\t' '{printf "make %-12s %s\n", $$1, $$2}'

setup: $(STAMP)  ## Set up everything in .venv

$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or later found. Install one, or say: make PYTHON=/path/to/python"; exit 1; }
	@echo "Setting up in $(VENV) with $$($(PYTHON) --version): a minute or two, once."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(STAMP)

demo: $(STAMP)  ## Run the main scenario: tables, figures, a verdict in words
	@$(BIN)/jevons run scenarios/deepseek-shock.yaml
	@echo "  Figures:  open the folder figures/ inside the results folder above."

test: $(STAMP)  ## Run the tests
	@$(BIN)/python -m pytest -q

lint: $(STAMP)  ## Check style, types and the order of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

types: $(STAMP)  ## Check types only
	@$(BIN)/mypy

format: $(STAMP)  ## Format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(STAMP)  ## Run every example in docstrings and docs; check the generated pages
	@$(BIN)/python docs/make_nomenclature.py --check
	@$(BIN)/python -m pytest -q --doctest-modules jevons_sim tests/system/test_examples.py

bench: $(STAMP)  ## Measure the engine's speed
	@$(BIN)/python benchmarks/engine_speed.py

constraints: $(STAMP)  ## Renew constraints.txt (needs uv)
	@uv pip compile pyproject.toml --universal --python-version 3.11 --extra dev --no-emit-index-url --no-annotate --no-header --upgrade --quiet -o constraints.txt

clean:  ## Remove what was set up and made; results in outputs/ stay
	@rm -rf $(VENV) build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis
