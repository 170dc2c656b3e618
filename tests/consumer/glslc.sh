#!/bin/sh
# The shader compiler of a second build of the same sources: looks that each shader and its includes are found, and takes
# the module from the first build, which lies in $PLUMB_BUILD, instead of spending minutes on making it again.
set -eu
for argument; do
    [ "${previous-}" != -o ] || module=$argument
    [ "${previous-}" != -MF ] || listing=$argument
    previous=$argument
done
made=$PLUMB_BUILD/generated/shaders/${module##*/}
[ -f "$made" ] || exec glslc "$@"
glslc "$@" -E -o "$module.txt"
[ -s "$module.txt" ] && [ -s "$listing" ]
cp "$made" "$module"
