# Quarterbook's tasks. The two that matter:
#   make book   builds the newest quarter's site, PDF, Word paper and workbook
#   make test   runs the test suite
# CI runs book, next, check and test; documents and test-rest are for whoever changed what they prove.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: book test documents test-rest fuzz attack bench check spec sentences pictures reference dictionary notebooks next signatures lock clean

book: .venv/.book
	$(BIN)/quarterbook build

# What is compiled is kept whatever this person's settings are: they start Python often. Tests take
# what `make book` has kept, which they could not with another setting.
book test documents test-rest next bench: export PYTHONDONTWRITEBYTECODE =
# Three at once where there are two cores: a third of their time tests wait for others.
test: .venv/.test
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not house and not documents and not cluster and not exhaustive"

documents: .venv/.test ## the commands and examples of the documents, as a reader gives them
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m documents

test-rest: .venv/.test ## what takes minutes: every case of what is alike, the demonstration built twice, clusters of workers, all that is drawn by lot
	DRAW_ALL=1 $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "(cluster or exhaustive or drawn or hypothesis) and not documents"

fuzz: .venv/.test ## the properties, over examples drawn anew, and books spoilt at random
	DRAW_ALL=1 SPOILT_BOOKS=$${SPOILT_BOOKS:-20000} BUILT_BOOKS=$${BUILT_BOOKS:-300} $(BIN)/python -m pytest -q -n 2 --hypothesis-profile=default -m hypothesis
	RANDOM_EDITS=$${RANDOM_EDITS:-300} $(BIN)/python -m pytest -q tests/reuse/test_random_edits.py

attack: .venv/.test ## an attacker who holds all editions of 5,000 random books
	ATTACKED_BOOKS=5000 $(BIN)/python -m pytest -q tests/attack

bench: .venv/.test ## a quarter beside what people would use instead; councils too where ../shared/data is
	$(BIN)/python bench/side_by_side.py --rounds $${ROUNDS:-3}
	$(BIN)/python bench/preview_edits.py
	if [ -d ../shared/data ]; then for workers in 1 2; do $(BIN)/python bench/many_councils.py ../shared/data --councils 16 --workers $$workers --keep; done; fi

check: .venv/.test ## style, types, imports, what is declared, docs, sizes, names
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry quarterbook
	$(BIN)/python docs/make_reference.py --check
	$(BIN)/python docs/make_data_dictionary.py --check
	cd tests && ../$(BIN)/python -m spec.generate --check
	$(BIN)/python -m pytest -q -m house tests/house tests/judge

spec: .venv/.test ## docs/judging.md, after a change to tests/spec
	cd tests && ../$(BIN)/python -m spec.generate

sentences: .venv/.test ## tests/report/sentences.txt, after a change to what a sentence says
	cd tests && ../$(BIN)/python -m support.sentences

pictures: .venv/.test ## the README's pictures, after `make book`; needs Chromium
	cd tests && ../$(BIN)/python -m support.pictures

reference: .venv/.book ## the inventory of docs/reference.md, after a change to public names or their docstrings
	$(BIN)/python docs/make_reference.py

dictionary: .venv/.book ## docs/data-dictionary.md, after a change to the columns of data/ or of frames
	$(BIN)/python docs/make_data_dictionary.py

notebooks: .venv/.book ## open the notebooks
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-notebooks.lock
	$(BIN)/jupyter lab notebooks

# The lock files name exact versions and their hashes; nothing else is installed.
.venv/.book: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.test: .venv/.book requirements-test.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@

next: .venv/.test requirements-next.lock ## the demonstration by Sphinx at its newest, without Jupyter Book
	$(PYTHON) -m venv .venv/next
	.venv/next/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-next.lock
	$(BIN)/python -m pytest tests/bind/test_second_stack.py

signatures: .venv/.book ## sign the demonstration's older quarters and Somerset's again, after a change to what their pages say
	rm -f params/2021-22-q1.signed.json params/2021-22-q2.signed.json
	$(BIN)/quarterbook build 2021-22-q1 2021-22-q2
	$(BIN)/quarterbook sign 2021-22-q1 --as "Executive Director of Resources" --on 2021-08-18
	$(BIN)/quarterbook sign 2021-22-q1 --as "Section 151 Officer" --on 2021-08-20
	$(BIN)/quarterbook sign 2021-22-q1 --as "Monitoring Officer" --on 2021-08-24
	$(BIN)/quarterbook sign 2021-22-q2 --as "Executive Director of Resources" --on 2021-11-12
	$(BIN)/quarterbook sign 2021-22-q2 --as "Monitoring Officer" --on 2021-11-16
	$(BIN)/quarterbook sign 2021-22-q2 --as "Section 151 Officer" --on 2021-11-17
	rm -f examples/somerset/params/2018-19-q2.signed.json
	$(BIN)/quarterbook build --book examples/somerset
	$(BIN)/quarterbook sign 2018-19-q2 --book examples/somerset --as "Monitoring Officer" --on 2018-11-05
	$(BIN)/quarterbook sign 2018-19-q2 --book examples/somerset --as "Corporate Finance" --on 2018-11-05
	$(BIN)/quarterbook sign 2018-19-q2 --book examples/somerset --as "Human Resources" --on 2018-11-05
	$(BIN)/quarterbook sign 2018-19-q2 --book examples/somerset --as "Adults Services" --on 2018-11-05
	$(BIN)/quarterbook sign 2018-19-q2 --book examples/somerset --as "Children's Services" --on 2018-11-05
	$(BIN)/quarterbook sign 2018-19-q2 --book examples/somerset --as "ECI Services" --on 2018-11-05
	$(BIN)/quarterbook sign 2018-19-q2 --book examples/somerset --as "Public Health" --on 2018-11-05
	$(BIN)/quarterbook sign 2018-19-q2 --book examples/somerset --as "Corporate Affairs" --on 2018-11-05
	$(BIN)/quarterbook sign 2018-19-q2 --book examples/somerset --as "Cabinet Member" --on 2018-11-06
	$(BIN)/quarterbook sign 2018-19-q2 --book examples/somerset --as "Opposition Spokesperson" --on 2018-11-06

lock: ## after a change to pyproject.toml; needs uv
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements.lock
	uv pip compile pyproject.toml --extra build --extra test -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements-test.lock
	uv pip compile pyproject.toml --extra build --extra notebooks -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements-notebooks.lock
	mkdir -p .venv/next && sed '/"jupyter-book/d; s/"sphinx>=7.4"/"sphinx>=9"/' pyproject.toml > .venv/next/pyproject.toml
	uv pip compile .venv/next/pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet -o requirements-next.lock
	uv pip compile pyproject.toml --extra build --extra workers -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements-workers.lock

clean:
	rm -rf _build examples/*/_build
