#!/bin/sh
# The apt entry that ./dev derives for Debian 12's backports, from each format that a system may be configured with.
# usage: test_backports_entry.sh DEV
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
sed -n '/^say()/p; /^backports_entry()/,/^}/p' "$1" >"$scratch/functions"
. "$scratch/functions"
failures=0

expect() {
    name=$1 wanted=$2
    got=$(backports_entry "$scratch/apt" bookworm) || got=none
    got=$(printf "%s\n" "$got" | sort)
    if [ "$got" = "$wanted" ]; then echo "ok   $name"; else
        printf 'FAIL %s\nwanted:\n%s\ngot:\n%s\n' "$name" "$wanted" "$got"
        failures=$((failures + 1))
    fi
    rm -rf "$scratch/apt"
    mkdir -p "$scratch/apt/sources.list.d"
}
mkdir -p "$scratch/apt/sources.list.d"

cat >"$scratch/apt/sources.list.d/debian.sources" <<'TEXT'
Types: deb
# a comment
URIs: mirror+file:/etc/mirrors
Suites: bookworm-security
Components: main

Enabled: no
Types: deb
URIs: mirror+file:/etc/off
Suites: bookworm
Components: main

Types: deb deb-src
URIs: mirror+file:/etc/mirrors
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By:
 -----BEGIN KEY-----
 .
 abc
TEXT
expect 'deb822' " -----BEGIN KEY-----
 .
 abc
Components: main
Signed-By:
Suites: bookworm-backports
Types: deb
URIs: mirror+file:/etc/mirrors"

printf '%s\n' '# deb file:/no bookworm main' 'deb file:/security bookworm-security main' \
    'deb-src file:/src bookworm main' 'deb [arch=amd64,arm64 signed-by=/usr/share/keys.gpg] file:/pool bookworm main' \
    >"$scratch/apt/sources.list"
expect 'one line with options' 'Architectures: amd64 arm64
Components: main
Signed-By: /usr/share/keys.gpg
Suites: bookworm-backports
Types: deb
URIs: file:/pool'

printf 'deb file:/pool bookworm main contrib\n' >"$scratch/apt/sources.list.d/x.list"
expect 'one line in sources.list.d' 'Components: main
Suites: bookworm-backports
Types: deb
URIs: file:/pool'

printf 'deb file:/pool trixie main\n' >"$scratch/apt/sources.list"
expect 'another suite only' none

[ "$failures" -eq 0 ]
