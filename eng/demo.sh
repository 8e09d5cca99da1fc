#!/usr/bin/env bash
# From a fresh clone to a found network and its report: digits seen and heard, searched with BM-NAS.
# What is there already is used again; a demo that was interrupted goes on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

make --no-print-directory setup build
eng/fetch-mnist.sh data/mnist
# Counts that two cores finish in minutes; speech and noise are made, so that nothing else has to be fetched.
./weft data prepare avmnist --out data/avmnist-demo --mnist data/mnist --speech espeak --noise synthetic \
  --train 3000 --dev 600 --test 1000
./weft search bmnas --task avmnist --data data/avmnist-demo --run runs/demo --resume \
  --set encoder.channels.audio=8 --set encoder.epochs=20 --set retrain.batchSize=64 --set retrain.maximumRate=0.001 "$@"
