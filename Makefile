# The front door. `make` alone prints this help; python3 may be any from 3.8, the rest is fetched and built.
PYTHON ?= python3
GUIDE := $(PYTHON) -B -m setup

.DEFAULT_GOAL := help
.PHONY: help run test soak services chat train knowledge widget eval bench channels check lock clean

help: ## print this help
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## set everything up, then run the assistant and its action server until Ctrl-C
	@$(GUIDE) run

test: ## run the whole test suite (a part of it: make test ARGS="tests/runtime -k store")
	@$(GUIDE) test $(ARGS)

soak: ## the long trials: random walks, 500 conversations on two stores, 300 kills, 400 conversations while servers are replaced, 100 erasures, 50,000 rendered answers, a million events, a model taught by corrections, 30 minutes of faults, a hostile day
	@GUIDE_WALKS=300 GUIDE_TWINS=500 GUIDE_KILLS=200 GUIDE_WIDGET_KILLS=50 GUIDE_ERASURES=100 \
		GUIDE_RENDERED=10000 GUIDE_CONSOLE_KILLS=50 GUIDE_CORRECTIONS_LOOP=1 \
		GUIDE_SITE_CONVERSATIONS=400 GUIDE_FAULT_MINUTES=30 GUIDE_HOSTILE_REQUESTS=10000 GUIDE_FLOODS=20 $(GUIDE) soak

services: ## run PostgreSQL and Redis with throw-away data until Ctrl-C
	@$(GUIDE) services

chat: ## talk to the assistant in the terminal
	@$(GUIDE) chat

train: ## train the model anew
	@$(GUIDE) train

knowledge: ## build the knowledge database anew
	@$(GUIDE) knowledge

widget: ## build the website widget anew
	@$(GUIDE) widget

eval: ## measure the understanding on labelled files: make eval NLU=tests/nlu
	@$(GUIDE) eval $(NLU)

bench: ## ours beside the assistant that rasa init makes, in one run: make bench ARGS="--conversations 20"
	@$(GUIDE) bench $(ARGS)

channels: ## say which messaging platforms are set up, what is missing, and what to enter there
	@$(GUIDE) channels

check: ## format, lint, types, rasa data validate, promises between files
	@$(GUIDE) check

lock: ## resolve pyproject.toml into requirements.lock
	@$(GUIDE) lock

clean: ## remove what was built (not the environment, not the conversations)
	rm -rf build models widget/node_modules .rasa results .pytest_cache .mypy_cache .ruff_cache .hypothesis
