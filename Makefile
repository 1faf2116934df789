# make demo   a sample class, graded     make test   every check     make coverage, make bench   the figures
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
# Run by root, students' code has a user of its own, who reads these packages.
PIP = umask 022; $(BIN)/python -m pip install --quiet --disable-pip-version-check
GRADING = $(VENV)/.grading
STAMP = $(VENV)/.installed

.PHONY: demo test test-all behaviour types versions packages coverage bench lint clean chromium debootstrap

demo: $(GRADING)
	$(BIN)/autograder demo

test: $(STAMP) chromium debootstrap
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory --jobs 2 behaviour types versions packages

# The same with everything of which `make test` takes a sample.
test-all: export WHOLE = 1
test-all: test

# Two jobs at a time: the tests, and beside them what uses the seconds in which they wait.
# pytest keeps the tests that it has prepared, also where Python is told to keep nothing: 9 CPU seconds a process.
behaviour: $(STAMP)
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

types: $(STAMP)
	$(BIN)/mypy

versions: $(STAMP)
	$(BIN)/python tests/other_versions.py

packages: $(STAMP)
	$(BIN)/python tests/packages.py

# What some tests need besides Python: installed where that is possible, else said in one line.
chromium debootstrap:
	@command -v $@ >/dev/null \
	  || { test "$$(id -u)" = 0 && command -v apt-get && apt-get update && \
	       DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $@; } >/dev/null 2>&1 \
	  || echo "No $@ here, and it could not be installed: the tests that need it are skipped."

# Under a tracer some tests of speed and memory can fail: the figure is printed all the same.
coverage: $(STAMP) chromium debootstrap
	-$(BIN)/coverage run -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder -q
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --sort cover

bench: $(STAMP)
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.diagnose
	$(BIN)/python -m benchmarks.checks
	$(BIN)/python -m benchmarks.others

lint: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Grading needs a fraction of what the tests need: the demo does not wait for the rest.
$(GRADING): pyproject.toml
	$(PYTHON) -m venv $(VENV) || { \
	  echo "Python cannot make virtual environments here. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PIP) --editable '.[grade,class]'
	$(BIN)/python -m compileall -q autograder # pip compiles what it copies; fork servers write nothing
	touch $@

$(STAMP): $(GRADING)
	$(PIP) --editable '.[grade,class,cluster,build,dev]'
	touch $@

clean:
	rm -rf $(VENV) .coverage demo dist .pytest_cache .mypy_cache .ruff_cache
