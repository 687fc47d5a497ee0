#!/usr/bin/env bash
# Grades what is in submission/ and writes results/results.json.
set -eu
root=$(cd "$(dirname "$0")" && pwd)
[ -d "$root/source" ] || root=/autograder
cd "$root"
export PYTHONPATH="$root/source" PYTHONDONTWRITEBYTECODE=1
exec "$root/source/python/bin/python" -m grader.lms.gradescope_runner "$root"
