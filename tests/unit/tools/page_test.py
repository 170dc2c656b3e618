"""Runs the commands of a page: page_test.py PROGRAM ROOT PAGE SCENE.

Every line of the page's sh blocks is run, in order and in one folder where SCENE lies as shot.glb with its licence
beside it. Pictures of 1920x1080 are made smaller, so that this does not take minutes."""
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def commands_of(page):
    for block in re.findall(r"^```sh\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        yield from block.replace("\\\n", " ").replace("1920x1080", "96x54").splitlines()


def main():
    program, root, page, scene = Path(sys.argv[1]).resolve(), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
    commands = list(commands_of((root / page).read_text(encoding="utf-8")))
    failures = [] if len(commands) >= 5 else [f"{page} has {len(commands)} commands; the blocks are looked for in vain"]
    with tempfile.TemporaryDirectory() as place:
        shutil.copy(root / scene, Path(place) / "shot.glb")
        (Path(place) / "shot.glb.license").write_text("SPDX-License-Identifier: CC0-1.0\n")
        for command in commands:
            words = shlex.split(command)
            if words[0] != "plumb":
                failures.append(f"{command}: not a command of plumb")
                continue
            done = subprocess.run([program, *words[1:]], cwd=place, capture_output=True, text=True, timeout=120)
            if done.returncode != 0:
                failures.append(f"{command}: status {done.returncode}: {done.stderr}")
            print("ok" if done.returncode == 0 else "FAILED", command)
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
