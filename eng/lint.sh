#!/usr/bin/env bash
# Checks scripts, formatting and the analyzers' findings; warnings are errors.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

for script in weft .ci/run eng/*.sh; do
  bash -n "$script"
done
# Code style (IDE0055 among it) is checked by the compiler below; this covers what it does not: line ends, final newlines, encodings.
dotnet format whitespace . --folder --verify-no-changes --exclude '**/bin/' '**/obj/'
# Builds into folders of its own, so that neither this build nor the plain one believes the other's output to be its own.
dotnet msbuild Weft.slnx -restore -p:Configuration=Release -p:RunAnalyzersDuringBuild=true -nologo -v:quiet
echo "lint: no findings."
