# The two that a newcomer needs are `make demo` and `make test`; both set up what they need.

BUILD_FLAGS := -Xswiftc -warnings-as-errors --explicit-target-dependency-import-check error
RELEASE_FLAGS := -c release --static-swift-stdlib --product groundcrew

.DEFAULT_GOAL := help
.PHONY: help setup parts build release run demo test fuzz conformance faults races interchange strict cel lint format bench clean

help: ## Say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: ## Install what building needs (Debian packages)
	@.ci/setup

parts: setup ## Fetch or build the real parts that tests use, into a cache
	@.ci/parts

build: setup ## Build everything, warnings as errors
	swift build --build-tests $(BUILD_FLAGS)

release: setup ## Build the binary that ships
	swift build $(RELEASE_FLAGS)

run: demo

demo: release ## From bare to served, on the built-in simulated cluster
	.build/release/groundcrew bootstrap -f examples/qwen.yaml --sandbox

test: parts build release ## Run every test, against real parts
	@.ci/test

fuzz: setup ## Fuzz what reads hostile bytes: FUZZ_SECONDS (20) for each target
	@.ci/fuzz

lint: ## Check the form of every source file
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Plugins

format: ## Bring every source file into form
	swift format --in-place --recursive --parallel Package.swift Sources Tests Plugins

conformance: release parts ## Compare with Helm what charts render to, byte by byte: the own ones, or those below CHARTS=DIR
	@Benchmarks/charts --list $(or $(CHARTS),charts Tests/ChartsTests/Fixtures)

faults: release parts ## Break every request of every verb once, and see the next run converge; goes on where it was ended, FRESH=1 starts anew
	@swift build --product prove $(BUILD_FLAGS) && .build/debug/prove faults

races: release parts ## Two processes on one release at once, COUNT (50) times of each kind
	@swift build --product prove $(BUILD_FLAGS) && .build/debug/prove races

interchange: release parts ## Install, upgrade, roll back and uninstall by every mix of ours and both Helms
	@swift build --product prove $(BUILD_FLAGS) && .build/debug/prove interchange

strict: release parts ## Show a real API server all that providers' charts write; GROUNDCREW_PARTS=DIR names newer parts than 1.20, which cannot be strict
	@swift build --product prove $(BUILD_FLAGS) && .build/debug/prove strict

cel: setup ## Run the public conformance cases of CEL: CEL_SPEC=DIR names a checkout of google/cel-spec
	@swift build --product prove $(BUILD_FLAGS) && .build/debug/prove cel

bench: release parts ## Measure against the peers, in one run
	@Benchmarks/bench

clean: ## Remove what was built
	rm -rf .build .build-fuzz*
