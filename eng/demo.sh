#!/usr/bin/env bash
# From a fresh clone to a found network: spoken and written digits, searched with BM-NAS.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

make --no-print-directory setup build
eng/fetch-mnist.sh data/mnist
[[ -d data/avmnist-demo ]] || ./weft data prepare avmnist --mnist data/mnist --out data/avmnist-demo
./weft search bmnas --data data/avmnist-demo --out runs/demo "$@"
echo "demo: open runs/demo/report.html"
