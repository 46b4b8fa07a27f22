PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2  # that run tests at once; each keeps a core busy
export PYTHONDONTWRITEBYTECODE =  # the tests start many processes: each reads compiled modules

.PHONY: run test test-more test-cluster lint bench trained claims messages
run: .venv/ready  ## make .venv, install, start the app on http://127.0.0.1:8501
	$(BIN)/streamlit run app.py $(ARGS)

test: .venv/ready-to-test lint  ## find or install a browser, then lint, types and the tests
	$(BIN)/python tests/chromium.py
	$(BIN)/pytest --numprocesses=$(WORKERS) -m "not more and not cluster" $(ARGS)

test-more: .venv/ready-to-test  ## the long tests: every page in each size, theme and cell, every recorded link, every lesson
	$(BIN)/python tests/chromium.py
	$(BIN)/pytest --numprocesses=$(WORKERS) -m "more and not cluster" $(ARGS)

test-cluster: .venv/ready-to-test  ## training on a Ray cluster: two nodes on this machine, started and ended by the tests
	$(BIN)/pytest -m cluster $(ARGS)

lint: .venv/ready-to-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/ready-to-test  ## the performance claims, one script each
	for claim in benchmarks/*.py; do $(BIN)/python $$claim || exit 1; done

trained: .venv/ready  ## the small trained weights that are shipped, again from their seeds (minutes)
	$(BIN)/python -m explainer.training.train_shipped
	$(BIN)/python -m explainer.lessons.count_first_symbol
	$(BIN)/python -m explainer.runs.shipped_sweep

claims: .venv/ready  ## the shipped results of all claims, or of CLAIMS="G01 G06", and docs/claims.md
	OMP_NUM_THREADS=1 $(BIN)/python -m explainer.lessons.claims.make $(CLAIMS)
	$(BIN)/python docs/make_claims.py

messages: .venv/ready-to-test  ## the catalogues of translations, again from the texts in the sources
	$(BIN)/python docs/make_messages.py

.venv/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Gatescope needs Python 3.11 or newer: make run PYTHON=python3.12" && exit 1)
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --requirement requirements.txt
	touch $@

.venv/ready-to-test: .venv/ready requirements-dev.txt
	$(BIN)/pip install --quiet --requirement requirements-dev.txt
	touch $@
