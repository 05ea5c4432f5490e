# 議場 (Gijo). Two commands matter: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
TRACE_STAMP := $(VENV)/.installed-trace
LOAD_STAMP := .venv-load/.installed
NODE_STAMP := node_modules/.installed
# "gone" when the environment's Python has left the machine, with an upgrade perhaps: then nothing in there counts as installed.
GONE := $(shell test -x $(BIN)/python || echo gone)
# Who develops has everything that running needs.
STAMP := $(if $(wildcard $(DEV_STAMP)),$(DEV_STAMP),$(RUN_STAMP))
# setuptools warns of editable installs as such, which ours is.
EDITABLE = PYTHONWARNINGS=ignore $(BIN)/python $(INSTALL) --no-build-isolation --editable .
# Nothing is resolved, built or taken unpinned: the locks are whole (docs/decisions/0018-install.md).
INSTALL := -m pip install --quiet --disable-pip-version-check --no-deps
LOCKED := $(INSTALL) --require-hashes --only-binary :all:
# What is said below pip's own words when it stops.
STOPPED := || { echo "Not everything is installed; the reason stands above. A hash that differs: get the source anew, and install nothing until it fits. No connection: connect, or name a mirror in pip.conf. Then the same command again, which keeps what is there."; exit 1; }
export PYTHONDONTWRITEBYTECODE ?= 1

.DEFAULT_GOAL := help
.PHONY: gone help run quick test check guides bench bench-trace load lock clean install trace

help: ## say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

install: $(STAMP) ## install what running needs into .venv

# What only installing, building and testing need goes again: pip and setuptools, the packages' own tests, C sources and
# headers. Bytecode is kept of what running imports, and of nothing else; the sandbox may not write its own.
$(RUN_STAMP): requirements.lock requirements-build.lock pyproject.toml $(GONE)
	$(call environment,$(VENV))
	@$(BIN)/python $(LOCKED) --no-compile -r requirements.lock -r requirements-build.lock $(STOPPED)
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -c 'import app.main, app.worker, app.demo.commands, pymupdf' & imports=$$!; \
		$(EDITABLE) \
		&& $(BIN)/python -m pip check \
		&& $(BIN)/python -m pip uninstall --quiet --yes setuptools pip \
		&& wait $$imports
	@find $(VENV)/lib -depth \( -type d \( -name tests -o -name SelfTest \) -o -name '*.[ch]' \) -exec rm -r {} +
	@touch $@

$(DEV_STAMP): requirements-dev.lock pyproject.toml $(GONE)
	$(call environment,$(VENV))
	@$(BIN)/python $(LOCKED) -r requirements-dev.lock $(STOPPED)
	@$(EDITABLE)
	@$(BIN)/python -m pip check
	@touch $@

