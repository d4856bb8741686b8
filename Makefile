# `make demo` and `make test` need only make and a Python from 3.11 on; each sets up .venv by itself.
# PYTHON=… chooses the interpreter that .venv is made with (after `make clean`, if there is one already).

VENV     := .venv
BIN      := $(VENV)/bin
PIP      := $(BIN)/python -m pip --disable-pip-version-check --no-input
SOURCES  := facts rules engine cli
CASE     ?= examples/kursk.yaml
FACT     ?= sanctions_violation(violator=PRK)
PYTEST   := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help setup demo test tests check style types format bench soak fuzz mutate ranges pythons site dist clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*##/\1:/p' Makefile | awk -F': *' '{ printf "  make %-8s %s\n", $$1, $$2 }'

setup: $(VENV)/ready-to-develop  ## make .venv with everything a developer needs

demo: $(VENV)/ready-to-run  ## assess the example case and explain one conclusion in full
	@$(BIN)/tocsin assess $(CASE)
	@echo
	@$(BIN)/tocsin why $(CASE) '$(FACT)'

test: style  ## check, then run every test and doctest, on every core
	@$(MAKE) --no-print-directory --jobs=2 types tests

check: style types  ## format, lint, types, layers, dependencies
	@echo 'check: format, lint, types, layers and dependencies are in order'

style: $(VENV)/ready-to-develop
	@$(BIN)/ruff format --check --quiet . || { echo 'check: `make format` puts these files right' >&2; exit 1; }
	@$(BIN)/ruff check --quiet .

types: $(VENV)/ready-to-develop
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo > $(VENV)/layers.txt || { cat $(VENV)/layers.txt; exit 1; }
	@NO_COLOR=1 $(BIN)/deptry $(SOURCES) > $(VENV)/dependencies.txt 2>&1 || { cat $(VENV)/dependencies.txt; exit 1; }

# Types are checked on one core while the tests are collected and run on the others.
tests: $(VENV)/ready-to-develop
	@$(PYTEST) -n auto --maxprocesses 8 --dist worksteal

format: $(VENV)/ready-to-develop  ## rewrite what the formatter and safe fixes can
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

bench: $(VENV)/ready-to-develop  ## run the benchmarks and print their ratios
	@$(BIN)/python -m benchmarks

soak: $(VENV)/ready-to-develop  ## try the properties marked `soak` on many more examples
	@$(PYTEST) -m soak --hypothesis-profile=soak tests

fuzz: $(VENV)/ready-to-develop  ## change packs, cases, facts and ledgers at random; print what ends in an internal error (TARGETS=… SIZE=… SEED=…)
	@$(BIN)/python -m tests.fuzz $(if $(TARGETS),--targets $(TARGETS)) $(if $(SIZE),--size $(SIZE)) $(if $(SEED),--seed $(SEED))

mutate: $(VENV)/ready-to-mutate  ## make the product wrong in places and see whether its tests notice (ROOMS=… SIZE=… SEED=…)
	@$(BIN)/python -m tests.mutation $(if $(ROOMS),--rooms $(ROOMS)) $(if $(PATHS),--paths $(PATHS)) $(if $(SIZE),--size $(SIZE)) $(if $(SEED),--seed $(SEED))

ranges: $(VENV)/ready-to-develop  ## run tests at the lowest and the highest releases that pyproject.toml takes
	@$(BIN)/python tests/ranges.py lowest $(if $(PYTHON),--python $(PYTHON))
	@$(BIN)/python tests/ranges.py highest $(if $(PYTHON),--python $(PYTHON))

pythons: $(VENV)/ready-to-develop  ## make a ledger on each Python installed and replay it on each other
	@$(BIN)/python tests/pythons.py

site: $(VENV)/ready-to-develop  ## write the documentation, and a page to try, as a site of static files into site/
	@$(BIN)/python -m docs.site site examples/kursk.yaml

dist: $(VENV)/ready-to-develop  ## build the sdist and the wheel into dist/
	@$(BIN)/python -m build --no-isolation .

clean:  ## remove what the other targets made
	@rm -rf $(VENV) dist build site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .benchmarks
	@find $(SOURCES) tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# ── setting up ───────────────────────────────────────────────────────────────────────────────────────────────────────

$(VENV)/ready-to-develop: pyproject.toml constraints.txt | $(BIN)/python
	@echo 'setup: installing tocsin and the tools that check it into $(VENV)' >&2
	@$(call install,.[dev$(comma)bench$(comma)bulk$(comma)spark$(comma)postgres$(comma)prov$(comma)sign$(comma)tables$(comma)service$(comma)mcp$(comma)lsp])
	@touch $(VENV)/ready-to-run $@

$(VENV)/ready-to-mutate: $(VENV)/ready-to-develop
	@echo 'setup: installing what makes mutants into $(VENV)' >&2
	@$(call install,.[mutate])
	@touch $@

$(VENV)/ready-to-run: pyproject.toml constraints.txt | $(BIN)/python
	@echo 'setup: installing tocsin into $(VENV)' >&2
	@$(call install,.)
	@$(BIN)/python -m compileall -q $(SOURCES) || true  # as pip does for what is not editable: no command does it again
	@touch $@

$(BIN)/python:
	@$(find_python); \
	"$$python" -m venv --clear $(VENV) > $(VENV).log 2>&1 || { cat $(VENV).log >&2; rm -rf $(VENV) $(VENV).log; \
	  echo "setup: $$python cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; \
	  exit 1; }; \
	rm -f $(VENV).log

comma := ,

# Installs $(1), an argument for `pip install -e`, at the tested versions; if that fails, says what is likely to be missing.
define install
$(PIP) install -qq -c constraints.txt -e '$(1)' || { status=$$?; $(hint_compiler) exit $$status; }
endef

define hint_compiler
header=$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("include") + "/Python.h")'); \
if ! command -v "$${CC:-cc}" > /dev/null || ! test -e "$$header"; then \
  echo 'setup: durable-rules is compiled on installation and needs a C compiler and the Python headers;' >&2; \
  echo '       on Debian and Ubuntu: apt-get install gcc python3-dev' >&2; \
fi;
endef

# Both engines run on 3.11 and 3.12, so one of these is preferred; later ones are next best.
define find_python
python=''; \
for bounds in '(3, 11), (3, 13)' '(3, 13), (4,)'; do \
  for candidate in $(or $(PYTHON),python3 python3.12 python3.11 python3.13 python3.14 python); do \
    test -z "$$python" \
      && "$$candidate" -c "import sys; low, high = $$bounds; sys.exit(not low <= sys.version_info < high)" 2> /dev/null \
      && python="$$candidate"; \
  done; \
done; \
if test -z "$$python"; then \
  echo "setup: Tocsin needs Python 3.11 or later; found $$($(or $(PYTHON),python3) --version 2>&1)." >&2; \
  echo '       Install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)' >&2; \
  exit 1; \
fi
endef
