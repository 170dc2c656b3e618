"""Fills disks of many sizes: full_disk_test.py PROGRAM SCENE COUNT. Needs to be allowed to mount a tmpfs; exit status 77 if not.

Each run ends with status 3 or completes, leaves no file that its journal does not name, and goes on to the same bytes when there is
room."""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

FRAMES = "12"
SKIPPED = 77


def render(program, scene, out):
    return subprocess.run([program, "render", scene, "--out", str(out), "--size", "32x24", "--frames", FRAMES, "--passes",
                           "rgb,depth,instance,flow_forward", "--format", "png,exr"], capture_output=True, text=True)


def files_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def journal_names(folder):
    journal = folder / "journal.jsonl"
    names = {"journal.jsonl", "dataset.json"}
    for line in journal.read_text().splitlines() if journal.is_file() else ():
        entry = json.loads(line)
        names |= {file["path"] for file in entry.get("files", entry.get("set", {}).get("files", []))}
    return names


def mount(options, place):
    return subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True, text=True)


def check(program, scene, place, kilobytes, whole):
    """Findings of a disk of so many kilobytes, and whether it was too small."""
    out = place / "o"
    run = render(program, scene, out)
    if run.returncode not in (0, 3):
        yield f"{kilobytes} kB: status {run.returncode}: {run.stderr}"
    if run.returncode == 3 and "io:" not in run.stderr:
        yield f"{kilobytes} kB: no cause was told: {run.stderr}"
    if out.is_dir() and (strays := set(files_of(out)) - journal_names(out)):
        yield f"{kilobytes} kB: files that the journal does not name: {sorted(strays)[:5]}"
    subprocess.run(["mount", "-o", "remount,size=64m", str(place)], check=True)
    again = render(program, scene, out)
    if again.returncode != 0:
        yield f"{kilobytes} kB: could not be resumed: {again.stderr}"
    elif files_of(out) != whole:
        yield f"{kilobytes} kB: other bytes than a run with room enough"


def main():
    program, scene, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    findings, full = [], 0
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary) / "disk"
        place.mkdir()
        if (refused := mount("size=64m", place)).returncode != 0:
            print(f"mounting a tmpfs is not allowed here: {refused.stderr.strip()}")
            return SKIPPED
        try:
            render(program, scene, place / "o")
            whole = files_of(place / "o")
            # A tmpfs counts pages of 4 kB.
            needed = sum((len(text) + 4095) // 4096 * 4 for text in whole.values())
        finally:
            subprocess.run(["umount", str(place)], check=True)
        for k in range(count):
            kilobytes = 4 + needed * k // count
            mount(f"size={kilobytes}k", place)
            try:
                before = len(findings)
                findings += check(program, scene, place, kilobytes, whole)
                full += 1 if len(findings) == before else 0
            finally:
                subprocess.run(["umount", str(place)], check=True)
    print("\n".join(findings) if findings else f"{full} sizes of disk below {needed} kB: ended cleanly and went on")
    return 1 if findings or not whole else 0


if __name__ == "__main__":
    sys.exit(main())
