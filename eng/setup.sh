#!/usr/bin/env bash
# Installs what Weft needs and is missing; changes nothing and needs no network when all is there.
# Usage: eng/setup.sh [section...]   sections of eng/packages.txt; build and data when none is given
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

sections=" build data $* "
missing=()
section=""
while read -r package program _; do
  case "$package" in
    "" | \#*) continue ;;
    \[*) section=${package//[\[\]]/}; continue ;;
  esac
  [[ $sections == *" $section "* ]] || continue
  [[ $package == libtorch-dev && -n ${WEFT_TORCH_DIR:-} ]] && continue
  if [[ $program != - ]] && command -v "$program" >/dev/null; then
    continue
  fi
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $status == installed ]] || missing+=("$package")
done < <(sed 's/[[:space:]]#.*//' eng/packages.txt)

if ((${#missing[@]})); then
  command -v apt-get >/dev/null || {
    echo "setup: missing: ${missing[*]}; this is no Debian system, so install what corresponds to them by hand." >&2
    exit 1
  }
  run=()
  if ((EUID != 0)); then
    if sudo -n true 2>/dev/null; then
      run=(sudo -n)
    else
      echo "setup: missing packages need root to install; run: sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
      exit 1
    fi
  fi
  echo "setup: installing ${missing[*]}" >&2
  "${run[@]}" apt-get update -qq
  "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

version=$(dotnet --version 2>/dev/null || true)
if [[ ! $version =~ ^[0-9]+\. ]] || ((${version%%.*} < 10)); then
  echo "setup: the .NET SDK 10 is missing (found: ${version:-none}); install it from Microsoft's .NET download page, or as dotnet-sdk-10.0 where your system has that package." >&2
  exit 1
fi
echo "setup: everything is installed (.NET SDK $version)."
