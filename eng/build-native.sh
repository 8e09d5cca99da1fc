#!/usr/bin/env bash
# Builds native/build/libweft_native.so against the libtorch in WEFT_TORCH_DIR, or else the system's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

command -v cmake >/dev/null || { echo "build: cmake is missing; run \`make setup\`." >&2; exit 1; }

# CMake remembers the libtorch it found first: another one, or a tree that was moved, needs a fresh build folder.
build=native/build
origin="${WEFT_TORCH_DIR:-system} $PWD"
if [[ -d $build && $(cat "$build/.origin" 2>/dev/null || true) != "$origin" ]]; then
  rm -rf "$build"
fi
if [[ ! -f $build/.origin ]]; then
  cmake -S native -B "$build" -DCMAKE_BUILD_TYPE=Release >/dev/null || {
    rm -rf "$build"
    echo "build: CMake cannot configure the native part (see above); run \`make setup\`, and check WEFT_TORCH_DIR if it is set." >&2
    exit 1
  }
  echo "$origin" >"$build/.origin"
fi
cmake --build "$build" --parallel "${WEFT_JOBS:-$(nproc)}" -- --no-print-directory -s
touch "$build/libweft_native.so"
