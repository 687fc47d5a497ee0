#!/usr/bin/env bash
# Builds the environment, once, when the autograder is uploaded.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
fit() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
find_python() {
    for python in python3.14 python3.13 python3.12 python3.11 python3; do
        if fit "$python"; then return 0; fi
    done
    return 1
}
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    if ! find_python || ! command -v bwrap >/dev/null; then apt-get -qq update || true; fi
    command -v bwrap >/dev/null || apt-get -qq install -y --no-install-recommends bubblewrap || true
    for minor in 13 12 11; do
        if find_python; then break; fi
        apt-get -qq install -y --no-install-recommends "python3.$minor" "python3.$minor-venv" || true
    done
fi
find_python || { echo "Python 3.11 or newer is needed: choose a newer base image"; exit 1; }
"$python" -m venv "$here/python"
"$here/python/bin/pip" install -q --disable-pip-version-check @REQUIREMENTS@
