# Each target sets up all that it needs, so any of them can be the first one typed.

PYTHON ?= $(firstword $(foreach name,python3.11 python3 python,$(shell command -v $(name) 2>/dev/null)))
VENV := .venv
PACKAGES := $(VENV)/.packages
READY := $(VENV)/.ready
IMAGES := 60000
FIGURES := benchmarks/results
RUNTIME := demo/node_modules/.package-lock.json
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export DVC_NO_ANALYTICS := 1
# macOS's make, 3.81, runs short lines without a shell and looks them up in the PATH from before;
# any shell but /bin/sh keeps it from that.
SHELL := $(shell command -v bash || echo /bin/sh)

.DEFAULT_GOAL := help
.PHONY: help setup repro study named demo site test browser coverage soak check mutants bench readme lock

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "%-10s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## virtual environment in .venv with the pinned packages

repro: $(READY) ## make every result that is missing or out of date; JOBS=4: four models at once
	@python -m digits.check_params
	$(if $(JOBS),@python -m digits.jobs --jobs "$(JOBS)",dvc repro)

study: named $(READY) ## several seeds of one model: make study NAME=compact_cnn
	@python -m digits.check_params
	dvc repro studies/$(NAME)/dvc.yaml

named: # before anything is installed
	@test -n "$(NAME)" -a -f "studies/$(NAME)/dvc.yaml" || { \
		echo "error: NAME: found '$(NAME)'; should be one of: $(sort $(notdir $(wildcard studies/*)))"; \
		echo "for another model: mkdir studies/<model>, cp studies/tiny_cnn/*.yaml there, and write its name into study.yaml"; \
		exit 1; }

demo: site ## build the page to draw on, and serve it on this machine; needs npm
	@python -m digits.demo.serve

site: $(RUNTIME) $(READY) ## build the page to draw on into site/, for any web server; needs npm
	@python -m digits.demo.build

# A file of tests stays in one process, for what its tests share; the first files take the longest.
# Threads of the trainings that tests start side by side must not spin where they wait.
PYTEST := OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive pytest \
	--numprocesses 3 --dist loadfile --no-loadscope-reorder

test: check browser ## check, then run the tests, three files at a time
	$(PYTEST)

# Where it can't be had, its tests say that they were skipped.
browser: ## for the tests of the page: Chromium from Debian's packages, and what npm fetches
	@command -v chromium >/dev/null || if test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
		export DEBIAN_FRONTEND=noninteractive; apt-get -qq update || true; \
		apt-get -qq install --no-install-recommends chromium >/dev/null || true; fi
	@! command -v npm >/dev/null || $(MAKE) --no-print-directory $(RUNTIME) || true

coverage: $(READY) ## which lines of the library no test runs
	$(PYTEST) --cov --cov-report=term-missing:skip-covered

soak: $(READY) ## the long tests: a hundred kills, small disks, lost files, photos and drawings
	pytest --soak -m soak -rA -p no:logging

check: $(READY) ## format, lint and types
	ruff format --check
	ruff check
	pyright

# An hour or so; python benchmarks/mutants.py --help shows how to make it shorter.
mutants: $(READY) ## put mistakes into the library, one at a time: how many do tests notice?
	python benchmarks/mutants.py

bench: $(READY) ## measure speed, memory and the pipeline; shorter: make bench IMAGES=12000
	python benchmarks/speed.py --images $(IMAGES) --json $(FIGURES)/speed.json
	python benchmarks/time_to_99.py --json $(FIGURES)/time_to_99.json
	python benchmarks/scaling.py --memory --json $(FIGURES)/scaling.json \
		--images $$(($(IMAGES) / 4)),$(IMAGES),$$(($(IMAGES) * 4))
	python benchmarks/pipeline.py --json $(FIGURES)/pipeline.json
	python benchmarks/results.py $(FIGURES)

readme: $(READY) ## copy the tables of results and studies into both READMEs
	python -m digits.readme

lock: ## choose versions anew and write requirements.lock (needs uv)
	uv pip compile pyproject.toml --group dev --extra s3 --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-strip-extras --custom-compile-command "make lock" \
		--output-file requirements.lock

# npm writes this file itself, when all packages are there.
$(RUNTIME): demo/package.json demo/package-lock.json demo/.npmrc
	@command -v npm >/dev/null || { echo "error: no npm found; install Node.js 20 or later"; exit 1; }
	npm ci --prefix demo --loglevel error
	@touch $(RUNTIME)

# An environment that came with a copy of this folder would run the old folder's code, and one whose
# Python is gone nothing: the stamp says where it was made.
ifneq ($(shell test -x $(VENV)/bin/python && cat $(PACKAGES) 2>/dev/null),$(CURDIR))
$(PACKAGES): elsewhere
.PHONY: elsewhere
elsewhere:
endif

# Stamps are written last: an installation that was interrupted is begun again.
$(PACKAGES): requirements.lock
	@test -n "$(PYTHON)" || { echo "error: no Python found; install Python 3.11 or later"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "error: $(PYTHON) is older than 3.11; name another: make PYTHON=…"; exit 1; }
	"$(PYTHON)" -m venv --clear $(VENV)
	$(VENV)/bin/python -m pip install --disable-pip-version-check --require-hashes --requirement requirements.lock
	@echo "$(CURDIR)" > $(PACKAGES)

$(READY): $(PACKAGES) pyproject.toml
	$(VENV)/bin/python -m pip install --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $(READY)
