#!/usr/bin/env bash
# Builds and runs the benchmarks: what the machine is, then each beside PyTorch. Options are those of bench/Weft.Bench (--help).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

eng/setup.sh bench
configuration=${WEFT_CONFIGURATION:-Release}
[[ -n ${WEFT_NATIVE:-} ]] || eng/build-native.sh
dotnet msbuild bench/Weft.Bench/Weft.Bench.csproj -restore -p:Configuration="$configuration" -nologo -v:quiet
exec dotnet "bench/Weft.Bench/bin/$configuration/net10.0/Weft.Bench.dll" "$@"
