#!/usr/bin/env bash
# Gradescope runs this once, as root, while it builds the image. It installs into one virtual environment beside
# `source` and nowhere else: the python3 of the system is the harness's.
set -euo pipefail
trap 'echo "setup.sh FAILED at line $LINENO: the autograder is not installed" >&2' ERR

SOURCE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
VENV="$(dirname "$SOURCE")/venv"
PYTHON="${AUTOGRADER_PYTHON:-python3}"

say() { echo "setup.sh: $*"; }

"$PYTHON" -I -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' || {
  say "python3 must be 3.10 to 3.13, and is $("$PYTHON" --version 2>&1 || echo missing): choose Ubuntu 22.04 or 24.04" >&2
  exit 1
}

rm -rf "$VENV"
if ! "$PYTHON" -I -c 'import ensurepip, venv' 2>/dev/null; then
  say "installing python3-venv"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
fi
"$PYTHON" -I -m venv "$VENV"

say "installing into $VENV"
"$VENV/bin/python" -I -m pip install --quiet --disable-pip-version-check --no-cache-dir --only-binary :all: --no-deps \
  -r "$SOURCE/requirements.txt" "$SOURCE"/*.whl
"$VENV/bin/python" -I -m pip uninstall --quiet --yes --disable-pip-version-check pip setuptools || true

chmod -R go= "$SOURCE"
"$VENV/bin/python" -I -m autograder.gradescope.entry --check "$SOURCE"
say "done: $(du -sm "$VENV" | cut -f1) MB in $VENV"
