#!/usr/bin/env bash
# Runs the README's script against a server of its own, and demands what the README promises.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x bin/dandang ] || CGO_ENABLED=0 go build -trimpath -o bin/dandang .
port=$(( 20000 + RANDOM % 20000 ))
tmp=$(mktemp -d)
bin/dandang serve --demo --addr "127.0.0.1:$port" --data "$tmp/data" >"$tmp/log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$tmp"' EXIT
for _ in $(seq 100); do curl -sf "http://127.0.0.1:$port/readyz" >/dev/null && break; sleep 0.1; done
ADDR="http://127.0.0.1:$port" scripts/road.sh | tee "$tmp/out"
grep -q '403 recused:依规应当回避' "$tmp/out" || { echo "no 回避 refusal that explains itself"; exit 1; }
grep -q ':已拨付$' "$tmp/out" || { echo "the case did not end in 已拨付"; exit 1; }
