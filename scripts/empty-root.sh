#!/usr/bin/env bash
# Tries the container's last stage without a container engine: an empty root that holds the binary, a data folder and
# /tmp, entered as the image's user, with the image's command.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$(id -u)" = 0 ] || { echo "needs root for chroot: skipped"; exit 0; }
root=$(mktemp -d)
port=$(( 20000 + RANDOM % 20000 ))
mkdir -p "$root/data" "$root/tmp"
chmod 755 "$root"; chmod 700 "$root/data"; chown 65532:65532 "$root/data" "$root/tmp"
CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o "$root/dandang" .
start() { chroot --userspec=65532:65532 "$root" /dandang "$@" >"$root.log" 2>&1 & server=$!; }
stop() { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
trap 'stop; rm -rf "$root" "$root.log"' EXIT
ready() { for _ in $(seq 100); do curl -sf "http://127.0.0.1:$port/readyz" >/dev/null && return 0; sleep 0.1; done; cat "$root.log"; return 1; }

start serve --demo --addr "127.0.0.1:$port" --data /data
ready
curl -sf "http://127.0.0.1:$port/api/v1/demo/accounts" | grep -q '𬀩' || { echo "the demo city did not load"; exit 1; }
owner=$(stat -c %u "$root"/data/*.db* | sort -u)
[ "$owner" = 65532 ] || { echo "the database belongs to $owner"; exit 1; }
stop
echo "empty root: served as 65532, readable, $(du -h "$root/dandang" | cut -f1) binary"
