# What people type: run the system, test it, see it at work. Set-up of a fresh machine is part of each.
.DEFAULT_GOAL := help
.PHONY: types style contracts help setup run test demo lint facts bench matrix chaos model mutate pages pictures
PYTHON := .venv/bin/python
# Bytecode is kept, whatever the machine is set to: the tests start hundreds of programs, and each would compile anew.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo 'make run    start the whole system on this machine (Ctrl-C stops it)'
	@echo 'make test   run all checks and tests'
	@echo 'make demo   show every route on its way (STORY=name for one, VERBOSE=1 for every history and mail); the system must run, here or DEMO="--address http://... --mail http://..."'
	@echo 'make demo DEMO=full  leave the running system full: 300 nominations at every stage; elsewhere DEMO="full --address http://..."'
	@echo 'make bench  measure it beside floors and peers; BENCH="--seconds 5 --scale 0.02" for a short run'
	@echo 'make matrix break each part of the system under load, row by row, before an outside oracle; then every kill point and role'
	@echo 'make chaos  break everything at random while it works: SECONDS=600 SEED=7 REPLICAS=2, and a table at the end'
	@echo 'make lint   only formatting, types and import contracts'
	@echo 'make facts  modules, sizes, import contracts and uses of the glossary words, counted'
	@echo 'make pages  axe on every page, in light and dark, on a telephone and on a wide screen'
	@echo 'make pictures  of every page of the running system and of every mail, into .data/pictures; ADDRESS=http://… ONLY=/part-of-the-paths'
	@echo 'make model  the state machine over all services for long; EXAMPLES=10000 SEED=… as you like'
	@echo 'make mutate break a copy in many ways; the suite must notice each. MUTATE="name name" for some'

# System packages and .venv; says what it does and does it once.
setup:
	@sh ops/setup.sh

run: setup
	@exec $(PYTHON) -m ops.stack

demo: setup
	@exec $(PYTHON) -m ops.demo $(if $(STORY),--story $(STORY)) $(if $(VERBOSE),--verbose) $(DEMO)

# Types take one processor for most of it; the rest goes beside.
lint: setup
	@$(MAKE) --no-print-directory -j 2 types style contracts

types:
	.venv/bin/mypy --no-error-summary

style:
	.venv/bin/ruff check --quiet .
	.venv/bin/ruff format --check --quiet .

contracts:
	PYTHONPATH=. .venv/bin/lint-imports --config ops/importlinter.ini

facts: setup
	@$(PYTHON) -m ops.facts

# The closing line of pytest is the last that this prints; before it, how long each part took.
test: setup
	@sh ops/test.sh

# The rows of the fault matrix, each on a whole system under load; prints a line for each. Then the kill points and
# roles of which `make test` tries one of a kind; apart, since the oracle of the rows knows nothing of what attacks.
matrix: lint
	$(PYTHON) -m pytest -m matrix tests/chaos
	$(PYTHON) -m pytest -m matrix --ignore=tests/chaos

# Every page that a row of `tests/pages/tables` names; of the ways to look at it, `make test` tries one.
pages: setup
	$(PYTHON) -m pytest -m 'matrix or not matrix' tests/pages

pictures: setup
	@$(PYTHON) -m tests.pages .data/pictures/pages $(if $(ADDRESS),--address $(ADDRESS)) $(if $(ONLY),--only $(ONLY))
	@$(PYTHON) -m tests.pictures .data/pictures/mails

# A seed that failed may be run again with the same faults and the same load.
chaos: setup
	@$(PYTHON) -m tests.chaos --seconds $(or $(SECONDS),600) $(if $(SEED),--seed $(SEED)) $(if $(REPLICAS),--replicas $(REPLICAS))

# Half an hour on two cores; the table also goes to benchmarks/results/. Celery, the peer, comes into .venv here alone.
bench: setup
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes -r benchmarks/requirements.lock
	@$(PYTHON) -m benchmarks --out benchmarks/results $(BENCH)

# 300 examples took two minutes on a busy machine, so 10,000 take an hour or so; the printed seed leads the same ways again.
EXAMPLES ?= 10000
SEED ?= $(shell date +%s)
model: setup
	@echo 'EXAMPLES=$(EXAMPLES) SEED=$(SEED)'
	@THIDUA_MODEL_EXAMPLES=$(EXAMPLES) THIDUA_MODEL_SEED=$(SEED) $(PYTHON) -m pytest -o timeout=0 tests/model

mutate: setup
	@$(PYTHON) -m tests.mutations $(MUTATE)
