#!/bin/sh
# Uses plumb the way other projects do. Every mode works on an installation that was moved after it was installed.
# usage: run.sh MODE SOURCE BUILD SCRATCH CXX VERSION BUILD_TYPE UNITY
set -eu
mode=$1 source=$2 build=$3 scratch=$4 cxx=$5 version=$6 build_type=$7 unity=$8
here=$source/tests/consumer
prefix=$scratch/moved
scene=$source/assets/small/quad.glb  # a square, 5 m before its camera
fail() { echo "FAIL: $*"; exit 1; }

# Configures and builds the project in $1 with the given CMake arguments, then runs its program.
build_and_run() {
    folder=$1
    shift
    rm -rf "$scratch/$mode"
    cmake -S "$here/$folder" -B "$scratch/$mode" -G Ninja -DCMAKE_BUILD_TYPE="$build_type" -DCMAKE_CXX_COMPILER="$cxx" "$@"
    cmake --build "$scratch/$mode" -j 2
    "$scratch/$mode/consumer" "$scene"
}

case $mode in
install)
    rm -rf "$scratch"
    mkdir -p "$scratch"
    cmake --install "$build" --prefix "$scratch/first" >/dev/null
    mv "$scratch/first" "$prefix"
    find "$prefix" -type f \( -name '*.cmake' -o -name '*.pc' -o -name '*.hpp' \) |
        xargs grep -l -e "$source" -e "$scratch" -e "$build" && fail 'these files hold paths of the build'
    for header in "$source"/include/plumb/*.hpp; do
        cmp "$header" "$prefix/include/plumb/${header##*/}"
    done
    ;;
find_package)
    build_and_run find_package -DCMAKE_PREFIX_PATH="$prefix" -DWANTED_VERSION="$version"
    ;;
wrong_version)
    rm -rf "$scratch/$mode"
    if cmake -S "$here/find_package" -B "$scratch/$mode" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" -DWANTED_VERSION=0.99 \
        >"$scratch/$mode.log" 2>&1; then fail 'a version that is not installed was accepted'; fi
    grep -q "version: $version" "$scratch/$mode.log" || fail 'the message does not name the version found'
    ;;
pkg_config)
    folder=$(dirname "$(find "$prefix" -name plumb.pc)")
    export PKG_CONFIG_PATH="$folder"
    [ "$(pkg-config --modversion plumb)" = "$version" ] || fail 'pkg-config names another version'
    # shellcheck disable=SC2046  # flags are words
    "$cxx" -std=c++20 "$here/main.cpp" -o "$scratch/pkg_config_consumer" $(pkg-config --cflags --libs plumb)
    LD_LIBRARY_PATH=$(pkg-config --variable=libdir plumb) "$scratch/pkg_config_consumer" "$scene"
    ;;
add_subdirectory)
    export PLUMB_BUILD="$build" PLUMB_SECOND_BUILD="$scratch/$mode/plumb" PLUMB_COMMANDS="$scratch/commands.txt"
    ninja -C "$build" -t commands plumb | sed "s|^.*$cxx |$cxx |" | tr -d '"\\' >"$PLUMB_COMMANDS"
    build_and_run add_subdirectory -DPLUMB_SOURCE="$source" -DPLUMB_GLSLC="$here/glslc.sh" \
        -DCMAKE_UNITY_BUILD="$unity" \
        -DCMAKE_CXX_COMPILER_LAUNCHER="$here/compile.sh"
    ;;
headers_alone)
    for header in "$source"/include/plumb/*.hpp; do
        name=plumb/${header##*/}
        printf '#include <%s>\n#include <%s>\n' "$name" "$name" |
            "$cxx" -std=c++20 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I "$source/include" -x c++ - ||
            fail "$name does not compile alone"
        echo "ok $name"
    done
    ;;
readme)
    mkdir -p "$scratch"
    # The README's program, built as the README says and run twice: the second time over its own files.
    awk '/^```cpp$/ { on = 1; next } /^```$/ { on = 0 } on' "$source/README.md" >"$scratch/program.cpp"
    awk '/-std=c\+\+20 program.cpp/' "$source/README.md" >"$scratch/compile.sh"
    [ "$(wc -l <"$scratch/compile.sh")" = 1 ] || fail 'the README has no line that compiles its program'
    cp "$scene" "$scratch/scene.glb"
    cd "$scratch"
    PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name plumb.pc)")
    export PKG_CONFIG_PATH
    sed -i "s|^g++ |$cxx -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -o readme_program |" compile.sh
    sh -e compile.sh
    for run in first second; do
        ./readme_program >readme.out || fail "the README's program failed in its $run run"
    done
    grep -q ' m$' readme.out || fail 'the README'\''s program printed no depth'
    rm scene.glb
    if ./readme_program 2>readme.error; then fail 'the README'\''s program succeeded without a scene'; fi
    grep -q 'scene.glb' readme.error || fail 'the README'\''s program does not say which file is missing'
    ;;
games)
    mkdir -p "$scratch/games"
    # The loop of docs/games.md, warnings and all, on a scene whose first object moves.
    awk '/^```cpp$/ { on = 1; next } /^```$/ { on = 0 } on' "$source/docs/games.md" >"$scratch/games/program.cpp"
    cp "$source/assets/small/moving_boxes.glb" "$scratch/games/scene.glb"
    cd "$scratch/games"
    PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name plumb.pc)")
    export PKG_CONFIG_PATH
    # shellcheck disable=SC2046  # flags are words
    "$cxx" -std=c++20 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror program.cpp -o program \
        $(pkg-config --cflags --libs plumb) "-Wl,-rpath,$(pkg-config --variable=libdir plumb)"
    ./program >out || fail 'the program of docs/games.md failed'
    [ "$(grep -c ' px, moves by -\{0,1\}[0-9.e-]* px$' out)" = 12 ] || { cat out; fail 'not a line for each of the 12 ticks'; }
    grep -q 'moves by -[0-9.]*[1-9]' out || { cat out; fail 'nothing moves'; }
    ;;
symbols)
    library=$(find "$prefix" -name 'libplumb.so' | head -n 1)
    [ -n "$library" ] || fail 'no libplumb.so installed'
    # Weak symbols of the standard library's templates cannot be hidden; everything else must be plumb's own.
    foreign=$(nm -DC --defined-only "$library" | sed 's/^[0-9a-f]* //' |
        grep -vE '^[A-Za-z] (plumb::|(typeinfo( name)?|vtable|guard variable|VTT) for plumb::|non-virtual thunk to plumb::)' |
        grep -vE '^[WVu] ((typeinfo( name)?|vtable|guard variable) for )?(.* )?(std::|__gnu_cxx::)' || true)
    [ -z "$foreign" ] || { echo "$foreign"; fail 'symbols that are not plumb'\''s'; }
    nm -DC --defined-only "$library" | grep -q ' T plumb::version()' || fail 'plumb::version() is not exported'
    readelf -d "$library" | grep -q "SONAME.*libplumb\.so\.${version%.*}\]" || fail 'the SONAME is not major.minor'
    if readelf -d "$library" | grep NEEDED | grep -q vulkan; then fail 'Vulkan is linked, it must be loaded at run time'; fi
    ;;
*) fail "unknown mode $mode" ;;
esac
