# 議場 (Gijo). Two commands matter: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOAD_STAMP := .venv-load/.installed
export PYTHONDONTWRITEBYTECODE ?= 1

.DEFAULT_GOAL := help
.PHONY: help run test check bench load lock clean install

help: ## say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

install: $(STAMP) ## install the pinned dependencies into .venv

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it: make run PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "The venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@echo "installing the pinned dependencies ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: $(STAMP) ## found the demo council on the first run, then serve it on http://localhost:8000
	@$(BIN)/gijo demo

check: $(STAMP) ## lint, formatting, types, imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# Three processes on two cores: tests wait for servers and browsers much of the time.
test: $(STAMP) $(LOAD_STAMP) ## every test; installs and starts the servers and the browser it needs
	$(BIN)/python -m tests.support.install
	$(BIN)/pytest -q -n 3 --dist loadfile --no-loadscope-reorder
	$(BIN)/pytest -q -n 3 --dist loadfile --no-loadscope-reorder --backend postgresql

bench: $(STAMP) ## measure pages; prints, and writes load/results/bench.json
	$(BIN)/python -m load.bench

# Locust and its gevent live apart from the service. Variables: MEMBERS MINUTES BACKEND=embedded|servers|both KILL=1 WORKERS
load: $(STAMP) $(LOAD_STAMP) ## rehearse a sitting: MEMBERS=30 MINUTES=2 BACKEND=embedded; writes load/results/council.html
	@$(if $(filter servers both,$(BACKEND)),$(BIN)/python -m tests.support.install)
	@$(BIN)/python -m load.rehearsal

$(LOAD_STAMP): load/rehearsal/requirements.lock
	@test -x .venv-load/bin/python || $(PYTHON) -m venv .venv-load
	@echo '*' > .venv-load/.gitignore
	@.venv-load/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

lock: $(STAMP) ## renew requirements.lock from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -q -o requirements.lock
	uv pip compile load/rehearsal/requirements.in --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -q -o load/rehearsal/requirements.lock

clean: ## remove the environment and caches; data under var/ stay
	rm -rf $(VENV) .venv-load .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
