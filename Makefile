# Every target sets up what it needs in .venv; see `make help`. Works with GNU make 3.81, which macOS has.

# A virtual environment, or paths, of the person's own must not leak in.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV
# Material for MkDocs prints a notice about MkDocs 2 on each build.
export NO_MKDOCS_2_WARNING := 1
# The site carries the date of what it is built from, not of the day: the same commit gives the same bytes.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)

PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help site test lint serve bench fuzz lock clean venv

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile

site: venv ## build the site into site/; fails on any finding
	@$(PY) -m mkdocs build --strict

test: lint ## everything in lint, then the tests
	@$(PY) -m pytest -n auto

lint: venv ## style, types and import layers
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-logo

serve: venv ## the site on localhost; what a change touches is rendered again
	@$(PY) -m mkdocs serve --dirty --livereload

bench: ## measure, side by side with check-jsonschema and mkdocs-code-validator
	@scripts/venv.sh bench
	@$(PY) -m benchmarks

fuzz: ## spoil inputs for ten minutes (FUZZ_SECONDS=600) and look for crashes, hangs and growth; Linux only
	@scripts/venv.sh fuzz
	@mkdir -p .cache/fuzz/new
	@$(PY) -m tests.fuzz -max_total_time=$(FUZZ_SECONDS) -timeout=30 -rss_limit_mb=1024 -max_len=8192 \
		-artifact_prefix=.cache/fuzz/ .cache/fuzz/new tests/fuzz/corpus

FUZZ_SECONDS ?= 600

lock: venv ## bring the locks up to date with pyproject.toml (UPGRADE=1: take the newest releases)
	@$(PY) -m pip install --quiet --disable-pip-version-check uv
	@$(LOCK) pyproject.toml --extra mkdocs --extra lsp --group dev --output-file requirements.lock >/dev/null
	@$(LOCK) --group bench --constraints requirements.lock --output-file requirements-bench.lock >/dev/null
	@$(LOCK) --group fuzz --constraints requirements.lock --output-file requirements-fuzz.lock >/dev/null

LOCK = $(PY) -m uv pip compile --quiet $(if $(UPGRADE),--upgrade) --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --custom-compile-command "make lock"

clean: ## remove everything that these targets made, .venv too
	rm -rf .venv .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist site

venv:
	@scripts/venv.sh
