#!/usr/bin/env python3
"""Checks of the source tree itself: python3 check_tree.py ROOT CHECK. Exit status 1 and one line a finding."""
import functools
import re
import subprocess
import sys
from pathlib import Path

LENGTH_LIMIT = 500
SHADER_LENGTH_LIMIT = 200
SOURCE_SUFFIXES = {".cpp", ".hpp", ".h", ".py", ".cmake", ".sh"}
SHADER_SUFFIXES = {".glsl", ".comp"}
FLOORS = {"include/plumb": 0, "shaders/shared": 0, "lib/base": 0, "lib/scene": 1, "lib/gpu": 1, "lib/gltf": 2,
          "lib/recipe": 2, "lib/annotate": 2, "lib/dataset": 2, "lib/upload": 3, "lib/render": 4, "lib/api": 5}
STRANGERS = {("lib/scene", "lib/gpu"), ("lib/gpu", "lib/scene")}
GENERATED = re.compile(r"shaders/(\w+)\.hpp$")  # what plumb_add_shader and plumb_list_shaders of a list file make
TOP_FLOOR = ("tools/", "examples/", "python/", "tests/consumer/")
VAGUE_NAMES = re.compile(r"(^|/)(utils?|commons?|helpers?|misc)(/|\.|$)", re.IGNORECASE)
# Every address that the tree may hold: specifications and formats it refers to.
KNOWN_HOSTS = {"www.apache.org", "www.khronos.org", "registry.khronos.org", "github.com", "json-schema.org",
               "keepachangelog.com", "semver.org", "cocodataset.org", "www.w3.org", "doi.org", "openexr.com",
               "creativecommons.org", "example.com", "bop.felk.cvut.cz", "schema.org"}
MACHINE_PATH = re.compile(r"(?<![\w.$}-])/(?:" + "|".join(("work", "home", "root", "srv", "Users")) + r")/\w")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def tree_files(root):
    """Paths below root that belong to the project: what git tracks or would track."""
    listed = subprocess.run(["git", "-c", f"safe.directory={root}", "-C", root, "ls-files", "-co",
                             "--exclude-standard"], capture_output=True, text=True)
    if listed.returncode == 0:
        names = listed.stdout.splitlines()
    else:
        names = [str(path.relative_to(root)) for path in Path(root).rglob("*")
                 if not re.match(r"(build|build-\w+|out|\.\w+)(/|$)", str(path.relative_to(root)))]
    return sorted(name for name in names if (Path(root) / name).is_file())


def text_of(root, name):
    data = (Path(root) / name).read_bytes()
    return None if b"\0" in data else data.decode("utf-8", errors="replace")


def folder_of(name):
    for folder in FLOORS:
        if name.startswith(folder + "/"):
            return folder
    return None


def is_standard(header):
    return "/" not in header and "." not in header


@functools.cache
def shader_names(root):
    lists = [text_of(root, name) for name in tree_files(root) if Path(name).name == "CMakeLists.txt"]
    single = {name for text in lists for name in re.findall(r"plumb_add_shader\((\w+)", text)}
    return single | {"all_of_" + name for text in lists for name in re.findall(r"plumb_list_shaders\((\w+)", text)}


def check_include(root, name, delimiter, header, files):
    """The complaint about one #include of one file, or None."""
    if delimiter == "<" and not header.startswith("plumb/"):
        if name.startswith("include/plumb/") and not (is_standard(header) or header.startswith("glm/")):
            return "a public header may use the standard library and GLM only"
        return None
    beside = str(Path(name).parent / header)
    if header.startswith("plumb/"):
        target = "include/" + header
    else:
        target = next((path for path in ("lib/" + header, "shaders/" + header, beside) if path in files), None)
    if name.startswith("tools/build/") and header.startswith("shared/"):
        return None if target in files else "no such file in shaders/"
    if name.startswith(TOP_FLOOR):
        return None if target == beside or header.startswith("plumb/") else "only <plumb/...> may be used here"
    folder = folder_of(name)
    if folder is None:
        return None
    if delimiter == '"' and name.startswith("include/plumb/"):
        return "a public header is included as <plumb/...>"
    if generated := GENERATED.match(header):
        return None if generated.group(1) in shader_names(root) else "no plumb_add_shader() of this name"
    if header.startswith("generated/"):
        return None if header in (text_of(root, "shaders/CMakeLists.txt") or "") else "shaders/ makes no file of this name"
    if target is None or target not in files:
        return "no such file in include/, lib/ or shaders/"
    used = folder_of(target)
    if used is None:
        return f"{target} stands on no floor"
    if FLOORS[used] > FLOORS[folder]:
        return f"points up: {folder} is floor {FLOORS[folder]}, {used} is floor {FLOORS[used]}"
    if (folder, used) in STRANGERS:
        return f"{folder} and {used} do not know each other"
    return None


def includes(root):
    files = set(tree_files(root))
    for name in sorted(files):
        if Path(name).suffix not in {".cpp", ".hpp", ".h"}:
            continue
        for delimiter, header in INCLUDE.findall(text_of(root, name) or ""):
            if complaint := check_include(root, name, delimiter, header, files):
                yield f"{name}: includes {header}: {complaint}"


