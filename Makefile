# Frontdesk. `make help` lists what can be done.
SHELL := /bin/bash
DESK := .venv/bin/python
ENGINE := .venv-engine/bin/python
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
# Node.js of the set-up, where the machine has none.
export PATH := $(PATH):$(CURDIR)/.setup/node/bin

.DEFAULT_GOAL := help
.PHONY: help setup run train test test-engine test-desk test-browser test-widget lint trials soak bench sbom audit fuzz

help: ## what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: ## install what is missing, build the widget, train when the training data changed
	@scripts/setup.sh

run: setup ## start everything and print the addresses
	@exec $(DESK) -m frontdesk run

train: ## train the model from what is in data/
	@scripts/setup.sh --no-train
	@$(ENGINE) -m engine.train

lint: setup ## style, types, who may import whom, the approved answers
	@$(DESK) -m ruff check --quiet frontdesk actions engine tests benchmarks scripts deploy
	@.venv/bin/lint-imports --no-cache >.setup/imports.log || { cat .setup/imports.log; exit 1; }
	@.venv/bin/mypy --no-error-summary frontdesk actions
	@$(DESK) -m frontdesk answers lint
	@npm run --silent lint

test: setup lint test-widget test-engine test-desk ## every test

test-widget: ## the widget's tests
	@npm test --silent

test-engine: ## the engine's tests, the stories, and Rasa's own validation
	@$(ENGINE) -m pytest -q -p no:cacheprovider -c tests/engine.ini --rootdir=. tests/unit/engine
	@$(ENGINE) -m pytest -q -p no:cacheprovider tests/engine

test-desk: ## the desk's tests, with real processes and a real browser
	@$(DESK) -m pytest -q -p no:cacheprovider tests --ignore=tests/engine --ignore=tests/unit/engine --ignore=tests/browser
	@$(DESK) -m pytest -q -p no:cacheprovider tests/browser

fuzz: setup ## let atheris explore every parser that faces the outside
	@[ -d .setup/fuzz ] || .setup/tools/bin/uv pip install --quiet -p $(DESK) --target .setup/fuzz \
		--no-deps --require-hashes -r requirements/fuzz.txt || true
	@PYTHONPATH=.setup/fuzz $(DESK) -m tests.fuzz.explore

trials: setup ## the same tests at the sizes of the bars; writes docs/trials.md
	@$(DESK) -m tests.trials

soak: setup ## a quarter of an hour at five times a busy clinic's load; writes docs/soak.md
	@$(DESK) -m tests.soak

bench: setup ## measure everything beside Rasa as it comes; writes docs/benchmarks.md
	@$(DESK) -m benchmarks

sbom: setup ## what the house is made of, as CycloneDX, into sbom/
	@$(DESK) -m scripts.sbom

audit: setup ## the known holes of what is locked: each decided, dated, and still so
	@$(DESK) -m scripts.audit
