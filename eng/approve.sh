#!/usr/bin/env bash
# Writes the public surface of the assemblies to tests/approved: look at the change, then commit it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

configuration=${WEFT_CONFIGURATION:-Release}
dotnet msbuild tests/Weft.Tests/Weft.Tests.csproj -restore -p:Configuration="$configuration" -nologo -v:quiet
WEFT_APPROVE=1 dotnet test tests/Weft.Tests/Weft.Tests.csproj -c "$configuration" --no-build --nologo \
  --filter "FullyQualifiedName~PublicApiTests"
git --no-pager diff --stat -- tests/approved
