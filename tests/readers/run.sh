#!/bin/sh
# run.sh VENV SCRIPT SETS: runs SCRIPT with the Python of VENV where that is there, else with the system's.
set -eu
python=$1/bin/python
[ -x "$python" ] || python=/usr/bin/python3
[ -x "$python" ] || python=python3
exec "$python" -B "$2" "$3"
