# Everything a developer does. `make` alone lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PACKAGES := libopenblas-dev libcurl4-openssl-dev libsqlite3-dev zlib1g-dev libzstd-dev libsnappy-dev libdeflate-dev libhdf5-dev libxgboost-dev pkg-config python3
# A cluster of one node to test against.
SLURM_PACKAGES := slurmctld slurmd slurm-client munge
SOURCES := Sources Tests Benchmarks Package.swift
# One build for the product and its tests: release, with internals visible to tests.
SWIFT_FLAGS := -c release -Xswiftc -enable-testing
SWIFT_BUILD := swift build $(SWIFT_FLAGS) --explicit-target-dependency-import-check error
BIN := .build/release/pairwell

.PHONY: help samples slurm setup toolchain release build test unit lint arrows format demo crash hostile fuzz bench bench-tables bench-essentiality compare formats golden clean

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: toolchain ## Install the Debian packages that the build needs
	@$(call install,$(PACKAGES))

define install
missing=$$(for p in $(1); do dpkg -s $$p >/dev/null 2>&1 || echo $$p; done); \
	if [ -n "$$missing" ]; then \
	  root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  echo "Installing" $$missing; \
	  $$root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$root apt-get install -y -qq $$missing; \
	fi
endef

toolchain:
	@command -v swift >/dev/null || { echo "Swift is missing: install Swift 6.3 for Debian 12 from swift.org/install/linux, then run this again." >&2; exit 69; }

release: setup ## Build the product
	@$(SWIFT_BUILD) --product pairwell

demo: release ## Run the daemon with a simulated lab; STAY=1 leaves the live page up
	@packaging/demo $(if $(STAY),--stay)

test: setup lint build ## Lint, build, run every test, crash, hostile-drop and fuzz runs
	@$(MAKE) --no-print-directory unit hostile crash samples slurm fuzz INPUTS=2000

build: setup ## Build the product and the tests
	@$(SWIFT_BUILD) --build-tests

unit:
	swift test $(SWIFT_FLAGS) --skip-build --disable-xctest

crash: ## Kill the daemon at random moments and compare (KILLS=100 ROUNDS=20 for the long form)
	@packaging/crash-test --kills $(or $(KILLS),30) --rounds $(or $(ROUNDS),6)

samples: ## Kill the daemon while expression files wait (SAMPLES=10000 KILLS=20 for the long form)
	@packaging/sample-test --samples $(or $(SAMPLES),500) --kills $(or $(KILLS),4)

hostile: ## Drop broken files on a running daemon
	@packaging/hostile-test

slurm: setup ## Train on a real Slurm cluster of one node, started here
	@$(call install,$(SLURM_PACKAGES))
	@$(SWIFT_BUILD) --product pairwell
	@$(SWIFT_BUILD) --product cluster-trial
	@Tests/Slurm/train
	@Tests/Slurm/check

fuzz: setup ## Read broken files of every format (INPUTS=1000000 for the long form)
	@$(SWIFT_BUILD) --product pairwell-fuzz
	@.build/release/pairwell-fuzz --inputs $(or $(INPUTS),20000)

lint: arrows ## Check format and arrows
	@swift format lint --strict -r $(SOURCES)

arrows:
	@packaging/arrows

format: ## Format the sources
	@swift format -i -r $(SOURCES)

golden: build ## Record golden files anew; fails by design, then look at git diff
	@RECORD_GOLDEN=1 swift test $(SWIFT_FLAGS) --skip-build --disable-xctest; git diff --stat

bench: setup ## Measure: refit, choice, drop to layouts, idle memory
	@$(SWIFT_BUILD) --product pairwell-bench --product pairwell
	@.build/release/pairwell-bench

bench-tables: setup ## Measure file formats beside pandas, polars and pyarrow, fetched from PyPI
	@$(SWIFT_BUILD) --product pairwell-bench
	@python3 -m venv .build/tables
	@.build/tables/bin/pip install -q numpy pandas polars pyarrow fastparquet zstandard
	@.build/tables/bin/python Benchmarks/tables.py .build/release/pairwell-bench

bench-essentiality: setup ## Measure essentiality beside scikit-learn and XGBoost, fetched from PyPI (REFERENCE=FOLDER)
	@$(SWIFT_BUILD) --product pairwell-bench
	@python3 -m venv .build/essentiality
	@.build/essentiality/bin/pip install -q numpy scipy scikit-learn statsmodels pandas xgboost-cpu
	@.build/essentiality/bin/python Benchmarks/essentiality.py .build/release/pairwell-bench $(REFERENCE)

compare: ## Compare normalisation with pycytominer and EFAAR, fetched from PyPI
	@python3 -m venv .build/compare
	@.build/compare/bin/pip install -q pycytominer==1.7.1 scipy scikit-learn
	@.build/compare/bin/pip install -q --no-deps efaar_benchmarking==1.0
	@.build/compare/bin/python Tests/ProfilesTests/compare_normalisation.py

formats: build ## Read what pyarrow, polars and fastparquet write in every combination, fetched from PyPI
	@python3 -m venv .build/formats
	@.build/formats/bin/pip install -q numpy pandas polars pyarrow fastparquet
	@.build/formats/bin/python Tests/ParquetTests/make_fixtures.py --all .build/formats/files
	@PAIRWELL_PARQUET=$(CURDIR)/.build/formats/files swift test $(SWIFT_FLAGS) --skip-build --disable-xctest --filter ParquetTests

clean: ## Remove what was built
	@rm -rf .build demo
