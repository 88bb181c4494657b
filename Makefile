# Every chore has a name here; `make` alone lists them. Each works as the first command on a fresh clone:
# it needs Python 3.11 or later and make, and nothing else.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV   := .venv
BIN    := $(VENV)/bin
# the first of these that is 3.11 or later; name another with `make setup PYTHON=...`
PYTHON ?= $(firstword $(foreach each,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
  $(each) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(each))))

# Spark is set up when asked for (SPARK=1), under CI=true, and from then on.
WITH_SPARK := $(filter 1,$(SPARK))$(filter true,$(CI))$(wildcard $(VENV)/lib/python*/site-packages/pyspark)
LOCK   := $(if $(WITH_SPARK),requirements-spark.lock,requirements.lock)
READY  := $(VENV)/.ready-$(basename $(LOCK))

# how many processes the tests use
WORKERS    ?= 2
TRAVELLERS ?= 100000
DEMO       := demo
PORT       ?= 8000

.PHONY: help setup demo test lint format bench i94 docs serve lock wheelhouse clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## build the environment in .venv
	@echo "==> ready: $(BIN)/sojourn --help"

$(READY): $(LOCK) requirements-uv.lock pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
	  echo "make: no Python 3.11 or later was found. Sojourn needs it."; \
	  echo "      Install it, or name one: make setup PYTHON=/path/to/python3.12"; exit 2; fi
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { echo "==> making $(VENV) with $$($(PYTHON) --version)"; $(PYTHON) -m venv --clear $(VENV); } || { \
	  rm -rf $(VENV); \
	  echo "make: $(PYTHON) could not make a virtual environment."; \
	  echo "      On Debian and Ubuntu: apt-get install python3-venv"; exit 2; }
	@echo "==> installing the packages of $(LOCK) (a few hundred MB the first time)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements-uv.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes $(LOCK) requirements-uv.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@rm -f $(VENV)/.ready-*
	@touch $@

demo: $(READY) ## simulate a country's month, reconcile it, say where the report is
	@echo "==> simulating $(TRAVELLERS) travellers into $(DEMO)/evidence"
	@rm -rf $(DEMO)
	@$(BIN)/sojourn simulate $(DEMO)/evidence --travellers $(TRAVELLERS) --seed 1 --law us
	@echo "==> reconciling"
	@$(BIN)/sojourn reconcile $(DEMO)/evidence --law us --as-of 2026-11-01 --known-at 2026-11-01T23:59:59Z --out $(DEMO)/run
	@echo
	@echo "The report:   $(CURDIR)/$(DEMO)/run/report.html"
	@echo "One answer:   $(BIN)/sojourn explain $(DEMO)/run STAY_ID"

serve: $(READY) ## open the register on a simulated country, on loopback; Ctrl-C stops it
	@$(BIN)/sojourn serve --port $(PORT)

test: $(READY) ## run every test that this machine can run
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

lint: $(READY) ## check style, types, the arrows between the folders, and the generated pages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tools.pages --check
	@$(BIN)/python -m benchmarks.page --check
	@if command -v xgettext >/dev/null; then $(BIN)/python -m tools.messages --check; else \
	  echo "==> the French sentences were not checked: xgettext is not installed (apt-get install gettext)"; fi

format: $(READY) ## put the code in shape and write the generated pages anew
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/python -m tools.pages

bench: $(READY) ## measure speed, and write docs/speed.md with its charts
	@$(BIN)/python -m benchmarks

i94: $(READY) ## read and reconcile real admission records: make i94 PARTS=FOLDER
	@$(BIN)/python -m benchmarks.i94 "$(PARTS)"

docs: $(READY) ## build the pages of the docs into site/
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "==> site/index.html"

lock: $(READY) ## choose the newest allowed packages and write the lock files anew
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade \
	  pyproject.toml --group dev --group build -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  pyproject.toml --group dev --group build --extra spark --constraint requirements.lock -o requirements-spark.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --group pyproject.toml:installer -o requirements-uv.lock

wheelhouse: $(READY) ## make dist/wheelhouse, from which Sojourn installs without a network
	@$(BIN)/python -m tools.wheelhouse

clean: ## remove everything that make has made, the environment too
	@rm -rf $(VENV) $(DEMO) site build dist benchmarks/work .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
