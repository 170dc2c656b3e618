#!/bin/sh
# The compiler of a second build of the same sources: takes each object from the first build, which lies in $PLUMB_BUILD,
# if that made it by the same command, of those in $PLUMB_COMMANDS but for the folder of the build. What is new it compiles.
# usage: compile.sh COMPILER ARGUMENT...
set -eu
for argument; do
    [ "${previous-}" != -o ] || object=$argument
    [ "${previous-}" != -MF ] || listing=$argument
    previous=$argument
done
made=$PLUMB_BUILD/${object#plumb/}
command=$(printf '%s' "$*" | sed -e "s|$PLUMB_SECOND_BUILD|$PLUMB_BUILD|g" -e 's| plumb/| |g' | tr -d '"\\')
if ! [ -f "$made" ] || ! grep -qxFe "$command" "$PLUMB_COMMANDS"; then exec "$@"; fi
cp "$made" "$object"
echo "$object:" >"$listing"
