# Thin: each line can be typed by hand, and the README shows it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check bars install install-dev

run: install
	$(BIN)/privacy-assistant build
	$(BIN)/privacy-assistant serve

test: install-dev
	$(BIN)/privacy-assistant build
	$(BIN)/pytest

# The bars that take minutes: kills, loads, scale.
bars: install-dev
	BARS=50 $(BIN)/pytest tests/retrieval
	BARS=1 $(BIN)/pytest tests/browser/test_requesting.py
	BARS=200 $(BIN)/pytest tests/rights/test_killed.py tests/rights/test_load.py

check: install-dev
	.ci/run

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/.installed-dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable ".[dev]"
	touch $@ $(VENV)/.installed
