# The commands of the project. `make help` lists them.

SHELL := /bin/bash
.DEFAULT_GOAL := help
# The newest Python that fits and can make an environment; each candidate is run, since a name on the path may be an empty shim.
PYTHON ?= $(shell for wanted in ensurepip venv; do for c in python3.13 python3.12 python3.11 python3; do \
  p=$$(command -v $$c) && $$p -c "import sys, venv, $$wanted; sys.exit(not (3, 11) <= sys.version_info < (3, 14))" 2>/dev/null \
  && echo $$p && exit; done; done)
# Compiled modules are kept, whatever the surroundings say: every start would compile a thousand files again.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
COMPILE := $(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header --no-config --python-version 3.11

.PHONY: help up seed test check fix bench screens migration texts lock clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## */\1\t/' | awk -F'\t' '{printf "make %-10s %s\n", $$1, $$2}'

up: $(VENV)/.run  ## the service with a demo municipality, on its own PostgreSQL and Valkey (PORT=8700, SIZE=S)
	@exec $(BIN)/python -m service demo $(if $(SIZE),--size $(SIZE)) $(if $(SEED),--seed $(SEED))

test: $(VENV)/.dev  ## every test, on two cores (ONLY=tests/operations for some)
	@$(BIN)/python -m pytest $(if $(ONLY),$(ONLY),-n 2 --dist loadfile --no-loadscope-reorder)

check: $(VENV)/.dev  ## format, lint, types, import rules, texts, migrations, compose.yaml: every failure is shown
	@$(BIN)/python .ci/checks.py

fix: $(VENV)/.dev  ## what can be put right by itself: format, order of imports
	@$(BIN)/ruff check -q --fix --exit-zero .
	@$(BIN)/ruff format .

bench: $(VENV)/.dev  ## the engine beside other ways of planning, in docs/benchmarks (SIZES=60,200 METHODS=a,b,c SHAPES= RUNS= SECONDS=)
	@$(BIN)/python -m tests.benchmarks $(foreach knob,METHODS SIZES SHAPES RUNS SECONDS YEAR WORKERS,$(if $($(knob)),--$(shell echo $(knob) | tr A-Z a-z) $($(knob))))

screens: $(VENV)/.dev  ## take the pictures in docs/screens anew, in a real browser
	@$(BIN)/python -m tests.story.screens

migration: $(VENV)/.dev  ## a new migration from the models: make migration m="why"
	@test -n "$(m)" || { echo 'Say why: make migration m="a youth may name three own people"'; exit 1; }
	@$(BIN)/python .ci/checks.py migration "$(m)"

texts: $(VENV)/.dev  ## collect new texts from code and templates into the catalogues
	@$(BIN)/python -m service.web.texts update

lock: $(VENV)/.dev  ## work out requirements/*.txt anew from *.in
	$(COMPILE) requirements/run.in -o requirements/run.txt
	$(COMPILE) requirements/run.in requirements/dev.in -c requirements/run.txt -o requirements/dev.txt

clean:  ## remove the environment; the demo data in .data stay
	rm -rf $(VENV)

$(VENV)/.run: requirements/run.txt requirements/uv.txt requirements/install.py
	@test -n "$(PYTHON)" || { echo "Mellanrummet needs Python 3.11, 3.12 or 3.13 (Debian: apt install python3-venv)"; exit 1; }
	@test -e $(VENV)/.dev && test $(VENV)/.dev -nt $< || $(PYTHON) requirements/install.py run
	@touch $@

$(VENV)/.dev: requirements/dev.txt requirements/uv.txt requirements/install.py
	@test -n "$(PYTHON)" || { echo "Mellanrummet needs Python 3.11, 3.12 or 3.13 (Debian: apt install python3-venv)"; exit 1; }
	@$(PYTHON) requirements/install.py dev
	@touch $@ $(VENV)/.run
