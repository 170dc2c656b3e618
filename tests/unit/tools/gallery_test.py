"""Runs what docs/recipes.md says: gallery_test.py PROGRAM ROOT plan|render.

plan: each recipe of docs/recipes draws its frames. render: each has one command on the page, and the command works."""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SCENE = "assets/workshop/workshop.glb"


def run(program, root, *arguments):
    done = subprocess.run([program, *arguments], cwd=root, capture_output=True, text=True)
    return f"plumb {' '.join(arguments)}: status {done.returncode}: {done.stderr}" if done.returncode != 0 else None


def plan(program, root):
    for recipe in sorted((root / "docs/recipes").glob("*.json")):
        if failure := run(program, root, "plan", str(recipe.relative_to(root)), SCENE, "--frames", "8"):
            yield failure


def render(program, root):
    page = (root / "docs/recipes.md").read_text(encoding="utf-8")
    commands = [line.split()[1:] for line in page.splitlines() if line.startswith("    plumb ")]
    named = sorted(re.search(r"docs/recipes/(\w+)\.json", " ".join(command)).group(1) for command in commands)
    there = sorted(recipe.stem for recipe in (root / "docs/recipes").glob("*.json"))
    if named != there or len(there) < 8:
        yield f"the page has commands for {named}, the folder recipes for {there}"
    with tempfile.TemporaryDirectory() as place:
        for command in commands:
            out = Path(place) / command[command.index("--out") + 1]
            command[command.index("--out") + 1] = str(out)
            if failure := run(program, root, *command):
                yield failure
            views = [out / "left", out / "right"] if "stereo.json" in " ".join(command) else [out]
            frames = int(command[command.index("--frames") + 1])
            for frame in (view / f"frames/{index:06d}" for view in views for index in range(frames)):
                for name in ("rgb.png", "frame.json", "contact.png"):
                    if not (frame / name).is_file():
                        yield f"{frame / name} was not written"


def main():
    program, root, what = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    failures = list({"plan": plan, "render": render}[what](program, root))
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
