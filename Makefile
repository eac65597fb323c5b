# Two commands: `make run` and `make test`. The rest: `make help`.

PYTHON ?= python3
PORT ?= 8000
HOST = 127.0.0.1
ARGS =

PY := .venv/bin/python
INSTALL := $(PY) -m pip install --quiet --no-input --disable-pip-version-check \
           --require-hashes --no-deps

.DEFAULT_GOAL := help
.PHONY: help run test e2e check bench messages lock sbom clean

help: ## show this
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

run: .venv/app ## run the site (PORT=8000 HOST=127.0.0.1)
	@exec $(PY) manage.py serve --host $(HOST) --port $(PORT)

test: .venv/test ## run all tests, on SQLite and PostgreSQL where these may differ (ARGS="tests/recommender -x")
	@exec $(PY) -m tests.suite $(ARGS)

e2e: .venv/test ## run the browser tests, two at a time, in Chromium
	@exec $(PY) -m pytest --override-ini addopts= -q -p no:valkey -p tests.nothing_skipped \
		--numprocesses 2 --dist worksteal --screenshot only-on-failure --output test-results \
		tests/browser $(ARGS)

check: .venv/test ## run the linters, the types and what else needs no test run
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	find templates -name '*.html' | xargs .venv/bin/djade --check --target-version 5.2
	$(PY) -m mypy
	.venv/bin/lint-imports
	DATABASE_URL=sqlite://:memory: $(PY) manage.py makemigrations --check --dry-run
	$(PY) -m pytest tests/test_translations.py
	@echo 'manage.py check --deploy, as a public site'
	@PRODUCTION=1 ALLOWED_HOSTS=buurtbrug.example SITE_URL=https://buurtbrug.example \
		SEALING_KEYS=$$($(PY) -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())') \
		EMAIL_URL=smtp+tls://mail.buurtbrug.example:587 \
		DEFAULT_FROM_EMAIL=noreply@buurtbrug.example \
		SECURITY_CONTACT=mailto:security@buurtbrug.example \
		SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))') \
		$(PY) manage.py check --deploy --fail-level WARNING

bench: .venv/test ## measure speed (tests/load)
	@for program in tests/load/bench_*.py; do $(PY) -m $$(echo $${program%.py} | tr / .) || exit 1; done

messages: .venv/test ## after a change of texts: update and compile the translations
	$(PY) manage.py makemessages --all --no-location --no-obsolete --no-wrap --ignore .venv --ignore var
	$(PY) manage.py compilemessages --ignore .venv --ignore var

lock: ## pin newer packages (for maintainers; needs uv)
	uv pip compile pyproject.toml $(LOCK) --output-file requirements/app.lock
	uv pip compile pyproject.toml $(LOCK) --group test --group check --group e2e \
		--output-file requirements/test.lock
LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

sbom: .venv/app ## write what the program is made of to sbom.json (CycloneDX)
	@$(PY) manage.py sbom > sbom.json
	@echo 'sbom.json'

clean: ## remove what was installed and made, but not var/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results

# --- the environment: one .venv; test.lock holds app.lock's packages in the same versions ---------

.venv/app: requirements/app.lock $(PY)
	@echo 'Installing packages ...'
	@$(INSTALL) -r requirements/app.lock
	@touch $@

.venv/test: requirements/test.lock $(PY)
	@echo 'Installing packages, also for tests ...'
	@$(INSTALL) -r requirements/test.lock
	@touch .venv/app $@

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed. Name yours, as in: make run PYTHON=python3.12' >&2; exit 1; }
	@rm -rf .venv
	@$(PYTHON) -m venv .venv || \
		{ rm -rf .venv; echo 'Python cannot make .venv. On Debian: apt install python3-venv' >&2; exit 1; }
