# 担当 (Dandang). `make help` lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help

BIN  := bin/dandang
ADDR ?= 127.0.0.1:8080
DATA ?= var/demo

export CGO_ENABLED ?= 0

.PHONY: help run build web screenshots test unit race scenarios mutate dates bench exports walk lint fmt schema documents clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

build: ## build the one binary, without cgo, into bin/
	@mkdir -p bin
	go build -trimpath -ldflags '-s -w' -o $(BIN) .

web: ## build the pages into web/dist (needs Node; commit what changes)
	cd web && npm ci --no-audit --no-fund && npm run check && npm run build

SHOTS ?= /tmp/dandang-screenshots
screenshots: ## pictures of every page at 1440 and 390 px into SHOTS (needs Chromium and npm ci in web)
	@mkdir -p $(SHOTS)
	DANDANG_REQUIRE_BROWSER=1 DANDANG_SCREENSHOTS=$(abspath $(SHOTS)) go test ./web/e2e -run TestPages -count=1
	@echo "pictures in $(SHOTS)"

run: build ## build and serve with demo people and cases; prints where to look and whom to sign in as
	$(BIN) serve --demo --addr $(ADDR) --data $(DATA)

test: ## everything: installs what the tests need, starts its own MariaDB, runs all tests, stops it
	@scripts/test.sh

unit: ## fast: Go tests without race detector, on memory and SQLite (MariaDB if one is installed)
	go test ./...

race: ## Go tests under the race detector (needs gcc)
	CGO_ENABLED=1 go test -race -count=1 $$(scripts/race-packages.sh)

scenarios: build ## the owners' scenarios of every shipped procedure, with coverage
	$(BIN) test processes

mutate: build ## change every rule a little and list what no scenario notices; explanations are tried again too
	$(BIN) test --mutate --again processes

walk: ## the long walk: 200 cases of every procedure by random people through the HTTP API (seed printed; WALK_SEED=n repeats one, WALK=path/x.yaml walks one file)
	WALK='$(WALK)' WALK_CASES=200 go test ./bench/walker -run TestWalk -count=1 -v -timeout 30m

dates: ## the tests as on the year's last workdays and in years whose calendar is not published
	scripts/dates.sh

bench: ## acts per second at 1, 8 and 64 clients on SQLite and MariaDB, beside a floor in plain SQL
	go run ./bench

exports: ## time, size and peak memory of the real binary while it exports 1,000, 10,000 and 100,000 cases as xlsx and csv
	go run ./bench -export 1000,10000,100000

lint: ## golangci-lint (built from source the first time: some minutes)
	go tool -modfile=tools/go.mod golangci-lint run ./...

fmt: ## format Go code and the shipped procedures
	go tool -modfile=tools/go.mod golangci-lint fmt ./...
	go run . fmt -w processes/*.yaml

schema: ## generate docs/process.schema.json again
	go run . schema > docs/process.schema.json

documents: ## write golden documents, owners' tables and pictures anew from the procedures
	go test . -run 'TestDocuments_Have|TestOwners_Pages|TestDiagrams_Committed' -count=1 -update

clean: ## remove what was built and the demo data
	rm -rf bin var
