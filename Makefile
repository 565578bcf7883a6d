# Four commands are all anybody needs: run, test, check, bench. The others are the steps they are made of.
# Each step looks first whether there is anything to do, so calling it again costs a moment.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV_PYTHON := .venv/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test check bench setup web wheel lock soak clean python
MAKEFLAGS += --no-print-directory

help: ## this list
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do \
		printf '  make %-8s %s\n' "$$name" "$$text"; done

run: python ## the server, filled with small models, on http://127.0.0.1:5050 (ARGS="--port 8080")
	@scripts/system_packages.sh run
	@$(PYTHON) scripts/install.py embedded
	@$(VENV_PYTHON) scripts/web.py
	@.venv/bin/modelbase demo $(ARGS)

test: setup ## every suite: lint, types, Python, web, browser, wheel (ARGS="pytest" for one; "unit" for a minute; "newest", "lowest" versions)
	@$(VENV_PYTHON) scripts/run_tests.py $(ARGS)

check: python ## lint, format and types of Python and web, without running anything
	@$(PYTHON) scripts/install.py dev
	@$(VENV_PYTHON) scripts/web.py --packages-only
	@$(VENV_PYTHON) scripts/run_tests.py --check

bench: python ## speed and size, measured here, as ratios side by side
	@scripts/system_packages.sh run
	@$(PYTHON) scripts/install.py dev
	@$(VENV_PYTHON) -m benchmarks $(ARGS)

setup: python ## everything that `make test` needs: system packages, .venv, the built web app
	@scripts/system_packages.sh test
	@$(PYTHON) scripts/install.py dev
	@$(VENV_PYTHON) scripts/web.py

web: python ## the web app alone, built into modelbase/server/static
	@$(PYTHON) scripts/web.py

wheel: python ## dist/modelbase_registry-*.whl with the web app inside, looked into and installed once
	@$(PYTHON) scripts/install.py dev
	@$(VENV_PYTHON) scripts/web.py
	@$(VENV_PYTHON) scripts/check_wheel.py --outdir dist

lock: python ## move the locked versions of all packages, Python and web, to the newest that are allowed
	@$(PYTHON) scripts/install.py dev
	@$(VENV_PYTHON) scripts/lock.py

soak: setup ## fifty rounds of what is taken away, 500 of the same args at once, 20,000 fuzzed requests, then the chaos tests for an hour (SOAK_SECONDS=600 for ten minutes)
	@MODELBASE_TEST_ROUNDS=50 $(VENV_PYTHON) -m pytest -q tests/replay/test_outage.py tests/replay/test_absent.py \
		tests/replay/test_database_down.py tests/cli/test_hostile_server.py
	@MODELBASE_TEST_ROUNDS=50 $(VENV_PYTHON) -m pytest -q tests/embedded/test_front.py
	@MODELBASE_TEST_ROUNDS=500 $(VENV_PYTHON) -m pytest -q tests/chaos/test_same_args.py
	@MODELBASE_TEST_ROUNDS=10 $(VENV_PYTHON) -m pytest -q tests/store/test_rows_equal.py
	@MODELBASE_TEST_ROUNDS=20000 $(VENV_PYTHON) -m pytest -q tests/replay/test_fuzz.py
	@end=$$(( $$(date +%s) + $${SOAK_SECONDS:-3600} )); while [ "$$(date +%s)" -lt "$$end" ]; do \
		$(VENV_PYTHON) -m pytest -q tests/chaos $(ARGS) || exit 1; done

clean: ## everything made here: .venv, .cache, node_modules, the built web app, dist
	@rm -rf .venv .cache dist build webapp/node_modules modelbase/server/static \
		.pytest_cache .ruff_cache .mypy_cache .hypothesis test-results playwright-report

python:
	@test -n "$(PYTHON)" || { echo "Modelbase needs Python 3.11 or newer; install it, or name it: make run PYTHON=/path/to/python3.12" >&2; exit 1; }
