# What a person types; CI types the same. `make run` and `make test` do everything on a fresh Debian machine.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PORT

.PHONY: setup run test check fix bench soak docs lock reference bare-run clean

setup: ## the program, the web page's files, and what the tests need (Chromium included)
	@tools/setup app tests

run: ## set up, start the private PostGIS, load, score, serve on 127.0.0.1:$(PORT)
	@tools/setup app
	@exec $(BIN)/geo-target up --port "$(PORT)"

test: ## set up and run every test, the browser's included
	@tools/setup app tests
	@$(BIN)/python -m pytest -n 2

check: ## formatting, lint, types, import contracts, fresh generated files
	@tools/setup app tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fix: ## format, and mend what can be mended
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: ## each benchmark runs a peer on the same work in the same run and prints the ratio
	@tools/setup app bench
	@$(BIN)/python -m bench

docs: ## make the generated pages anew (pictures: tests/browser/screenshots.py, from a running service)
	@$(BIN)/python -m tools.make_docs

reference: ## make the reference dataset anew from data/sources
	@$(BIN)/python -m geo_target.reference --out data

lock: ## exact versions with hashes, without addresses
	@for f in requirements requirements-dev requirements-bench; do \
	  $(BIN)/uv pip compile -q --no-emit-index-url --no-header --generate-hashes --python-version 3.11 $$f.in -o $$f.txt || exit 1; done

clean: ## remove what setup made; the database stays
	@rm -rf $(VENV) .venv-bench node_modules maps/web/vendor

soak: ## what takes longer than a test may: fault, load and fuzz campaigns
	@tools/setup app tests
	@$(BIN)/python -m pytest -n 2 --hypothesis-profile=soak --timeout=3600 tests/properties tests/postgis tests/golden tests/api tests/browser
