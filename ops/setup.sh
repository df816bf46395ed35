#!/bin/sh
# Sets up a fresh machine for `make run` and `make test`: system packages where this is root on Debian or Ubuntu, then .venv.
# A second run finds everything in place and says nothing.
set -eu
cd "$(dirname "$0")/.."

fail() {
	printf '\n%s\n%s\n' "$1" "$2" >&2
	exit 1
}

python=${THIDUA_PYTHON:-python3}
stamp=.venv/.installed
lock=ops/requirements-dev.lock
browser=.venv/browser

missing() {
	# Python itself first: the other questions are asked with it.
	command -v "$python" >/dev/null || echo python3
	[ -x "${THIDUA_RABBITMQ_SERVER:-/usr/lib/rabbitmq/bin/rabbitmq-server}" ] || command -v rabbitmq-server >/dev/null || echo rabbitmq-server
	[ -n "${THIDUA_CADDY:-}" ] || command -v caddy >/dev/null || echo caddy
	if [ -z "${THIDUA_MONGOD:-}" ] && ! command -v mongod >/dev/null; then
		"$python" -c 'import ctypes; ctypes.CDLL("libcurl.so.4")' 2>/dev/null || echo libcurl4
	fi
	"$python" -c 'import ensurepip, venv' >/dev/null 2>&1 || echo python3-venv
}

# What only the tests of pages need: where this is not root, or the distribution has Chromium as a snap alone (Ubuntu),
# those are skipped.
missing_for_pages() {
	grep -q '^ID=debian$' /etc/os-release 2>/dev/null || return 0
	[ -n "${THIDUA_CHROMIUM:-}" ] || command -v chromium >/dev/null || echo chromium
	command -v npm >/dev/null || echo npm
}

# The package starts a broker of its own, which nobody here needs and whose port may be taken: not during this installation.
without_starting_servers() {
	policy=/usr/sbin/policy-rc.d
	if [ -e "$policy" ]; then
		"$@"
		return
	fi
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
	trap 'rm -f "$policy"' EXIT INT TERM
	"$@"
	rm -f "$policy"
	trap - EXIT INT TERM
}

install_packages() {
	printf 'Installing with apt-get: %s\n' "$*"
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -q >/dev/null || fail "apt-get update failed." "Look at the network and at /etc/apt, or install these yourself: $*"
	without_starting_servers apt-get install -y -q --no-install-recommends "$@" >/dev/null ||
		fail "apt-get could not install $*." "Look at its message above, or install them yourself and start again."
}

packages=$(missing | tr '\n' ' ')
for_pages=$(missing_for_pages | tr '\n' ' ')
if [ -n "$for_pages" ] && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
	packages="$packages$for_pages"
fi
if [ -n "$packages" ]; then
	if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
		# shellcheck disable=SC2086 # one word for each package
		install_packages $packages
	elif [ "$packages" = "caddy " ]; then
		echo 'Caddy is not installed: the services answer on addresses of their own (apt-get install caddy mends that).' >&2
	else
		fail "These packages are missing: $packages" \
			"Install them (Debian, Ubuntu: sudo apt-get install $packages), or use docker compose up."
	fi
fi

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
	fail "$("$python" --version 2>&1) is too old: Python 3.11 or later is needed." "Install it and name it in THIDUA_PYTHON."

if ! [ -f "$stamp" ] || ! cmp -s "$lock" "$stamp"; then
	echo 'Installing the Python packages into .venv'
	[ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || "$python" -m venv --clear .venv ||
		fail "The folder .venv cannot be made here." "Check that this user may write to $(pwd) and that the disk is not full."
	# Errors alone: where pip's settings name a location that is not there, it warns of it once for each package.
	.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "$lock" ||
		fail "pip could not install the packages of $lock." "Look at its message above: mostly it is the network or a full disk."
	cp "$lock" "$stamp"
fi

if command -v npm >/dev/null && ! cmp -s ops/browser/package-lock.json "$browser/package-lock.json"; then
	echo 'Installing what the tests of pages run in the browser into .venv/browser'
	mkdir -p "$browser"
	cp ops/browser/package.json ops/browser/package-lock.json "$browser/"
	# Without its lock, the folder is filled anew next time.
	(cd "$browser" && npm ci --no-audit --no-fund --loglevel=error --ignore-scripts >/dev/null) || {
		rm -f "$browser/package-lock.json"
		fail "npm could not install the packages of ops/browser/package-lock.json." "Look at its message above: mostly it is the network or a full disk."
	}
fi
