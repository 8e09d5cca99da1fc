#!/usr/bin/env bash
# Runs the benchmarks: how fast the machine is, then every bench/*/run.sh in turn.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

eng/setup.sh bench
./weft doctor
for script in bench/*/run.sh; do
  [[ -f $script ]] || continue
  echo "== $script"
  "$script"
done
