"""Memory, descriptors and threads of a long run: soak.py PROGRAM COUNT SCENE [options of plumb render ..].

Samples /proc while `plumb render` writes COUNT frames of 64x64 and prints how each grew between the first tenth and the end, by the
slope of a line through the samples. Exit status 1 if the program's own memory grows by more than a megabyte, or the device's at all.

The software device keeps device memory in shared memory: what is allocated counts, since ever more of it will have been touched once."""
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

NAMES = ("own resident kB", "kB of the software device", "descriptors", "threads")


def sample(process):
    """Own resident kB, kB of the software device, descriptors, threads."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    device = 0
    for line in Path(f"/proc/{process}/maps").read_text().splitlines():
        if "/memfd:allocation" in line:
            first, last = line.split()[0].split("-")
            device += (int(last, 16) - int(first, 16)) // 1024
    return (int(status["RssAnon"].split()[0]), device, len(list(Path(f"/proc/{process}/fd").iterdir())),
            int(status["Threads"]))


def slope(points):
    """Of a least-squares line, per 1000 frames."""
    count = len(points)
    mean_x, mean_y = sum(x for x, _ in points) / count, sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return 1000 * sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


def main():
    program, count, scene, options = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:]
    samples, frames = [], [0]
    with tempfile.TemporaryDirectory() as out:
        command = [program, "render", scene, "--out", out, "--size", "64x64", "--frames", str(count), "--json-progress", *options]
        start = time.monotonic()
        run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

        def watch():
            while run.poll() is None:
                try:
                    samples.append((frames[0], *sample(run.pid)))
                except (OSError, KeyError):
                    return
                time.sleep(0.25)

        watcher = threading.Thread(target=watch)
        watcher.start()
        for line in run.stdout:
            progress = json.loads(line)
            frames[0] = progress["frames"]
        run.wait()
        watcher.join()
    if run.returncode != 0 or progress["state"] != "done":
        print(f"status {run.returncode}, {progress}")
        return 1
    # Completing the set takes memory of its own, so only what was sampled while frames were rendered counts.
    steady = [row for row in samples if count / 10 <= row[0] < count]
    print(f"{count} frames in {time.monotonic() - start:.0f} s, {progress['bytes'] / 1e6:.0f} MB, {len(steady)} samples after the "
          "first tenth")
    for column, name in enumerate(NAMES, 1):
        values = [row[column] for row in steady]
        print(f"{name}: first {values[0]}, last {values[-1]}, least {min(values)}, most {max(values)}, "
              f"{slope([(row[0], row[column]) for row in steady]):+.3f} per 1000 frames")
    grown = [slope([(row[0], row[column]) for row in steady]) * count / 1000 for column in (1, 2)]
    # An allocator's pages come and go; what is kept of each frame adds up to more.
    return 1 if grown[0] > 1024 or grown[1] > 1 else 0


if __name__ == "__main__":
    sys.exit(main())
