# What can be done in this checkout. Needs Python 3.11 to 3.14, git, make and a package registry.
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# What the compiled core is made of, where Rust is there.
CORE := $(wildcard loaders/native/*.* loaders/native/src/*.rs loaders/native/src/*/*.rs)
SHARED ?= ../shared
# Where `make run` keeps its graph: apart from workspace/, which is the reader's own.
DEMO := build/run
ZHENGMAI := $(BIN)/zhengmai
# Of `make bench` and `make bench-serve`: the sizes of the synthetic graphs, and a started Neo4j, which then holds them:
# NEO4J=bolt://127.0.0.1:7687. Without it `make bench` asks none, and `make bench-serve` starts one.
STATEMENTS ?= 100000 1000000
NEO4J ?=
# Of `make bench-serve`: a folder where what it makes stays, so that the next run need not make it: KEEP=build/bench.
KEEP ?=
# Of `make kill-table`.
KILLS ?= 100
SUPPORTED := import sys, venv; v = sys.version_info; sys.exit(not ((3, 11) <= v < (3, 15) and v[:3] != (3, 14, 1)))

.DEFAULT_GOAL := help
.PHONY: help setup named-python run serve test test-engines test-readers check eval bench bench-serve kill-table golden release-check sbom ontology lock

help: ## show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do printf '%-15s %s\n' "$$name" "$$text"; done

setup: $(STAMP) ## make .venv with the locked packages and the command .venv/bin/zhengmai

	@if [ -n "$(PYTHON)" ] && ! $(BIN)/python -c "import sys; sys.exit(sys.argv[1] != sys.version)" \
	  "$$("$(PYTHON)" -c 'import sys; print(sys.version)')"; then \
	  echo "setup: $(VENV) was made with $$($(BIN)/python --version): delete it first to use $(PYTHON)" >&2; exit 1; \
	fi

named-python:
	@if [ -n "$(PYTHON)" ] && ! "$(PYTHON)" -c "$(SUPPORTED)" 2>/dev/null; then \
	  echo "make setup: $(PYTHON) does not serve: $$("$(PYTHON)" --version 2>&1 | tail -1)." >&2; \
	  echo "Name a Python 3.11 to 3.14 (not 3.14.1) that has its venv module, or leave PYTHON out." >&2; exit 1; \
	fi

$(STAMP): requirements.lock pyproject.toml $(CORE) | named-python
	@if [ ! -x $(BIN)/python ]; then \
	  for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	    if "$$python" -c "$(SUPPORTED)" 2>/dev/null; then found=$$python; break; fi; \
	  done; \
	  if [ -z "$${found:-}" ]; then \
	    echo "make setup: no Python 3.11, 3.12, 3.13 or 3.14 with its venv module is on the path (3.14.1 does not serve)." >&2; \
	    echo "Install one, or name it: make setup PYTHON=/path/to/python3.12" >&2; exit 1; \
	  fi; \
	  echo "setup: $$("$$found" --version) in $(VENV)"; \
	  "$$found" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }; \
	fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@CARGO_TARGET_DIR=build/native $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	  --no-build-isolation --editable .
	@$(BIN)/python -m loaders.core
	@touch $@

run: $(STAMP) ## read the reports that ship and print two lineages, then one question in two languages
	@$(ZHENGMAI) --workspace $(DEMO) build
	@echo
	@$(ZHENGMAI) --workspace $(DEMO) lineage 免证办
	@echo
	@$(ZHENGMAI) --workspace $(DEMO) lineage 综合窗口
	@echo
	@echo "Who has 免证办, in Cypher:"
	@$(ZHENGMAI) --workspace $(DEMO) ask adopters reform=免证办 --by cypher
	@echo
	@echo "The same in SPARQL:"
	@$(ZHENGMAI) --workspace $(DEMO) ask adopters reform=免证办 --by sparql
	@echo
	@echo "More: $(ZHENGMAI) --workspace $(DEMO) show 苏周到, or $(ZHENGMAI) --help"

test: $(STAMP) ## run the tests
	@$(BIN)/python -m pytest $(ARGS)

serve: $(STAMP) ## serve workspace/ on http://127.0.0.1:8020: pages, SPARQL, Cypher and the API
	@$(ZHENGMAI) serve

