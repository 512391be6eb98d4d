# run           build the program and start it on the folder ./data
# build         build bin/entente
# test          all that has to pass: format, lint, tests, short fuzzing, the browser; installs what they need
# test-long     the long tests: 200 killed processes, a bit flipped in every byte, ten million schedules of silence
# fuzz          each fuzz target, FUZZTIME inputs or long
# browser-test  the pages in a browser
# bench         all benchmarks; those of doc/performance.md are among them
# lint          format, go vet, staticcheck
# clean         remove what was built; ./data stays

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run build test install lint unit-test fuzz browser-test test-long bench clean

export CGO_ENABLED := 0

# The same for all, so that what one target compiles another need not. The commit is in VERSION.
export GOFLAGS := -trimpath -buildvcs=false $(shell go env GOFLAGS)

# The version in the source, and the commit. A release is built with its own: make build VERSION=1.2.3
VERSION  ?= $(shell sed -n 's/^var version = "\(.*\)"/\1/p' cmd/entente/version.go)+$(shell git rev-parse --short HEAD 2>/dev/null || echo unknown)
# A count, not a time: a run cut off by the clock fails now and then.
FUZZTIME ?= 3000x

# Packages with goroutines of their own. They are tested with the race detector, which needs a C compiler.
RACE := ./ledger/... ./node/... ./api/... ./web/... ./internal/intake

# Fuzzing compiles all that a package imports once more. In these that is quick; the seeds of all run with the tests.
LIGHT := . ./cal ./unit ./geo ./ledger ./text ./text/akn ./measure/... ./watch/... ./balance/lp ./balance/flow ./pack ./procedure ./internal/chart ./internal/opc ./internal/diff ./internal/icalendar
PACKAGES ?= ./...

# The chart of the watch and the solver of linear models come from npm, and the program carries them. The last file of each is the
# stamp: nothing is made again while its sources stay. Without npm the program is built all the same: it shows tables only, and
# says that it has no solver.
CHART  := web/static/built/atlas.json.gz
SOLVER := internal/highs/wasm/built/highs.wasm.gz

help:
	@sed -n 's/^# \([a-z-]*  \)/make \1/p' Makefile

build: $(CHART) $(SOLVER)
	go build -ldflags='-s -w -X main.version=$(VERSION)' -o bin/entente ./cmd/entente

$(CHART): web/map/build.mjs web/map/package-lock.json
	$(call npm-build,web/map,the chart of the watch)

$(SOLVER): internal/highs/npm/build.mjs internal/highs/npm/package-lock.json
	$(call npm-build,internal/highs/npm,the solver of linear models)

define npm-build
	@if ! command -v npm >/dev/null; then \
		echo "npm is missing: the program is built without $(2)" >&2; \
	elif ! { cd $(1) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && npm run --silent build; }; then \
		echo "npm failed: the program is built without $(2)" >&2; \
	fi
endef

run: build
	bin/entente serve --data data

test: install lint unit-test
	$(MAKE) --no-print-directory fuzz PACKAGES='$(LIGHT)'
	$(MAKE) --no-print-directory browser-test

install:
	.ci/install

lint:
	@bad=$$(find . -name node_modules -prune -o -name '*.go' -print | xargs gofmt -l); \
	if [ -n "$$bad" ]; then echo "not formatted; run gofmt -w on: $$bad" >&2; exit 1; fi
	go vet ./...
	go tool staticcheck ./...

unit-test: $(SOLVER)
	go test $$(comm -23 <(go list ./... | sort) <(go list $(RACE) | sort))
	CGO_ENABLED=1 go test -race $(RACE)

# go test fuzzes one target at a time.
fuzz:
	@for package in $$(go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' $(PACKAGES)); do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
			echo "$$package $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package | grep -v '^fuzz: elapsed'; \
		done; \
	done

test-long:
	ENTENTE_LONG=1 go test -count=1 -timeout 2h -v ./ledger/sqlite
	ENTENTE_LONG=1 go test -count=1 -timeout 2h -v -run 'TestSilence(Exh|At)' ./pack

browser-test: build
	cd web/browsertest && npm ci --ignore-scripts --no-audit --no-fund && npm test

bench: $(SOLVER)
	go test -run '^$$' -bench . -benchmem ./...

clean:
	rm -rf bin build web/static/built web/map/node_modules web/browsertest/node_modules internal/highs/npm/node_modules internal/highs/wasm/built
