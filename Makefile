# Needs python3 (3.11 or newer) with its venv module, make, and a package index. Nothing else.
# Another Python: make run PYTHON=python3.13

PYTHON = python3
BIN = .venv/bin
LOCK = $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet

.DEFAULT_GOAL = help
.PHONY: help run test quick check contracts migration bench model soak mutants fuzz lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '%-18s %s\n' "$$name" "$$text"; done

run: .venv/.run ## start the service with five made-up plans, and show how to read them
	@sh demo/run.sh

# The data of the tests lies in memory where there is plenty of it: it is synced as often, and nobody waits for a disk.
SCRATCH = $(shell room() { test "$${1:-0}" -gt 12000000; }; \
	room "$$(df -P -k /dev/shm 2>/dev/null | awk 'NR == 2 { print $$4 }')" && test -w /dev/shm && \
	room "$$(awk '/^MemAvailable/ { print $$2 }' /proc/meminfo)" && echo /dev/shm || echo "$${TMPDIR:-/tmp}")

test: .venv/.dev check ## everything, on SQLite and PostgreSQL
	TMPDIR="$(SCRATCH)" $(BIN)/python -m pytest -n 2 --dist worksteal

# What decides who is shown what, and how a plan goes from beginning to end; `make test` tries the rest too.
QUICK = tests/domain tests/http tests/identity tests/portal tests/api/test_cases.py tests/api/test_denials.py \
	tests/house/test_canaries.py tests/house/test_two_keys.py

quick: .venv/.dev check ## the fast lane, below two minutes: the rules, the edge, the citizen's side, on SQLite
	TMPDIR="$(SCRATCH)" $(BIN)/python -m pytest $(QUICK) -m "not slow" --database sqlite -n 2 --dist worksteal

check: .venv/.dev ## style, layout and the floors that imports may cross
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

contracts: .venv/.run ## write openapi/*.json anew from the code
	$(BIN)/sip openapi export

migration: .venv/.dev ## an empty revision of the schema, with the next free number: make migration NAME="what it does"
	$(BIN)/python -c 'import sys; from alembic import command, script; from app.repositories.migrations import configuration; \
		config = configuration(""); head = script.ScriptDirectory.from_config(config).get_current_head(); \
		command.revision(config, message=sys.argv[1], rev_id=f"{int(head or 0) + 1:04}")' "$(NAME)"

bench: .venv/.dev ## measure, and compare with the budget
	$(BIN)/python -m tests.bench

SEQUENCES = 2000
STEPS = 50
DATABASE = sqlite
model: .venv/.dev ## random steps against the model, more than the suite takes: make model SEQUENCES=2000 STEPS=50 DATABASE=postgresql
	MODEL_SEQUENCES=$(SEQUENCES) MODEL_STEPS=$(STEPS) $(BIN)/python -m pytest tests/model -o timeout=0 --database $(DATABASE)

SHARE = 1
ONLY =
soak: .venv/.dev ## the figures of a release, for hours; those wanted of a suite, or a part: make soak SHARE=suite, SHARE=0.01 ONLY=withdrawal
	SHARE="$(SHARE)" ONLY="$(ONLY)" $(BIN)/python -m tests.soak

MOST =
mutants: .venv/.dev ## small changes of the modules that decide, and how many a test notices: make mutants ONLY=policy MOST=60
	ONLY="$(ONLY)" MOST="$(MOST)" $(BIN)/python -m tests.mutants

CASES = 20000
fuzz: .venv/.dev ## requests made up from the contracts, more than the suite takes: make fuzz CASES=20000 DATABASE=postgresql
	FUZZ_CASES=$(CASES) $(BIN)/python -m pytest -s tests/fuzz -o timeout=0 --database $(DATABASE)

# A version that is locked already stays as it is; `make lock UPGRADE=--upgrade` takes the newest of each.
lock: ## write the lock files anew (needs a package index)
	@set -e; place=$$(mktemp -d); trap 'rm -rf "$$place"' EXIT; \
	echo "Installing uv in a place of its own …"; \
	$(PYTHON) -m venv "$$place/.venv"; \
	"$$place/.venv/bin/python" -m pip install --quiet --disable-pip-version-check uv==0.13.9; \
	echo "Resolving …"; \
	project="pyproject.toml --group build"; \
	"$$place"/$(LOCK) $(UPGRADE) $$project --output-file requirements.lock; \
	"$$place"/$(LOCK) $(UPGRADE) $$project --extra dev --constraints requirements.lock --output-file requirements-dev.lock; \
	"$$place"/$(LOCK) $(UPGRADE) --group clients --output-file tests/clients/generator.lock; \
	grep -c '==' requirements.lock requirements-dev.lock tests/clients/generator.lock

clean: ## remove the environment and all caches; data stays
	rm -rf .venv build dist .hypothesis .pytest_cache .ruff_cache .import_linter_cache
	find app migrations tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. A stamp is younger than its lock file, or the step is taken again. What the development
# environment holds is more than what running needs, so its stamp counts for both.
.venv/.run: requirements.lock pyproject.toml
	$(call install,requirements.lock)
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml
	$(call install,requirements-dev.lock)
	@touch .venv/.run $@

# pip works in the background with its output in a file; meanwhile a line now and then says that it is alive.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; choose one with: make PYTHON=…"; exit 1; }
	@test -x $(BIN)/pip || { echo "Making .venv …"; $(PYTHON) -m venv .venv; }
	@echo "Installing the $$(grep -c '^[a-z].*==' $(1)) packages of $(1) …"
	@work() { \
		$(BIN)/python -m pip install --disable-pip-version-check --no-input "$$@" >>.venv/install.log 2>&1 & job=$$!; \
		while kill -0 $$job 2>/dev/null; do \
			sleep 1; seconds=$$((seconds + 1)); \
			test $$((seconds % 10)) -ne 0 || echo "  … $$seconds s, still at it"; \
		done; \
		wait $$job || { tail -n 30 .venv/install.log; echo "The whole story: .venv/install.log"; exit 1; }; \
	}; \
	seconds=0; trap 'kill $$job; exit 130' INT TERM; : >.venv/install.log; \
	work --require-hashes -r $(1); \
	work --no-deps --no-build-isolation -e .; \
	echo "Installed in $$seconds s."
endef
