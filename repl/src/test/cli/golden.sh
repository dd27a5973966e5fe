#!/usr/bin/env bash
# Records what CppNix says to commands.txt: golden.sh DIR, where DIR is seen by the nix programs on PATH and becomes /pwd.
set -u
here=$(cd "$(dirname "$0")" && pwd)
dir=$1
rm -rf "$dir"
mkdir -p "$dir/home"
cp -r "$here/files/." "$dir"
cd "$dir" || exit 1
export HOME=$dir/home NIX_CONF_DIR=$dir NIX_REMOTE=dummy://
export NIX_CONFIG=$'experimental-features = nix-command flakes\nsystem = x86_64-linux'
unset NIX_PATH
while IFS= read -r command; do
    printf '$ %s\n--- out\n' "$command"
    printf '1 + 2' > "$dir/home/stdin"
    eval "$command" < "$dir/home/stdin" 2> "$dir/home/err" | sed "s#$dir#/pwd#g"
    status=${PIPESTATUS[0]}
    printf -- '--- err\n'
    sed "s#$dir#/pwd#g" "$dir/home/err"
    printf -- '--- status %s\n' "$status"
done < "$here/commands.txt"
