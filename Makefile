# Everything one does with Steward, set-up included: only git, make and python3 (with venv) are assumed.
# The environment is made once and again only when the locked requirements change.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2
SEED := $(or $(SEED),$(shell od -An -N4 -tu4 /dev/urandom | tr -d ' '))

.PHONY: help setup try demo test slow lint bench image run docs pictures lock clean

help: ## say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(READY) ## make the environment; everything below does it by itself

try: $(READY) ## try the desk in your browser, with a guide: no account, no token, no database
	$(BIN)/steward try

demo: $(READY) ## play a desk's life over the wire and check it
	$(BIN)/steward demo
	@echo "Now yourself, in your browser: make try"

test: $(READY) ## the fast suite, the same on every run
	$(BIN)/pytest -q -m "not slow" -n $(WORKERS)

slow: $(READY) ## what takes longer, and every law again on newly drawn stories
	@echo "seed $(SEED); the same draw again: make slow SEED=$(SEED)"
	$(BIN)/pytest -q -m "slow or hypothesis" -n $(WORKERS) -o faulthandler_timeout=1200 --hypothesis-profile=slow --hypothesis-seed=$(SEED)

lint: $(READY) ## style, format, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY) ## measure speed and memory, into build/bench.json
	$(BIN)/python -m tests.bench

image: $(READY) ## build the container's image and start it, where a Docker engine answers
	.ci/image

run: $(READY) ## run the desk with the settings of .env
	$(BIN)/steward run

docs: $(READY) ## write docs/states.md again from the code
	$(BIN)/python -m tests.house.states > docs/states.md

pictures: $(READY) ## take the README's pictures again from the running page, where there is a chromium
	$(BIN)/python -m tests.browser.pictures

lock: ## choose new exact versions within the bounds of pyproject.toml
	requirements/lock

clean: ## remove everything that make made
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Steward needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@
