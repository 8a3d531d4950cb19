# Two commands on a fresh machine; each does its own set-up in a virtual environment.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: demo test lint types check equality bench site clean

demo: $(INSTALLED)-run ## screen the example dossiers: each of the four verdicts
	@$(BIN)/fondsvert instruire examples/*.yaml

test: check ## everything a change must pass; the site, with what its scenarios gave

check: lint types
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal --junitxml build/tests.xml
	$(BIN)/fondsvert site -o build/site --resultats build/tests.xml

lint: $(INSTALLED)-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# mypy reads the package under its import name, whatever the folder of the clone is called.
types: $(INSTALLED)-test
	@mkdir -p build/types && ln -sfn "$(CURDIR)" build/types/fondsvert
	MYPYPATH=build/types $(BIN)/mypy -p fondsvert.engine -p fondsvert.commands -p fondsvert.cli -p fondsvert.web

equality: $(INSTALLED)-test ## 20 000 dossiers, every evaluator and engine; Spark when installed
	$(BIN)/python -m pytest -m slow

# A scenario that fails is shown as such: the site is then worth reading.
site: $(INSTALLED)-test ## the rule book as pages, in build/site, with what its scenarios gave
	-$(BIN)/python -m pytest --quiet --numprocesses auto --junitxml build/scenarios.xml features
	$(BIN)/fondsvert site -o build/site --resultats build/scenarios.xml \
	  $(if $(wildcard build/mutations.json),--mutations build/mutations.json)

bench: $(INSTALLED)-bench ## performance, measured side by side in one run
	$(BIN)/python benchmarks/screening.py
	$(BIN)/python benchmarks/bulk.py

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(INSTALLED)-run: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(INSTALLED)-test: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@

$(INSTALLED)-bench: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[bench]"
	@touch $@

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis
