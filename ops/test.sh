#!/bin/sh
# The parts of `make test`, one after the other; with the last, pytest says how long each took (tests/durations.py).
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
parts=$(mktemp)
trap 'rm -f "$parts"' EXIT

part() {
	name=$1
	shift
	began=$(date +%s)
	"$@"
	printf '%s\t%s\n' "$(($(date +%s) - began))" "$name" >>"$parts"
}

# In a fresh clone no module is compiled yet: once here, beside what takes one processor, and not in each process that
# runs tests. Whatever is wrong with a module is said by those.
"$python" -m pytest --collect-only -qq >/dev/null 2>&1 &
part 'format, types, import contracts' make --no-print-directory lint
wait
# Under kill -9 the system keeps both cores busy, and its two minutes are for it alone.
part 'work under kill -9' "$python" -m pytest tests/chaos
# Several processes with one seed: what is made from a set must be the same in all.
THIDUA_TEST_PARTS=$parts PYTHONHASHSEED=0 "$python" -m pytest -n 4 --no-loadscope-reorder --ignore=tests/chaos
