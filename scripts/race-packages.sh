#!/usr/bin/env bash
# The packages whose tests run under the race detector: all but the bulk walkers and measurements, which are slow
# there, and the pages, which have a step of their own.
set -euo pipefail
go list ./... | grep -vE '/(bench|web)($|/)'
