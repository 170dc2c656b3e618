"""Colour by paths beside Blender Cycles at equal noise.

    python3 benchmarks/cycles_time.py PLUMB [SCENE] [--size WxH] [--samples N,N,..] [--rounds N] [--reference N]
                                      [--rays-per-s R]

SCENE is one of tests/cycles/scenes.py or a glTF file, both under an even sky of radiance 0.5. Each renderer makes a
reference of its own with many samples; its noise is the root of the mean square of what its pictures are off from it, over
all pixels and channels of linear radiance. Rounds alternate between the two, and what is told is the ratio of each round:
the time that plumb takes to reach the noise that Cycles has, over the time that Cycles takes. Times are those of rendering
one picture of a scene that is loaded: Cycles' include its own synchronization and trees, plumb's what it does for a view.

With --rays-per-s, the rays that are counted in plumb's picture tell how long a device takes that traces as many.
Needs numpy and a program called blender; says so and ends with 77 where one is missing.
"""

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import numpy as np
except ImportError:
    print("skipped: this Python has no numpy (Debian: apt-get install python3-numpy)")
    sys.exit(77)

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "cycles"))
import compare  # noqa: E402
from scenes import SCENES  # noqa: E402

WORLD = 0.5  # as plumb's own default
REFERENCE_SEED = 1000


class Plumb:
    name = "plumb"

    def __init__(self, program, scene, size, folder):
        self.program, self.scene, self.size, self.folder = program, scene, size, folder
        self.recipe = folder / "recipe.json"
        self.recipe.write_text('{"version": 1}')  # without one all pictures have the same noise
        self.rays = {}

    def run(self, *arguments):
        done = subprocess.run([self.program, *map(str, arguments)], check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout

    def picture(self, samples, seed):
        out = self.folder / "set"
        self.run("render", self.scene, "--out", out, "--size", "x".join(map(str, self.size)), "--passes", "hdr", "--format",
                 "npy", "--color", "path", "--samples", samples, "--recipe", self.recipe, "--seed", seed)
        image = np.load(out / "frames" / "000000" / "hdr.npy")[:, :, :3]
        camera = json.loads((out / "frames" / "000000" / "frame.json").read_text())["camera"]
        shutil.rmtree(out)
        return image, camera

    def round(self, counts, seed):
        """Seconds and pictures."""
        seconds, images = [], []
        for samples in counts:
            report = json.loads(self.run("bench", self.scene, "--size", "x".join(map(str, self.size)), "--passes", "depth",
                                         "--batch-passes", "depth", "--frames", 1, "--batch", 1, "--path-samples", samples,
                                         "--json"))
            seconds.append(report["paths"]["min_s"])
            self.rays[samples] = report["paths"]["rays"]
            images.append(self.picture(samples, seed)[0])
        return seconds, images

    def reference(self, samples):
        return self.picture(samples, REFERENCE_SEED)[0]


class Cycles:
    name = "Cycles"

    def __init__(self, blender, job, folder):
        self.blender, self.job, self.folder = blender, job, folder

    def render(self, counts, seed):
        pictures = [{"samples": n, "seed": seed, "out": str(self.folder / f"cycles{n}.npy")} for n in counts]
        path = self.folder / "job.json"
        path.write_text(json.dumps(self.job | {"pictures": pictures}))
        subprocess.run([self.blender, "-b", "--factory-startup", "--python-exit-code", "1", "-P",
                        HERE / "cycles_in_blender.py", "--", path], check=True, stdout=subprocess.DEVNULL)
        return json.loads(Path(f"{path}.times").read_text()), [np.load(picture["out"]) for picture in pictures]

    def round(self, counts, seed):
        return self.render(counts, seed)

    def reference(self, samples):
        return self.render([samples], REFERENCE_SEED)[1][0]


def root_mean_square(differences):
    return math.sqrt(statistics.fmean(float(np.mean(np.square(d, dtype=np.float64))) for d in differences))


def time_at(noise, points):
    """Seconds that reach a noise, along the lines between (seconds, noise) on logarithmic axes, or beyond the outer ones."""
    points = sorted((math.log(n), math.log(s)) for s, n in points)
    wanted = math.log(noise)
    end = next((i for i in range(1, len(points) - 1) if points[i][0] >= wanted), len(points) - 1)
    (x0, y0), (x1, y1) = points[end - 1], points[end]
    return math.exp(y0 + (y1 - y0) * (wanted - x0) / (x1 - x0))


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("plumb")
    parser.add_argument("scene", nargs="?", default="room")
    parser.add_argument("--size", default="320x240")
    parser.add_argument("--samples", default="4,16,64,256")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--reference", type=int, default=4096)
    parser.add_argument("--rays-per-s", type=float)
    return parser.parse_args()


def table(renderer, counts, seconds, noise):
    print(f"{renderer.name}: {'samples':>8} {'seconds':>9} {'noise':>9}")
    for n, s, r in zip(counts, seconds, noise):
        print(f"{'':{len(renderer.name)}}  {n:8} {s:9.3f} {r:9.5f}")
    each = (seconds[-1] - seconds[0]) / (counts[-1] - counts[0])
    print(f"  each further sample {each * 1e3:.2f} ms; what does not depend on them {seconds[0] - each * counts[0]:.3f} s")


def main():
    arguments = parsed()
    blender = shutil.which("blender")
    if blender is None:
        print("skipped: there is no program called blender (Debian: apt-get install blender)")
        return 77
    size = [int(x) for x in arguments.size.split("x")]
    counts = [int(x) for x in arguments.samples.split(",")]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        job = {"name": arguments.scene, "size": size, "world": WORLD}
        scene = Path(arguments.scene)
        if arguments.scene in SCENES:
            scene = folder / "scene.gltf"
            compare.write_gltf(SCENES[arguments.scene], scene)
        plumb = Plumb(arguments.plumb, scene, size, folder)
        camera = plumb.picture(1, 0)[1]
        job |= {"pose": camera["world_from_camera_gltf"], "fov_y_rad": camera["fov_y_rad"]}
        job["name"] = arguments.scene if arguments.scene in SCENES else str(scene.resolve())
        renderers = [Cycles(blender, job, folder), plumb]
        references = [renderer.reference(arguments.reference) for renderer in renderers]
        rounds = [[renderer.round(counts, seed) for renderer in renderers] for seed in range(1, arguments.rounds + 1)]
    print(f"{arguments.scene}, {arguments.size}, {os.cpu_count()} processors, {arguments.rounds} rounds; references of "
          f"{arguments.reference} samples: mean {references[0].mean():.4f} by Cycles, {references[1].mean():.4f} by plumb")
    noise = [[root_mean_square([one[r][1][i] - references[r] for one in rounds]) for i in range(len(counts))] for r in (0, 1)]
    for r, renderer in enumerate(renderers):
        table(renderer, counts, [statistics.median(one[r][0][i] for one in rounds) for i in range(len(counts))], noise[r])
    for i, n in enumerate(counts):
        ratios = [time_at(noise[0][i], list(zip(mine[0], noise[1]))) / theirs[0][i] for theirs, mine in rounds]
        print(f"at the noise of Cycles with {n} samples: {statistics.median(ratios):.2f} times its time "
              f"(rounds {min(ratios):.2f} to {max(ratios):.2f})")
    for n in counts:
        rays = plumb.rays[n]
        line = f"{n} paths a pixel are {rays / 1e6:.1f} million rays"
        if arguments.rays_per_s:
            line += f", {rays / arguments.rays_per_s * 1e3:.2f} ms at {arguments.rays_per_s / 1e6:.0f} million rays/s"
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
