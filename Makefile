# `make demo` and `make test` set everything up by themselves; `make help` lists the rest.

.DEFAULT_GOAL := help
.PHONY: help setup demo kit test slow lint format types site examples docs bench constraints clean

VENV := .venv
BIN := $(VENV)/bin
RUNS := $(VENV)/.runs
TESTS := $(VENV)/.tests
SCRIPTS := node_modules/.tests
DOCS := $(VENV)/.docs
TINY := reference --set population.firms=50 --set time.years=1 --seeds 1

# The first Python from 3.11 on that works; `make PYTHON=/path/to/python …` overrides it.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	if $$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	then echo $$p; break; fi; done)

help:  ## List what can be made
	@grep -E '^[a-z]+:.*## ' Makefile | sed -e 's/:.*## /\t/' | awk -F '\t' '{printf "make %-12s %s\n", $$1, $$2}'

setup: $(TESTS)  ## Set up everything for work on the code in .venv

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or later found. Install one, or say: make PYTHON=/path/to/python"; exit 1; }
	@echo "Setting up in $(VENV) with $$($(PYTHON) --version): a minute or two, once."
	@$(PYTHON) -m venv $(VENV)

# Containers often forbid Python to keep byte code; without it every command takes two seconds more.
unexport PYTHONDONTWRITEBYTECODE

# What running, testing and the docs need: each installs more than the one before, and that too.
# A small run compiles what runs need, once: the engine, and the byte code of what is imported (that
# of everything would take half a minute more).
$(RUNS): EXTRAS :=
$(RUNS): STAMPS := $(RUNS)
$(TESTS): EXTRAS := [dev]
$(TESTS): STAMPS := $(RUNS) $(TESTS)
$(DOCS): EXTRAS := [dev,docs]
$(DOCS): STAMPS := $(RUNS) $(TESTS) $(DOCS)
$(RUNS) $(TESTS) $(DOCS): pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt -e '.$(EXTRAS)'
	@$(BIN)/python -m jevons_sim run $(TINY) --quiet --fresh --report --out $(VENV)/first-run >/dev/null
	@touch $(STAMPS)

demo: $(RUNS)  ## Run the main scenario: tables, figures, a verdict in words
	@$(BIN)/jevons run scenarios/deepseek-shock.yaml
	@echo "  Figures:  open the folder figures/ inside the results folder above."

kit: $(RUNS)  ## Write what a lesson needs into kit/: plans, worksheets, keys, explorer
	@$(BIN)/jevons lesson print kit -o kit

test: $(TESTS)  ## Run the tests
	@$(BIN)/python -m pytest -q -n auto --dist loadgroup

slow: $(TESTS)  ## Run what takes long: many kills, a cluster that loses a worker, made pages
	@$(BIN)/python -m pytest -q -n auto --dist loadgroup --long -m long

lint: $(TESTS)  ## Check style, types and the order of imports, in Python and in the pages' scripts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(SCRIPTS) && npm run --silent lint; \
	else echo "No node here: the pages' scripts were not checked."; fi

# What checks the pages' scripts; pages and package need none of it.
$(SCRIPTS): package.json
	@npm install --silent
	@touch $(SCRIPTS)

types: $(TESTS)  ## Check types only
	@$(BIN)/mypy

format: $(TESTS)  ## Format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(SCRIPTS) && npm run --silent format; fi

# Sphinx asks for the locale, and stops where the machine lacks the one that is named.
site: export LC_ALL := C
site: $(DOCS)  ## Build the documentation into site/; again in seconds where little has changed
	@$(BIN)/python -m sphinx -q -W --keep-going -j auto -d $(VENV)/.doctrees docs site
	@echo "  The site:  open site/index.html in a browser."

examples: $(DOCS)  ## Run every example of README, docs and docstrings
	@$(BIN)/python -m pytest -q --doctest-modules jevons_sim tests/system/test_examples.py

docs: export JEVONS_LANGUAGE := en
docs: $(DOCS)  ## Build the documentation, run every example meanwhile; then check the site
	@$(MAKE) --no-print-directory -j2 site examples
	@JEVONS_DOCS_SITE=site $(BIN)/python -m pytest -q -n auto --dist loadgroup \
		tests/system/test_docs.py tests/system/test_docs_site.py

bench: $(TESTS)  ## Measure speed and memory: the tables of docs/performance.md
	@$(BIN)/python benchmarks/all.py

constraints: $(TESTS)  ## Renew constraints.txt (needs uv)
	@uv pip compile pyproject.toml --universal --python-version 3.11 --extra dev --extra docs --no-emit-index-url --no-annotate --no-header --upgrade --quiet -o constraints.txt

clean:  ## Remove what was set up and made; results in outputs/ stay
	@rm -rf $(VENV) node_modules build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis
