# Two commands: `make run` and `make test`. The others are their parts.
PYTHON ?= python3
LAUNCH = $(PYTHON) -I -X utf8 yunke/launch.py
UV_COMPILE = .venv/bin/uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11

unexport PYTHONDONTWRITEBYTECODE  # what is compiled once need not be compiled by each process

.PHONY: run setup tools test production measuring faults faults-short access access-short check lock messages words

run: have-python
	@exec $(LAUNCH) run

setup: have-python
	@exec $(LAUNCH) setup

tools: have-python
	@exec $(LAUNCH) tools

test: tools
	@exec .venv/bin/python .ci/test.py

production: tools
	YUNKE_PRODUCTION=1 .venv/bin/python -m pytest tests/flows/production -n 0

measuring: tools
	YUNKE_MEASURING=1 .venv/bin/python -m pytest tests/onboarding/measuring tests/onboarding/test_clipping.py -n 0

faults: tools
	YUNKE_FAULTS=1 .venv/bin/python -m pytest tests/faults -n 0

faults-short: tools
	YUNKE_FAULTS=1 .venv/bin/python -m pytest tests/faults -n 0 -m short

access: tools
	YUNKE_ACCESS=1 .venv/bin/python -m pytest tests/access tests/flows/test_first_month.py -n 0 -s

access-short: tools
	YUNKE_ACCESS=1 .venv/bin/python -m pytest tests/access tests/flows/test_first_month.py -n 0 -s -m "not access"

check: tools
	@exec .ci/check

lock: tools
	$(UV_COMPILE) requirements.in -o requirements.lock
	$(UV_COMPILE) requirements-dev.in -c requirements.lock -o requirements-dev.lock

messages: tools
	@YUNKE_DEMO=1 .venv/bin/python .ci/messages.py

words: tools
	YUNKE_DEMO=1 .venv/bin/python manage.py words

.PHONY: have-python
have-python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "yunke: $(PYTHON) is not here. Install Python 3.11 or newer (Debian: apt-get install python3 python3-venv), or name one: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || { echo "yunke: Python 3.11 or newer is needed, and $(PYTHON) is not that. Name another: make run PYTHON=python3.12" >&2; exit 1; }
