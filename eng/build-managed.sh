#!/usr/bin/env bash
# Builds the C# part. Usage: eng/build-managed.sh [project or solution]; the whole solution by default.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

configuration=${WEFT_CONFIGURATION:-Release}
stamp=.weft/built-$configuration
mkdir -p .weft
# The time is taken before the build: what is edited while it runs counts as newer.
touch "$stamp.new"
dotnet msbuild "${1:-Weft.slnx}" -restore -p:Configuration="$configuration" -nologo -v:quiet
mv "$stamp.new" "$stamp"