def names(root):
    for name in tree_files(root):
        if VAGUE_NAMES.search(name):
            yield f"{name}: a name that says nothing (util, common, helpers, misc)"


def lengths(root):
    for name in tree_files(root):
        suffix = Path(name).suffix
        limit = SHADER_LENGTH_LIMIT if suffix in SHADER_SUFFIXES else LENGTH_LIMIT
        if suffix in SOURCE_SUFFIXES | SHADER_SUFFIXES or Path(name).name in ("dev", "CMakeLists.txt"):
            lines = (text_of(root, name) or "").count("\n")
            if lines > limit:
                yield f"{name}: {lines} lines, at most {limit}"


def pass_names(root):
    table = text_of(root, "include/plumb/passes.hpp")
    return re.findall(r'^\s*\{"(\w+)", ComponentType::', table, re.MULTILINE)


def passes(root):
    rows = pass_names(root)
    if not rows:
        yield "include/plumb/passes.hpp: no row found"
    documented = re.findall(r"^\| `(\w+)`", text_of(root, "docs/conventions.md"), re.MULTILINE)
    for missing in sorted(set(rows) - set(documented)):
        yield f"docs/conventions.md: no row for the pass {missing}"
    shaders = {Path(name).stem for name in tree_files(root) if re.match(r"shaders/passes/\w+\.glsl$", name)}
    for missing in sorted(set(rows) - shaders) if shaders else ():
        yield f"shaders/passes/{missing}.glsl: missing, the table has a row {missing}"
    for extra in sorted(shaders - set(rows)):
        yield f"shaders/passes/{extra}.glsl: no row of the pass table is called {extra}"


def extensions(root):
    table = text_of(root, "lib/gltf/extensions.cpp")
    rows = set(re.findall(r'Extension\{"(\w+)"', table))
    if not rows:
        yield "lib/gltf/extensions.cpp: no row found"
    text = text_of(root, "docs/glTF-support.md")
    refused = set(re.findall(r"^\| `(\w+)` \| refused", text, re.MULTILINE))
    documented = set(re.findall(r"`((?:KHR|EXT)_\w+)`", text)) - refused
    for missing in sorted(rows - documented):
        yield f"docs/glTF-support.md: no row for {missing}"
    for extra in sorted(documented - rows):
        yield f"docs/glTF-support.md: {extra} is not in the loader's table"
    for wrong in sorted(refused & rows):
        yield f"docs/glTF-support.md: {wrong} is called refused, but is in the loader's table"


def places(root):
    for name in tree_files(root):
        text = text_of(root, name)
        if text is None or name == "LICENSE":
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for host in re.findall(r"\w://([\w.-]+\.[a-z]{2,})", line):
                if host not in KNOWN_HOSTS:
                    yield f"{name}:{number}: host {host} is not one of the known ones"
            if found := MACHINE_PATH.search(line):
                yield f"{name}:{number}: path of a machine: {found.group()}"


def version(root):
    header = text_of(root, "include/plumb/version.hpp")
    numbers = re.findall(r"#define PLUMB_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", header)
    text = ".".join(numbers)
    if len(numbers) != 3:
        yield f"include/plumb/version.hpp: {len(numbers)} version numbers, wanted 3"
    conventions = re.findall(r"conventions_version = (\d+);", header)
    stated = re.findall(r"version (\d+) of the conventions", text_of(root, "docs/conventions.md"))
    if len(conventions) != 1 or stated != conventions:
        yield f"docs/conventions.md: states versions {stated} of the conventions, the headers {conventions}"
    latest = re.search(r"^## \[?(\d+\.\d+\.\d+)", text_of(root, "CHANGELOG.md"), re.MULTILINE)
    if not latest or latest.group(1) != text:
        yield f"CHANGELOG.md: latest entry is {latest and latest.group(1)}, the headers say {text}"


def links(root):
    files = set(tree_files(root))
    folders = {str(parent) for name in files for parent in Path(name).parents}
    for name in files:
        if not name.endswith(".md"):
            continue
        prose = re.sub(r"^```.*?^```", "", text_of(root, name), flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose):
            if re.match(r"\w+:", target):
                continue
            path = (Path(root) / name).parent.joinpath(target).resolve()
            relative = str(path.relative_to(Path(root).resolve())) if path.is_relative_to(Path(root).resolve()) else ""
            if relative not in files and relative not in folders:
                yield f"{name}: link to {target}: no such file"


CHECKS = {check.__name__: check for check in (includes, names, lengths, passes, extensions, places, version, links)}


def main():
    if len(sys.argv) != 3 or sys.argv[2] not in CHECKS:
        print(f"usage: check_tree.py ROOT {'|'.join(CHECKS)}", file=sys.stderr)
        return 2
    findings = list(CHECKS[sys.argv[2]](sys.argv[1]))
    print("\n".join(findings) if findings else f"{sys.argv[2]}: nothing found")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
