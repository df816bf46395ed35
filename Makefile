# What people type: run the system, test it, see it at work. Set-up of a fresh machine is part of each.
.DEFAULT_GOAL := help
.PHONY: help setup run test demo lint bench
PYTHON := .venv/bin/python
export PYTHONDONTWRITEBYTECODE := 1

help:
	@echo 'make run    start the whole system on this machine (Ctrl-C stops it)'
	@echo 'make test   run all checks and tests'
	@echo 'make demo   show two nominations on their way; the system must run; elsewhere: DEMO="--address http://... --mail http://..."'
	@echo 'make bench  measure it beside floors and peers; BENCH="--seconds 5 --scale 0.02" for a short run'
	@echo 'make lint   only formatting, types and import contracts'

# System packages and .venv; says what it does and does it once.
setup:
	@sh ops/setup.sh

run: setup
	@exec $(PYTHON) -m ops.stack

demo: setup
	@exec $(PYTHON) -m ops.demo $(DEMO)

lint: setup
	.venv/bin/ruff check --quiet .
	.venv/bin/ruff format --check --quiet .
	.venv/bin/mypy --no-error-summary
	PYTHONPATH=. .venv/bin/lint-imports --config ops/importlinter.ini

# The closing line of pytest is the last that this prints.
test: lint
	$(PYTHON) -m pytest

# Half an hour on two cores; the table also goes to benchmarks/results/. Celery, the peer, comes into .venv here alone.
bench: setup
	@$(PYTHON) -m pip install -q --disable-pip-version-check --require-hashes -r benchmarks/requirements.lock
	@$(PYTHON) -m benchmarks --out benchmarks/results $(BENCH)
