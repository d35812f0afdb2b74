# Two commands do everything: `make run` starts Atelier, `make test` checks it.
# They need make and Python 3.11 or newer; what else is missing they install, or name the line that installs it.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run test lint format texts matrix errors bench lock develop chromium

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --quiet --quiet --disable-pip-version-check --no-input install --require-hashes
APT := DEBIAN_FRONTEND=noninteractive apt-get -qq
RUNS := $(VENV)/.installed-run
TESTS := $(VENV)/.installed-test
LOCK := $(PY) -m uv --quiet pip compile pyproject.toml --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-header --no-annotate --no-emit-index-url $(ARGS)

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

run: $(RUNS) ## start Atelier; options for it: make run ARGS="--config config.toml"
	@exec $(PY) -m bot run $(ARGS)

test: lint chromium ## install what the tests need, then run linters, type checker and all tests
	@CHROMIUM="$$($(FIND_CHROMIUM))"; export CHROMIUM; exec $(PY) -m pytest --numprocesses auto --dist worksteal $(ARGS)

lint: develop ## linters, type checker, import contracts
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-logo

format: develop ## put the code into its form
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

texts: develop ## bring every catalogue of bot/locales up to date with bot/texts
	@$(PYBABEL) extract --no-default-keywords --keywords "t plural:1,2" --add-location file --output-file $(VENV)/texts.pot bot/texts
	@for po in bot/locales/*.po; do \
		$(PYBABEL) update --input-file $(VENV)/texts.pot --output-file "$$po" --locale "$$(basename "$$po" .po)" \
			--no-fuzzy-matching --ignore-obsolete --width 200 && \
		sed -E $(RESTLESS) "$$po" >$(VENV)/texts.po && cp $(VENV)/texts.po "$$po" || exit 1; \
	done

matrix: develop ## kill the real program in every state of a turn, start it again, print the table
	@exec $(PY) -m pytest -m "" tests/program/test_matrix.py

errors: develop ## write docs/errors.md from what the scenarios see
	@exec $(PY) -m tests.scenarios.errors

bench: develop ## measure Atelier beside bare scripts
	@exec $(PY) -m bench $(ARGS)

lock: develop ## write both lock files anew; newer versions: make lock ARGS=--upgrade
	$(LOCK) --output-file requirements.lock
	$(LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock

develop: $(TESTS)

PYBABEL := $(VENV)/bin/pybabel --quiet
# What would differ in a catalogue's header after each run.
RESTLESS := '/^"(Project-Id-Version|Report-Msgid-Bugs-To|(POT-Creation|PO-Revision)-Date|Last-Translator|Language-Team|Generated-By): /d'

# ---------------------------------------------------------------------------------------------------- what it needs

# Prints the first Python that is new enough.
FIND_PYTHON = for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$$python"; break; fi; done

# Prints the browser of the browser tests: the one named in CHROMIUM, else the first on the machine.
FIND_CHROMIUM = for browser in "$$CHROMIUM" chromium chromium-browser google-chrome google-chrome-stable \
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do \
	if [ -n "$$browser" ] && command -v "$$browser"; then break; fi; done

# True where missing system packages may be installed at once.
MAY_INSTALL = [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null

$(PY):
	@python="$$($(FIND_PYTHON))"; \
	if [ -z "$$python" ]; then \
		echo "Atelier needs Python 3.11 or newer. On Debian or Ubuntu: sudo apt-get install python3 python3-venv" >&2; \
		exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		package="$$("$$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"; \
		if $(MAY_INSTALL); then \
			echo "Installing $$package ..."; \
			$(APT) update && $(APT) install -y "$$package" >/dev/null; \
		fi; \
		if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
			echo "This Python cannot make virtual environments. On Debian or Ubuntu: sudo apt-get install $$package" >&2; \
			exit 1; \
		fi; \
	fi; \
	"$$python" -m venv --clear $(VENV)

$(RUNS): requirements.lock $(PY)
	@echo "Installing what Atelier needs (once, about a minute) ..."
	@$(PIP) --requirement requirements.lock
	@touch $@

$(TESTS): requirements-dev.lock $(PY)
	@echo "Installing what the tests need (once, about a minute) ..."
	@$(PIP) --requirement requirements-dev.lock
	@touch $@ $(RUNS)

chromium:
	@if [ -z "$$($(FIND_CHROMIUM))" ] && $(MAY_INSTALL); then \
		echo "Installing Chromium for the browser tests (once, a few minutes) ..."; \
		$(APT) update && $(APT) install -y chromium fonts-noto-cjk >/dev/null; \
	fi; \
	if [ -z "$$($(FIND_CHROMIUM))" ]; then \
		echo "The browser tests need Chromium. On Debian: sudo apt-get install chromium fonts-noto-cjk" >&2; \
		echo "Elsewhere: install Chromium or Chrome, or name it: make test CHROMIUM=/path/to/chromium" >&2; \
		exit 1; \
	fi
