"""What a DataLoader whose worker renders gives a model in this process, beside what the renderer gives alone.

    PYTHONPATH=build/python python benchmarks/python_loader.py [--passes rgb,depth,instance] [--size 128x128] [--batch 64]

The model waits, as one on an accelerator does, for eight tenths of the time that a batch takes to render: a loader that
costs nothing then gives all that the renderer does. Every batch is looked at in this process, so that it has arrived.
Exit status 1 if the loader gives less than --goal of the renderer.
"""
import argparse
import statistics
import time
from pathlib import Path

from torch.utils.data import DataLoader

import plumb.torch

RECIPE = Path(__file__).resolve().parents[1] / "docs/recipes/clutter.json"
WARM_UP, COUNT = 3, 12


def alone(stream, batch_size):
    """Seconds a batch of the renderer with shots that are there already, the next batches asked for ahead."""
    renderer = stream.renderer()
    shots = [stream.shots(range(i * batch_size, (i + 1) * batch_size)) for i in range(WARM_UP)]
    pending = [renderer.render_async(shots[i % WARM_UP]) for i in range(WARM_UP)]
    start = 0.0
    for i in range(WARM_UP + COUNT):
        if i == WARM_UP:
            start = time.perf_counter()
        batch = pending.pop(0).result()
        pending.append(renderer.render_async(shots[i % WARM_UP]))
        assert len(batch) == batch_size
    seconds = (time.perf_counter() - start) / COUNT
    for one in pending:
        one.result()
    return seconds


def consumed(batches, wait_s):
    """Seconds a batch when each is looked at and then waited over; the median of three stretches."""
    stretches, start = [], 0.0
    for i, sample in enumerate(batches):
        if i >= WARM_UP and (i - WARM_UP) % COUNT == 0:
            stretches += [(time.perf_counter() - start) / COUNT] if i > WARM_UP else []
            start = time.perf_counter()
        assert sample["index"].numel() and all(int(one.flatten()[-1]) >= 0 for name, one in sample.items() if name == "rgb")
        time.sleep(wait_s)
    return statistics.median(stretches)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passes", default="rgb,depth,instance")
    parser.add_argument("--size", default="128x128")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--goal", type=float, default=0.9)
    arguments = parser.parse_args()
    passes, size = arguments.passes.split(","), tuple(int(edge) for edge in arguments.size.split("x"))

    def stream():
        return plumb.torch.FrameStream(None, RECIPE, length=(WARM_UP + 3 * COUNT + 1) * arguments.batch,
                                       batch_size=arguments.batch, size=size, passes=passes)

    here = stream()
    renderer_s = alone(here, arguments.batch)
    print(f"{plumb.Device.list()[0].name}; {arguments.passes}, {arguments.size}, batches of {arguments.batch}")
    print(f"  renderer alone                  {arguments.batch / renderer_s:8.0f} views/s")
    wait_s = 0.8 * renderer_s
    same_process_s = consumed(here, wait_s)
    print(f"  FrameStream, same process       {arguments.batch / same_process_s:8.0f} views/s, {renderer_s / same_process_s:.2f}")
    del here
    loader = DataLoader(stream(), batch_size=None, num_workers=1, multiprocessing_context="spawn")
    loader_s = consumed(loader, wait_s)
    share = renderer_s / loader_s
    print(f"  DataLoader, worker renders      {arguments.batch / loader_s:8.0f} views/s, {share:.2f}, goal {arguments.goal}")
    return 0 if share >= arguments.goal else 1


if __name__ == "__main__":
    raise SystemExit(main())
