# Everything is made inside this folder: the environment in .venv, outputs in build.
# Only relative paths are used, so the folder's own path may contain spaces.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.PHONY: help build test check bench lock catalogues clean

# The first Python that is new enough; `make PYTHON=/path/to/python3` chooses another.
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11 python
PYTHON = $(shell for python in $(PYTHONS); do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$python" && break; done)

BIN := .venv/bin
INSTALL = $(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check
SAMPLE := data/courses/dlsys-2017
# More words for pytest: make test ARGS="-k calendar"
ARGS :=

help:
	@echo 'make build    set up and build the sample course into build/'
	@echo 'make test     set up for development, check, and run the tests'
	@echo 'make check    format, lint, types and import contracts'
	@echo 'make bench    measure against other ways to the same result'
	@echo 'make gallery pages of every theme as pictures, into docs/gallery'
	@echo 'make lock     pin dependencies after a change of pyproject.toml (UPGRADE=1: newest)'
	@echo 'make catalogues  collect the words to translate from code and templates'
	@echo 'make clean    remove the environment, outputs and caches'

build: .venv/.project
	$(BIN)/syllabus build $(SAMPLE)

test: check
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ARGS)

check: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.dev
	$(BIN)/python -m tests.bench $(ARGS)
	$(BIN)/python -m pytest tests/bench -o python_files='bench_*.py' --benchmark-only \
		|| test $$? -eq 5  # 5: there are no such files

gallery: .venv/.dev
	$(BIN)/python -m tests.gallery

# The index is what this machine is set up for; no address gets into the files.
LOCK = UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --no-annotate $(if $(UPGRADE),--upgrade) \
	pyproject.toml --group build
lock: .venv/.dev
	$(LOCK) --output-file requirements.lock
	$(LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock

catalogues: .venv/.dev
	$(BIN)/python -m tests.catalogues

clean:
	rm -rf .venv build dist .benchmarks .hypothesis
	rm -rf .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# Set-up: each step leaves a stamp and is done again only when what it reads changes.

.venv/.system: syllabus/jobs/system.py syllabus/render/libraries.py
	@test -n "$(PYTHON)" || { echo 'syllabus needs Python 3.11 or later; none of these is: $(PYTHONS)' >&2; exit 3; }
	$(PYTHON) -m syllabus.jobs.system
	@mkdir -p .venv && touch $@

.venv/.packages: requirements.lock | .venv/.system
	$(PYTHON) -m venv --clear .venv
	@touch .venv/.system
	$(INSTALL) --require-hashes --requirement requirements.lock
	@touch $@

.venv/.project: pyproject.toml .venv/.packages
	$(INSTALL) --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q syllabus
	@touch $@

.venv/.dev: requirements-dev.lock tests/needs.py tests/npm/package-lock.json .venv/.project
	$(INSTALL) --require-hashes --requirement requirements-dev.lock
	$(BIN)/python -m tests.needs
	@touch $@
