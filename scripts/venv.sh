#!/bin/sh
# Makes .venv hold what requirements.lock names, and this project in editable form.
# Usage: scripts/venv.sh            the environment of `make site` and `make test`
#        scripts/venv.sh bench      and what `make bench` compares with (fuzz: what `make fuzz` runs)
# PYTHON=… chooses the interpreter. Done already, it returns at once; interrupted, it starts afresh.
set -eu
cd "$(dirname "$0")/.."
unset PYTHONPATH PYTHONHOME || true
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

say() { printf '%s\n' "$*" >&2; }

# Prints the first command that is Python >= 3.11 and can make virtual environments, or says what is missing.
find_python() {
  found= no_venv=
  for python in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3 python}; do
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    found="$found $python ($version)"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || continue
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
      echo "$python"
      return
    fi
    no_venv=$python
  done
  if [ -n "$no_venv" ]; then
    say "$no_venv cannot make virtual environments: its module venv or ensurepip is missing."
    say "On Debian and Ubuntu:  apt install python3-venv"
  else
    say "Python 3.11 or newer is needed. Found:${found:- no Python at all}"
    say "Install one (Debian: apt install python3 python3-venv; macOS: brew install python),"
    say "or name one:  make PYTHON=/path/to/python3.12"
  fi
  return 1
}

# The stamp is the last thing written. It holds what the environment was made from, so that a changed lock,
# a moved folder or a Python that has gone away is noticed.
stamp_of() { pwd && cksum "$@"; }

installed() { [ "$(cat "$1" 2>/dev/null)" = "$2" ] && .venv/bin/python -c '' 2>/dev/null; }

pip_install() {
  .venv/bin/python -m pip install -qq "$@" || {
    say "pip could not set up .venv; its message is above. Without one, see whether the network is reachable."
    exit 1
  }
}

base=$(stamp_of pyproject.toml requirements.lock)
if ! installed .venv/stamp "$base"; then
  # Only a finished environment of this folder is worth updating.
  if [ "$(head -n 1 .venv/stamp 2>/dev/null)" != "$(pwd)" ] || ! .venv/bin/python -c '' 2>/dev/null; then
    python=$(find_python)
    say "Setting up .venv with $("$python" --version). This takes a minute, once."
    rm -rf .venv
    "$python" -m venv .venv
  else
    say "Updating .venv."
  fi
  rm -f .venv/stamp .venv/stamp-*
  pip_install --require-hashes -r requirements.lock
  pip_install --no-deps --no-build-isolation -e .
  printf '%s\n' "$base" >.venv/stamp
fi

for extra in "$@"; do
  wanted=$(stamp_of "requirements-$extra.lock")
  if ! installed ".venv/stamp-$extra" "$wanted"; then
    pip_install --require-hashes -r "requirements-$extra.lock"
    printf '%s\n' "$wanted" >".venv/stamp-$extra"
  fi
done
