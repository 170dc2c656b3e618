"""Views a second of single frames and of batches, and what Python adds to a batch.

    PYTHONPATH=build/python python benchmarks/python_cost.py [SCENE]

Python's own share is what a batch takes from Python less what the engine says that it took (RenderTimings.total_s).
"""
import statistics
import sys
import time
from pathlib import Path

import numpy as np

import plumb

BUNDLED = Path(__file__).resolve().parents[1] / "assets/workshop/workshop.glb"
SIZE, VIEWS, REPEATS = (128, 128), 64, 7
SETS = {"labels": ["depth", "instance"], "colour": ["rgb", "depth", "instance", "flow_forward"]}


def median_seconds(work):
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def measure(device, scene, name, passes):
    renderer = plumb.Renderer(device, scene, size=SIZE, passes=passes)
    shots = [scene.default_shot(time=i / 30, dt=1 / 30) for i in range(VIEWS)]

    def singles():
        for shot in shots:
            frame = renderer.render(shot)
            [np.asarray(frame[one]) for one in passes]

    added = []

    def batched():
        start = time.perf_counter()
        batch = renderer.render_batch(shots)
        [np.asarray(batch[one]) for one in passes]
        whole = time.perf_counter() - start
        added.append((whole - renderer.last_timings()["total_s"]) / whole)

    def ahead():
        pending = [renderer.render_async(shots) for _ in range(4)]
        for one in pending:
            batch = one.result()
            [np.asarray(batch[p]) for p in passes]

    singles(), batched()
    added.clear()
    alone, together, streamed = median_seconds(singles), median_seconds(batched), median_seconds(ahead) / 4
    print(f"{name}: {', '.join(passes)}, {SIZE[0]} x {SIZE[1]}, {VIEWS} views, median of {REPEATS}")
    print(f"  single frames    {VIEWS / alone:8.0f} views/s")
    print(f"  a batch          {VIEWS / together:8.0f} views/s, {alone / together:.2f} times as many")
    print(f"  batches ahead    {VIEWS / streamed:8.0f} views/s, {alone / streamed:.2f} times as many")
    print(f"  Python's share   {100 * statistics.median(added):8.2f} % of a batch")


def main():
    device = plumb.Device.create()
    scene = plumb.Scene.load(sys.argv[1] if len(sys.argv) > 1 else BUNDLED)
    print(f"{device.info.name}; {scene}")
    for name, passes in SETS.items():
        measure(device, scene, name, passes)


if __name__ == "__main__":
    main()
