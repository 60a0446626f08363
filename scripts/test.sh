#!/usr/bin/env bash
# Everything that must be green. Installs what is missing (Debian, as root), lets the tests start a private MariaDB.
set -uo pipefail
cd "$(dirname "$0")/.."

missing=()
command -v mariadbd >/dev/null 2>&1 || [ -x /usr/sbin/mariadbd ] || missing+=(mariadb-server-core mariadb-client)
command -v gcc >/dev/null 2>&1 || missing+=(gcc libc6-dev)
command -v curl >/dev/null 2>&1 || missing+=(curl)
command -v jq >/dev/null 2>&1 || missing+=(jq)
command -v chromium >/dev/null 2>&1 || missing+=(chromium fonts-noto-cjk)
command -v node >/dev/null 2>&1 || missing+=(nodejs)
command -v npm >/dev/null 2>&1 || missing+=(npm)
if [ "${#missing[@]}" -gt 0 ]; then
  if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "== installing: ${missing[*]}"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null || {
      echo "could not install ${missing[*]}"; exit 1; }
  else
    echo "please install: ${missing[*]}"; exit 1
  fi
fi
export PATH="$PATH:/usr/sbin" DANDANG_REQUIRE_MYSQL=1

failed=()
step() { # name, command...
  local name=$1 start=$SECONDS; shift
  echo "== $name"
  if "$@"; then echo "-- $name: ok, $((SECONDS - start)) s"; else echo "-- $name: FAILED, $((SECONDS - start)) s"; failed+=("$name"); fi
}

bulk() { # measurements and the binary's own end-to-end tests: no race detector, they are slow under it
  CGO_ENABLED=0 go test -count=1 -timeout 20m -skip '^TestWalk$' ./bench/...
}

walk() { # random people through the HTTP API of the real binary, every shipped procedure
  CGO_ENABLED=0 go test -count=1 -timeout 45m -run '^TestWalk$' ./bench/walker
}

pages() { # the pages: their sources build to what is committed, and people's work in a real browser
  (cd web && npm ci --no-audit --no-fund --silent && npm run --silent check) || return 1
  DANDANG_REQUIRE_BROWSER=1 go test -count=1 -timeout 30m ./web/...
}

step "build without cgo" env CGO_ENABLED=0 go build -trimpath -o bin/dandang .
step "vet" go vet ./...
step "tests with the race detector, on memory, SQLite and MariaDB" env CGO_ENABLED=1 go test -race -count=1 -timeout 40m $(scripts/race-packages.sh)
step "races and crashes on the real binary, parts of the walker" bulk
step "random people walk every procedure" walk
step "pages in a browser" pages
step "check the shipped procedures" bash -c 'bin/dandang check processes/*.yaml processes/_patterns/*.yaml; code=$?; [ $code = 0 ] || [ $code = 3 ]'
step "scenarios of the shipped procedures and of the patterns" bin/dandang test processes
step "mutants of the shipped procedures and of the patterns" bin/dandang test --mutate processes/*.test.yaml processes/_patterns/*.test.yaml
step "as on other days (2026-12-28, 2027-06-01, 2028-03-01)" env PACKAGES="$(go list ./... | grep -vE '/(bench|models|web)($|/)' | tr '\n' ' ')" scripts/dates.sh
step "the README's script" scripts/readme-check.sh
step "the container's last stage in an empty root" scripts/empty-root.sh

echo
if [ "${#failed[@]}" -gt 0 ]; then printf 'FAILED: %s\n' "${failed[@]}"; exit 1; fi
echo "all green in $SECONDS s"
