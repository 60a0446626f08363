#!/usr/bin/env bash
# Runs the tests as if today were another day: the year's last workdays, and years whose calendar is not published.
# The Go toolchain's overlay shifts time.Now itself, so that every package and every child process sees the date.
#   scripts/dates.sh [DATE…]      PACKAGES="./engine/..." scripts/dates.sh 2027-06-01
set -euo pipefail
cd "$(dirname "$0")/.."
dates=("$@")
[ ${#dates[@]} -gt 0 ] || dates=(2026-12-28 2027-06-01 2028-03-01)
packages=${PACKAGES:-$(go list ./... | grep -vE '/bench($|/)')}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
std="$(go env GOROOT)/src/time"
sed 's/^\tsec, nsec, mono := runtimeNow()$/&\n\tsec += dateShift()/' "$std/time.go" > "$tmp/time.go"
grep -q 'sec += dateShift()' "$tmp/time.go" || { echo "this Go's time.Now looks different: scripts/dates.sh must be adapted"; exit 1; }
cat > "$tmp/shift.go" <<'GO'
package time

import "syscall"

var shift, shifted = int64(0), false

// dateShift is the number of seconds in DATE_SHIFT.
func dateShift() int64 {
	if !shifted {
		s, _ := syscall.Getenv("DATE_SHIFT")
		n := int64(0)
		for i := 0; i < len(s); i++ {
			n = n*10 + int64(s[i]-'0')
		}
		shift, shifted = n, true
	}
	return shift
}
GO
printf '{"Replace":{"%s/time.go":"%s/time.go","%s/zz_shift.go":"%s/shift.go"}}' "$std" "$tmp" "$std" "$tmp" > "$tmp/overlay.json"
export GOFLAGS="-overlay=$tmp/overlay.json" CGO_ENABLED=0
cat > "$tmp/today.go" <<'GO'
package main

import (
	"os"
	"time"
)

func main() { os.Stdout.WriteString(time.Now().Format("2006-01-02")) }
GO
for date in "${dates[@]}"; do
  export DATE_SHIFT=$(( $(date -d "$date 09:00" +%s) - $(env -u DATE_SHIFT date +%s) ))
  [ "$DATE_SHIFT" -gt 0 ] || { echo "$date is past: nothing to show"; continue; }
  seen=$(go run "$tmp/today.go")
  [ "$seen" = "$date" ] || { echo "the overlay shows $seen instead of $date"; exit 1; }
  echo "== tests as on $seen"
  go test -count=1 -short -timeout 10m $packages
done