# An environment with pip in it, made or found; one whose Python has left the machine is made anew.
define environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it: make run PYTHON=python3.12"; exit 1; }
	@test -x $(1)/bin/python || $(PYTHON) -m venv --clear $(1) || { echo "The venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@test -x $(1)/bin/pip || $(1)/bin/python -m ensurepip --default-pip >/dev/null
	@echo "installing the pinned packages into $(1) ..."
endef

BESIDE_local :=
BESIDE_s3 := $(BIN)/python -m tests.support.beside_s3
STORE ?= local

run: $(STAMP) ## found the demo council on the first run, then serve it on http://localhost:8000; STORE=s3 beside an S3 server
	@$(if $(filter local s3,$(STORE)),,$(error STORE is local or s3, not $(STORE)))PYTHONDONTWRITEBYTECODE= $(BESIDE_$(STORE)) $(BIN)/gijo demo

check: $(DEV_STAMP) $(NODE_STAMP) ## lint, formatting, types, imports, and what the scripts reckon
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	node_modules/.bin/biome check --error-on-warnings
	node_modules/.bin/tsc --project tsconfig.json
	node_modules/.bin/tsc --project tsconfig.tests.json
	node --test --test-reporter=dot $(wildcard tests/scripts/*.test.js)

# Checking needs Node, and testing for axe-core, which looks at screens; running does not. No package's own script runs at the install.
$(NODE_STAMP): package.json package-lock.json
	@{ node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 18 ? 1 : 0)' && npm --version; } >/dev/null 2>&1 || { echo "Node.js 18 or newer with npm is needed to check the scripts. On Debian: apt-get install nodejs npm"; exit 1; }
	@echo "installing the pinned packages into node_modules ..."
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# Three processes on two cores, and four where browsers and servers are waited for half of the time. Each keeps the
# bytecode it finds, beside the environment and not among the sources: without it every process compiles everything again.
PYTEST := PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(CURDIR)/$(VENV)/bytecode $(BIN)/pytest -q --dist loadfile --no-loadscope-reorder

quick: $(DEV_STAMP) ## before each commit: every test that needs no browser, no server and no patience
	$(PYTEST) -n 3 --quick

test: $(DEV_STAMP) $(LOAD_STAMP) $(NODE_STAMP) ## every test; installs and starts the servers and the browser it needs
	$(BIN)/python -m tests.support.install
	$(PYTEST) -n 4 --whole
	$(PYTEST) -n 3 --backend postgresql

guides: $(DEV_STAMP) ## make the pictures of the guides in docs/ja anew, from the browser tests
	@mkdir -p docs/ja/pictures
	GIJO_GUIDES=$(CURDIR)/docs/ja/pictures $(BIN)/pytest -q $(shell grep -l keep_picture tests/browser/*.py)

bench: $(DEV_STAMP) ## measure pages; prints, and writes load/results/bench.json; AGAINST=COMMIT: a page beside that commit
	$(BIN)/python -m load.bench

bench-trace: $(DEV_STAMP) ## attacks on copies and whom tracing names; PHOTOS=FOLDER: pictures with their truth; COPIES=FOLDER: what to photograph
	$(BIN)/python -m load.tracing

# Locust and its gevent live apart from the service. Variables: MEMBERS MINUTES BACKEND=embedded|servers|both KILL=1 HOSTILE=1|KINDS WORKERS
load: $(DEV_STAMP) $(LOAD_STAMP) ## rehearse a sitting: MEMBERS=30 MINUTES=2 BACKEND=embedded; writes load/results/council.html
	@$(if $(filter servers both,$(BACKEND)),$(BIN)/python -m tests.support.install)
	@$(BIN)/python -m load.rehearsal

$(LOAD_STAMP): load/rehearsal/requirements.lock
	$(call environment,.venv-load)
	@echo '*' > .venv-load/.gitignore
	@.venv-load/bin/python $(LOCKED) -r $< $(STOPPED)
	@.venv-load/bin/python -m pip check
	@touch $@

trace: $(TRACE_STAMP) ## install what `gijo trace` needs beside what serving needs

$(TRACE_STAMP): requirements-trace.lock | $(STAMP)
	$(call environment,$(VENV))
	@$(BIN)/python $(LOCKED) -r requirements-trace.lock $(STOPPED)
	@$(BIN)/python -m pip check
	@touch $@

# Pins stay while they fit; UPGRADE=1 takes the newest of everything.
LOCKING = uv pip compile --universal --python-version 3.11 --only-binary :all: --generate-hashes --no-header --no-emit-index-url --quiet $(if $(UPGRADE),--upgrade)

lock: ## renew the locks from pyproject.toml (needs uv); UPGRADE=1 takes the newest
	$(LOCKING) pyproject.toml -o requirements.lock
	$(LOCKING) pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock
	$(LOCKING) pyproject.toml --extra trace -c requirements-dev.lock -o requirements-trace.lock
	$(LOCKING) --group build -c requirements-dev.lock -o requirements-build.lock
	$(LOCKING) load/rehearsal/requirements.in -o load/rehearsal/requirements.lock

clean: ## remove the environment and caches; data under var/ stay
	rm -rf $(VENV) .venv-load node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
