# Two commands: `make run` serves Second Lock, `make test` proves it. Each does its own set-up, once.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

# The tests start many processes: none shall compile the application anew.
export PYTHONDONTWRITEBYTECODE :=
# A newer npm is no news of this project.
export npm_config_update_notifier := false
PYTHON ?= python3
BIN := .venv/bin
# A lock is complete: pip takes each package as it stands there, and looks for none besides. An older
# pip that looks takes a newer release than the locked one, and then misses its hash.
LOCKED := -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all:
NODE_MODULES := frontend/node_modules/.package-lock.json
NEWMAN := tests/postman/node_modules/.package-lock.json
# The Express examples of a page of docs.
BACKENDS := tests/introspection/express/node_modules/.package-lock.json
RIVAL := benchmarks/.venv/.made
EXPRESS := benchmarks/rivals/express/node_modules/.package-lock.json
BUNDLE := frontend/dist/index.html
BUNDLE_SOURCES := $(shell find frontend/src frontend/public frontend/explorer -type f 2>/dev/null) \
	frontend/index.html frontend/vite.config.ts frontend/tsconfig.json

PROCESSORS = $(shell $(PYTHON) -c 'import os; print(os.cpu_count() or 1)')
# A test often waits, for a server or for a lock: one process more for two processors fills that time.
WORKERS = $(shell echo $$(($(PROCESSORS) * 3 / 2)))
PYTEST := $(BIN)/python -m pytest --dist worksteal --numprocesses

# What `make help` shows stands behind two hashes at each target.
.PHONY: help run test test-quick test-all build release stress timing mutants bench dev check lint lock openapi clean
.DEFAULT_GOAL := run

help: ## list what make does
	@sed -nE 's/^([a-z -]+):[^#]*## (.*)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | while IFS='|' read -r names text; do
		for name in $$names; do printf '  make %-10s %s\n' "$$name" "$$text"; done
	done

build: $(BUNDLE) ## build the page

release: .venv/.test $(BUNDLE) ## wheel, sdist, bill of materials, licences and sums, into dist/
	@rm -rf dist
	$(BIN)/python -m deploy.release

run: .node .python ## serve http://localhost:8000
	@$(MAKE) -j2 .venv/.run $(BUNDLE)
	exec $(BIN)/flask serve --upgrade

test: .node .python ## prove everything
	@$(MAKE) -j2 .venv/.test $(BUNDLE) $(NEWMAN) $(BACKENDS)
	.ci/packages
	$(MAKE) check
	$(PYTEST) $(WORKERS)

# Before each commit: style, types, and one case of each quick test on SQLite that needs no server,
# browser or process, so that none waits.
test-quick: .node .python ## style, types, and one case of each quick test on SQLite
	@$(MAKE) -j2 .venv/.test $(BUNDLE)
	$(MAKE) lint
	$(PYTEST) $(PROCESSORS) --quick

# `make test`, then what takes minutes: every random proof and long race whole, a fault at every single
# point, ten thousand requests on two nodes, the wheel in environments and roots that hold nothing else.
test-all: test ## prove it, with what takes minutes more
	@WHOLE_PROOFS=1 $(PYTEST) $(WORKERS) tests/web/test_schemathesis.py tests/accounts/test_account_races.py
	EVERY_POINT=1 $(PYTEST) $(WORKERS) tests/faults/test_crash_points.py tests/faults/test_interrupted_migration.py
	MIXED_REQUESTS=10000 $(BIN)/python -m pytest tests/faults/test_two_nodes.py
	INSTALL_LOCKED=1 $(BIN)/python -m pytest tests/deployment/test_installed_wheel.py
	if [ "$$(id -u)" != 0 ]; then echo "As root, make test-all also installs in a bare Debian."; exit 0; fi
	.ci/packages debootstrap
	$(BIN)/python -m pytest tests/deployment/bare_install.py tests/deployment/bare_image.py

# What needs no database: style, types, import order, and the frontend's own tests. The server's part
# and the page's part run at the same time.
check: .venv/.test $(NODE_MODULES) ## style, types, import order, the page's own tests
	@$(MAKE) -j2 .lint-server .check-page

lint: .venv/.test $(NODE_MODULES) ## style, types, import order
	@$(MAKE) -j2 .lint-server .lint-page

.lint-server:
	@$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache | tail -n 6

.lint-page:
	@cd frontend && npm run --silent lint && npm run --silent typecheck

.check-page: .lint-page
	@cd frontend && npm run --silent api:check && npm test --silent

