# Two commands for a newcomer: `make up` and `make test`. Needs git, make and Python 3.11 or newer.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: up test break-it bench bench-quick profiles check format lock clean help

NEW_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))'
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) $(NEW_ENOUGH) 2>/dev/null && echo $(name))))
# Tests wait for servers more than they compute: three at a time keep two cores busy, each with servers of its own.
WORKERS ?= 3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--python-version 3.11 --custom-compile-command "make lock" pyproject.toml

# What the tests need holds all that a running system needs: who has the one is not given the other on top.
up: $(if $(wildcard .venv/dev),.venv/dev,.venv/runtime) ## Start everything, serve until Ctrl-C (ROLECALL_PORT, ROLECALL_HOME)
	@exec $(BIN)/rolecall up

test: .venv/dev ## Run all tests, on a real PostgreSQL and a real RabbitMQ (ARGS go to pytest)
	@exec $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

break-it: .venv/dev ## Purge the queue, kill the broker, wipe read models, all under load, and see that nothing is lost
	@exec $(BIN)/python -m pytest -q -s tests/end_to_end/test_break_it.py

bench: .venv/dev ## Measure ours beside the peers': benchmarks/RESULTS.md (ARGS: families, --rounds, --scratch)
	@exec $(BIN)/python -m benchmarks $(ARGS)

bench-quick: .venv/dev ## The same over small sizes, in under three minutes: benchmarks/quick/RESULTS.md
	@exec $(BIN)/python -m benchmarks --quick $(ARGS)

profiles: .venv/dev ## Draw flame graphs of what is measured: benchmarks/profiles (with py-spy; ARGS: some of them)
	@exec $(BIN)/python -m benchmarks.profile $(ARGS)

check: .venv/dev ## Run what needs no server: linter, formatter, types, import contract, architecture tests
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/architecture

format: .venv/dev ## Sort imports and format the code
	@$(BIN)/ruff check --select I --fix
	@$(BIN)/ruff format

lock: ## Compile requirements/*.txt anew from pyproject.toml (with uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: see https://docs.astral.sh/uv/" >&2; exit 1; }
	$(COMPILE) --group build --output-file requirements/runtime.txt
	$(COMPILE) --group dev --output-file requirements/dev.txt

clean: ## Delete .venv and all caches; data in ROLECALL_HOME stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src projections tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name what; do \
		printf 'make %-11s %s\n' "$$name" "$$what"; done

# A file in .venv says that its requirements are installed. pip refuses `-e .` together with hashes: hence two steps.
.venv/runtime .venv/dev: .venv/%: requirements/%.txt pyproject.toml
	@$(PYTHON) $(NEW_ENOUGH) 2>/dev/null || { \
		echo "Rolecall needs Python 3.11 or newer: install it, or name it with make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PIP) --version >/dev/null 2>&1 || { rm -rf .venv; $(PYTHON) -m venv .venv >/dev/null 2>&1; } || { rm -rf .venv; \
		echo "$(PYTHON) has no venv module: install it (on Debian and Ubuntu: apt-get install python3-venv)" >&2; exit 1; }
	@echo "Installing requirements/$*.txt into .venv"
	@$(PIP) install --require-hashes --requirement requirements/$*.txt
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@
