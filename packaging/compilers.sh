#!/usr/bin/env bash
# Installs Debian's compilers for the native kernels of every platform, where one is missing. Only packaging needs them
# all; a clone builds for its own machine with the C compiler it has.
set -euo pipefail
missing=()
need() { command -v "$1" >/dev/null || missing+=("$2"); }
need gcc gcc
need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
need x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64
need clang clang
need ld.lld lld
[ ${#missing[@]} -eq 0 ] && exit 0
echo "Installing ${missing[*]}"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
