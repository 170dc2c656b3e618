"""Fills disks of many sizes: full_disk_test.py PROGRAM SCENE COUNT. Needs to be allowed to mount a tmpfs; exit status 77 if not.

Each run ends with status 3 or completes, leaves no file that its journal does not name, and goes on to the same bytes when there is
room."""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

FRAMES = "12"
# Files of frames alone; files of the whole set, one of which takes in those of frames.
FORMATS = ("png,exr", "coco,webdataset:frames_per_shard=5")
SKIPPED = 77


def render(program, scene, out, formats):
    return subprocess.run([program, "render", scene, "--out", str(out), "--size", "32x24", "--frames", FRAMES, "--passes",
                           "rgb,depth,instance,flow_forward", "--format", formats], capture_output=True, text=True)


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


def check(program, scene, formats, place, kilobytes, whole):
    """Findings of a disk of so many kilobytes, and whether it was too small."""
    out = place / "o"
    run = render(program, scene, out, formats)
    if run.returncode not in (0, 3):
        yield f"{kilobytes} kB: status {run.returncode}: {run.stderr}"
    if run.returncode == 3 and "io:" not in run.stderr:
        yield f"{kilobytes} kB: no cause was told: {run.stderr}"
    # Files of the whole set have their names before the line that tells them.
    of_set = {file["path"] for file in json.loads(whole["journal.jsonl"].splitlines()[-1])["set"]["files"]}
    if out.is_dir() and (strays := set(files_of(out)) - journal_names(out) - of_set):
        yield f"{kilobytes} kB: files that the journal does not name: {sorted(strays)[:5]}"
    subprocess.run(["mount", "-o", "remount,size=64m", str(place)], check=True)
    again = render(program, scene, out, formats)
    if again.returncode != 0:
        yield f"{kilobytes} kB: could not be resumed: {again.stderr}"
    elif files_of(out) != whole:
        yield f"{kilobytes} kB: other bytes than a run with room enough"


def fill(program, scene, formats, place, count):
    """Findings of disks of so many sizes, and how many of them were sound."""
    if (refused := mount("size=64m", place)).returncode != 0:
        print(f"mounting a tmpfs is not allowed here: {refused.stderr.strip()}")
        sys.exit(SKIPPED)
    try:
        render(program, scene, place / "o", formats)
        whole = files_of(place / "o")
        # A tmpfs counts pages of 4 kB.
        needed = sum((len(text) + 4095) // 4096 * 4 for text in whole.values())
    finally:
        subprocess.run(["umount", str(place)], check=True)
    findings, sound = [] if whole else [f"{formats}: nothing was written"], 0
    for k in range(count):
        kilobytes = 4 + needed * k // count
        mount(f"size={kilobytes}k", place)
        try:
            found = [f"{formats}, {finding}" for finding in check(program, scene, formats, place, kilobytes, whole)]
        finally:
            subprocess.run(["umount", str(place)], check=True)
        findings += found
        sound += 0 if found else 1
    print(f"{formats}: of {count} sizes of disk below {needed} kB {sound} ended cleanly and went on")
    return findings


def main():
    program, scene, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary) / "disk"
        place.mkdir()
        findings = [finding for formats in FORMATS for finding in fill(program, scene, formats, place, count)]
    print("\n".join(findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