test-engines: $(STAMP) ## ask every question on every engine, beside a real Neo4j; needs Java 17 and Maven
	@$(BIN)/python -m pytest -m engines tests/test_engines.py tests/test_push.py tests/test_server_bolt.py $(ARGS)

check: $(STAMP) ## lint, types, the compiled core's as well where Rust is there, and no passage of a published report in a committed file
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@if command -v cargo >/dev/null; then cargo fmt --manifest-path loaders/native/Cargo.toml --check && \
	  CARGO_TARGET_DIR=build/native cargo clippy --quiet --locked --manifest-path loaders/native/Cargo.toml -- --deny warnings; \
	else echo "check: cargo is not there, so the compiled core is not looked at"; fi
	@if [ -f $(SHARED)/tools/own_words.py ]; then $(BIN)/python $(SHARED)/tools/own_words.py; \
	else echo "check: $(SHARED) is not there, so the words of reports are not compared"; fi

eval: $(STAMP) ## score the statements of the real reports against two readers, and hold the floors
	@if [ -d $(SHARED)/gold ]; then \
	  mkdir -p build && \
	  $(ZHENGMAI) extract $(SHARED)/reports --manifest $(SHARED)/reports/reports.yaml > build/found.jsonl && \
	  $(BIN)/python tests/leave_one_out.py $(SHARED) > build/left_out.jsonl && \
	  $(BIN)/python tests/eval_gate.py $(SHARED) build/found.jsonl build/left_out.jsonl tests/floors.json && \
	  $(BIN)/python -m tests.rare_set tests/rare_floors.json --corpus $(SHARED)/corpus && \
	  $(BIN)/python -m tests.invented_set $(SHARED) tests/invented_floors.json; \
	else echo "eval: $(SHARED)/gold is not there, so nothing is scored"; [ "$${CI:-}" != true ]; fi

bench: $(STAMP) ## print ratios: extraction to a bare scan and a tokenizer and its growth with the text, each question on each engine, building to its size
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.bench.lock
	@$(BIN)/python tests/bench_extraction.py $(wildcard $(SHARED)/corpus $(SHARED)/reports)
	@$(BIN)/python -m tests.bench_doubling
	@$(BIN)/python -m tests.bench_engines --statements $(STATEMENTS) $(if $(NEO4J),--neo4j $(NEO4J)) \
	  $(if $(wildcard $(SHARED)/reports),--reports $(SHARED)/reports)

bench-serve: $(STAMP) ## print the server's requests a second and latency as ratios to Fuseki and Neo4j; needs Java 17 and Maven
	@$(BIN)/python -m tests.bench_serve --statements $(firstword $(STATEMENTS)) $(if $(KEEP),--keep $(KEEP)) \
	  --neo4j $(NEO4J)

kill-table: $(STAMP) ## kill build, add and projections a hundred times, and print what that left behind
	@$(BIN)/python tests/kill_table.py $(KILLS)

test-readers: $(STAMP) ## open the exports with Gephi, Neo4j, Jena, a browser and others; needs Java 17, Maven, Node
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.readers.lock
	@$(BIN)/python -m pytest -m readers tests/test_readers.py tests/test_browser.py $(ARGS)

release-check: $(STAMP) ## assert what must hold before anything is published, on the reports that ship
	@$(ZHENGMAI) --workspace $(DEMO) build
	@$(ZHENGMAI) --workspace $(DEMO) release-check

sbom: $(STAMP) ## write build/sbom.json: the software that is installed and the data that ship, with their licences
	@mkdir -p build && $(BIN)/python scripts/sbom.py > build/sbom.json && echo "build/sbom.json"

ontology: $(STAMP) ## rewrite the published ontology from kinds.yaml and relations.yaml
	@$(BIN)/python -c "from ontology import publish; publish.write()"

golden: $(STAMP) ## rewrite tests/golden after a change that is meant; read the diff as code
	@$(BIN)/python -m pytest --quiet --golden $(ARGS)

LOCK := env -u PIP_FIND_LINKS -u UV_FIND_LINKS uv pip compile --quiet --universal --fork-strategy fewest \
  --generate-hashes --python-version 3.11 --no-emit-index-url --no-header --no-annotate
lock: ## rewrite the locks from pyproject.toml; needs uv
	@$(LOCK) --extra dev pyproject.toml --output-file requirements.lock
	@$(LOCK) --group bench --output-file requirements.bench.lock
	@$(LOCK) --group readers --output-file requirements.readers.lock
