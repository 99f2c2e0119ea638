# Pillars: `make` builds and serves the site, `make test` runs every test.
# Needs Go, Node with npm, and make; nothing else.

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -buildid= -X main.version=$(VERSION)
PILLARS := bin/pillars
FUZZTIME ?= 30s

# What the front-end bundle is made of.
FRONT := $(shell find theme/ts theme/css -type f) theme/strings.json $(wildcard theme/*.go) theme/package-lock.json $(wildcard cmd/bundle/*.go)

.PHONY: serve build bundle test race lint gen golden fuzz bench site npm dist lighthouse vnu clean help

serve: build ## build everything and serve the site (the default)
	$(PILLARS) serve $(SERVE)

build: $(PILLARS) ## build the binary, front end included
$(PILLARS): theme/dist/manifest.json FORCE
	go build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./cmd/pillars
FORCE:

bundle: theme/dist/manifest.json ## bundle the front end into theme/dist
theme/dist/manifest.json: theme/node_modules/.package-lock.json $(FRONT)
	go run ./cmd/bundle

theme/node_modules/.package-lock.json: theme/package-lock.json theme/package.json
	cd theme && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

site: build ## build the site into public/
	$(PILLARS) build

npm: bundle ## make the npm package pillars-check, in dist/npm
	go run ./cmd/npmpackage $(VERSION)

dist: bundle ## make a release in dist/: binaries for all platforms, site, bill of materials
	go run ./cmd/dist -version '$(VERSION)'

test: bundle ## run all tests, in a browser too (installs what they use where it may)
	@sh .ci/packages
	cd theme && npx --no-install tsc --noEmit
	gofmt -l $$(git ls-files '*.go') | (! grep .)
	go vet ./...
	go test -timeout 30m ./...

race: bundle ## run the Go tests with the race detector
	go test -race ./...

lint: bundle ## formatting, vet, staticcheck, types, no leftovers in go.mod
	gofmt -l $$(git ls-files '*.go') | (! grep .)
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	go mod tidy -diff
	cd theme && npx --no-install tsc --noEmit

gen: build ## make the generated files anew: rules/catalog.json
	$(PILLARS) catalog --out rules/catalog.json

golden: bundle ## accept the present output as the expected one
	go test $$(go list -f '{{.ImportPath}} {{.XTestImports}} {{.TestImports}}' ./... | awk '/testfile |testfile]|testscript/ { print $$1 }') -update

fuzz: ## run each fuzz target for FUZZTIME
	@for pkg in $$(go list ./...); do \
		for f in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
			echo "$$pkg $$f"; go test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
		done; \
	done

bench: bundle ## measure parsing, compiling, building, checking
	go test -run '^$$' -bench . -benchmem ./...

lighthouse: bundle ## run Lighthouse over our site and the corpus's (fetches it by npx; minutes)
	go test ./site -run TestLighthouse -lighthouse -v -timeout 30m

vnu: build ## validate every page of the site, built from CONTENT or our guides (fetches vnu by npx; needs Java)
	$(PILLARS) build $(if $(CONTENT),--content $(CONTENT)) --out bin/site
	npx --yes --package=vnu-jar@26.9.27 vnu --skip-non-html --errors-only bin/site

clean: ## remove what make made
	rm -rf bin dist public theme/dist/assets theme/dist/vendor theme/dist/manifest.json theme/node_modules

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
