# Everything a person or a CI job does here. Each target does its own set-up, and nothing twice.
PYTHON ?= python3
BIN    := .venv/bin
READY  := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-long lint format schemas rules bench evaluate picture lock package clean

help:  ## show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY)  ## create .venv/ with everything in it, the package editable

$(READY): server/requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Answerable needs Python 3.11 or later; say which one with: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@command -v git >/dev/null || { echo "Answerable needs git on the PATH."; exit 1; }
	@echo "Setting up .venv/ (once)"
	@$(PYTHON) -m venv .venv \
	  || { rm -rf .venv; echo "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r server/requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)  ## run the main job on a throw-away repository and show every step
	@$(BIN)/answerable demo $(if $(KEEP),--keep)

test: $(READY)  ## the tests (skips what needs a missing editor, and says so)
	@sh client-vscode/scripts/test.sh
	@$(BIN)/python -m pytest -m "not long" -n auto --dist loadgroup

test-long: $(READY)  ## the same properties with many more examples
	@$(BIN)/python -m pytest -m long

lint: $(READY)  ## ruff, mypy and the import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

format: $(READY)  ## let ruff format and mend what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

schemas: $(READY)  ## write the JSON Schemas anew from the declarations
	@$(BIN)/python -m answerable.schemas

rules: $(READY)  ## write the page of the risk rules anew from the rules and their pairs
	@PYTHONPATH=tests $(BIN)/python -m support.rules_page

bench: $(READY)  ## measure every row of the speed table
	@missed=; for bench in tests/bench/bench_*.py; do echo "== $$bench"; $(BIN)/python "$$bench" || missed="$$missed $$bench"; done; \
	  [ -z "$$missed" ] || { echo "Targets missed in:$$missed"; exit 1; }

evaluate: $(READY)  ## the pairs of the rules; injected mistakes in SOURCES="folders", alarms over REPOSITORIES="clones", the order over HISTORIES="clones", dependents in PACKAGES="folders", what scanners find in FIXTURES="clones"
	@PYTHONPATH=tests $(BIN)/python tests/evaluate/pairs.py
	@[ -z "$(SOURCES)" ] || $(BIN)/python tests/evaluate/mutations.py $(SOURCES)
	@[ -z "$(REPOSITORIES)" ] || $(BIN)/python tests/evaluate/history.py $(REPOSITORIES)
	@[ -z "$(HISTORIES)" ] || $(BIN)/python tests/evaluate/order.py $(HISTORIES)
	@[ -z "$(PACKAGES)" ] || $(BIN)/python tests/evaluate/blast.py $(PACKAGES)
	@[ -z "$(FIXTURES)" ] || $(BIN)/python tests/evaluate/fixtures.py $(FIXTURES)

picture: $(READY)  ## draw the README's picture anew from a run of the demo
	@$(BIN)/python server/pictures/draw.py

lock: $(READY)  ## resolve the dependencies anew (needs uv)
	@uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links --quiet --upgrade --output-file server/requirements.lock

package: $(READY)  ## build the wheel, the sdist and the VS Code extension into dist/
	@$(BIN)/python -m hatchling build
	@if command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null; \
	  then sh client-vscode/scripts/package.sh dist; else echo "No .vsix: it needs Node 20 or later and npm."; fi

clean:  ## remove what these targets made
	rm -rf .venv dist build .mypy_cache .ruff_cache .hypothesis .import_linter_cache