# Thousands of races for one code; whether a stopwatch tells addresses apart; whether the tests watch.
stress timing mutants: .venv/.test ## attack it: races, a stopwatch, defences turned off
	@.ci/packages
	$(BIN)/python -m benchmarks.$@

# Speed and memory beside a bare Flask and Flask-Security-Too, into docs/performance.md: half an
# hour. PARTS=costs measures that part alone anew; QUICK=1 takes a few minutes and writes nothing.
bench: .venv/.test $(BUNDLE) $(RIVAL) $(EXPRESS) ## measure it beside others, into docs/performance.md
	@.ci/packages wrk
	$(BIN)/python -m benchmarks.run $(if $(QUICK),--quick) $(PARTS)

# Both servers with hot reload: the page at http://localhost:5173, the API behind it.
dev: .node .venv/.run $(NODE_MODULES) ## both servers with hot reload, http://localhost:5173
	@$(BIN)/flask db upgrade
	trap 'kill 0' EXIT
	PUBLIC_URL=http://localhost:5173 $(BIN)/flask run --reload --port 8000 &
	cd frontend && npm run --silent dev

# Write the lock files anew: hashes, no download addresses.
lock: .venv/.test ## write the lock files anew
	@$(BIN)/python -m pip install --quiet uv==0.13.9
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --group dev -c requirements.txt \
		pyproject.toml -o requirements-dev.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
		-c requirements.txt benchmarks/requirements.in -o benchmarks/requirements.txt

# What is made from the code: recorded examples, the OpenAPI document, the page's types, Postman's files.
openapi: .venv/.test $(NODE_MODULES) $(NEWMAN) ## make the API's documents anew
	@$(BIN)/python -m tests.examples
	$(BIN)/python -m tests.error_table
	$(BIN)/flask openapi > docs/openapi.json
	cd frontend && npm run --silent api:types
	cd ../tests/postman && npm run --silent generate

clean: ## remove what was installed and built
	@rm -rf .venv frontend/node_modules tests/postman/node_modules tests/introspection/express/node_modules frontend/dist dist benchmarks/.venv .mypy_cache .ruff_cache .pytest_cache

.venv/.run: requirements.txt | .python
	@echo "Installing the server's packages, which can take minutes."
	.ci/venv $(PYTHON)
	$(BIN)/python $(LOCKED) -r requirements.txt
	[ -e $@ ] || .ci/whole .venv # what an older lock left behind stands in nobody's way
	touch $@

.venv/.test: requirements-dev.txt tests/deployment/oldest-pip.txt .venv/.run
	@echo "Installing the tools of the tests, which can take minutes."
	$(BIN)/python $(LOCKED) -r requirements-dev.txt
	.ci/whole .venv
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
		--dest .venv/oldest-pip -r tests/deployment/oldest-pip.txt
	touch $@

# What we are measured against lives apart: nothing of it is near the product. One of its packages
# comes as source alone.
$(RIVAL): benchmarks/requirements.txt .venv/.run
	@$(BIN)/python -m venv benchmarks/.venv
	benchmarks/.venv/bin/python $(LOCKED) --no-binary flask-principal -r benchmarks/requirements.txt
	.ci/whole benchmarks/.venv
	touch $@

# SQLite's binding for Node is compiled here, which takes some minutes: no stranger's script downloads it.
$(EXPRESS): benchmarks/rivals/express/package-lock.json
	@.ci/packages g++
	cd $(<D)
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	npm_config_build_from_source=true npm rebuild --ignore-scripts=false --foreground-scripts=false better-sqlite3
	touch node_modules/.package-lock.json

# They ask each time, before minutes of installing: no file has such a name.
.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Second Lock needs Python 3.11 or newer."; exit 1; }

.node:
	@command -v npm >/dev/null && node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null \
		|| { echo "Second Lock needs Node 20.19 or newer, with npm, to build its page."; exit 1; }

$(NODE_MODULES): frontend/package-lock.json | .node
	@echo "Installing the page's packages, which can take minutes."
	cd frontend && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch node_modules/.package-lock.json

$(BACKENDS): tests/introspection/express/package-lock.json
	@echo "Installing the Express examples' packages."
	cd tests/introspection/express && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch node_modules/.package-lock.json

$(NEWMAN): tests/postman/package-lock.json
	@echo "Installing Postman's tools."
	cd tests/postman && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch node_modules/.package-lock.json

$(BUNDLE): $(BUNDLE_SOURCES) $(NODE_MODULES)
	@echo "Building the page."
	cd frontend && npm run --silent build -- --logLevel warn
