#!/usr/bin/env bash
# Runs the tests and prints "N passed, N failed, N skipped" as the last line.
# Usage: eng/test.sh [--all]   --all also runs tests marked Category=Long
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

filter=(--filter "Category!=Long")
[[ ${1:-} == --all ]] && filter=()
configuration=${WEFT_CONFIGURATION:-Release}
results=TestResults
rm -rf "$results"

passed=0 failed=0 skipped=0
summary() { echo "$passed passed, $failed failed, $skipped skipped"; }

# What does not build has failed, and the last line must say so too.
if ! eng/build-native.sh || ! eng/build-managed.sh; then
  failed=1
  summary
  exit 1
fi

counter() { grep -o "<Counters [^>]*" "$2" | grep -oE " $1=\"[0-9]+" | grep -oE '[0-9]+$' || echo 0; }

for project in $(grep -l '<IsTestProject>true' tests/*/*.csproj); do
  name=$(basename "$project" .csproj)
  trx=$results/$name.trx
  status=0
  dotnet test "$project" -c "$configuration" --no-build --nologo "${filter[@]}" \
    --results-directory "$results" --logger "trx;LogFileName=$name.trx" || status=$?
  if [[ -f $trx ]]; then
    here=$(counter failed "$trx")
    passed=$((passed + $(counter passed "$trx")))
    failed=$((failed + here))
    skipped=$((skipped + $(counter total "$trx") - $(counter executed "$trx")))
  else
    here=0
  fi
  # A run that breaks off (a crash of the native part) names no failed test, and yet it failed.
  if ((status != 0 && here == 0)); then
    echo "test: $name broke off with exit code $status" >&2
    failed=$((failed + 1))
  fi
done

summary
((failed == 0))
