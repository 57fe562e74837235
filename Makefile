# Two commands for newcomers: `make demo` and `make test`. Needs only Python 3.11 to 3.13, git and make.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test gate lock pictures bench eval campaign clean

demo: $(VENV)/.run  ## Starts leadquiz with nothing configured and prints where to look
	@$(BIN)/python -m bot demo

test: $(VENV)/.dev  ## The whole gate: format, lint, types, import contracts, tests
	@$(MAKE) --no-print-directory gate

gate:
	@$(BIN)/ruff format --check --quiet . || { echo 'Run: $(BIN)/ruff format .'; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo > $(VENV)/imports.txt 2>&1 || { cat $(VENV)/imports.txt; exit 1; }
	@$(BIN)/pytest $(PYTEST)

campaign: $(VENV)/.dev  ## Kills nodes under load and lets platforms fail; writes tests/campaign/RESULTS.md
	@SLOW=1 LEADQUIZ_TEST_CAMPAIGN=1 $(BIN)/pytest tests/campaign tests/bot/test_state_machine.py tests/bot/channels/test_random_updates.py
	@$(BIN)/python -m tests.campaign.results

eval: $(VENV)/.dev  ## How well contacts and genuineness are read, on the project's own sets
	@$(BIN)/python -m benchmarks.eval_contacts

bench: $(VENV)/.dev .venv-peers/.ready  ## leadquiz beside its peers: what a turn costs, and the floors; ten minutes
	@$(BIN)/python -m benchmarks.bench --out benchmarks/RESULTS.md $(BENCH)

.venv-peers/.ready: benchmarks/peers.lock
	@$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r benchmarks/peers.lock
	@touch $@

pictures: $(VENV)/.dev  ## README's pictures, made from the running program
	@$(BIN)/python docs/make_pictures.py

lock: $(VENV)/.dev  ## New versions of everything, with hashes and without any registry's name
	@$(PIP) install 'uv>=0.9'
	@$(BIN)/uv pip compile pyproject.toml --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url --no-annotate -q -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --group dev -c requirements.lock --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-header --no-emit-index-url --no-annotate -q -o requirements-dev.lock
	@$(BIN)/uv pip compile benchmarks/peers/requirements.in --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-header --no-emit-index-url --no-annotate -q -o benchmarks/peers.lock

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo 'leadquiz needs Python 3.11, 3.12 or 3.13; none was found. Install one, or say make PYTHON=/path/to/python.'; exit 1; }
	@echo 'Making $(VENV) with $(PYTHON) ...'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/pyvenv.cfg requirements.lock
	@echo 'Installing leadquiz (once, under a minute) ...'
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo 'Installing the development tools (once) ...'
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
