"""Frames as arrays of JAX: one memory, and the frames that everybody gets."""
import json
import pathlib
import subprocess
import sys

import numpy as np
import pytest

jax = pytest.importorskip("jax", reason="jax is not installed")

import plumb
import plumb.jax

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCENE = ROOT / "assets/small/moving_boxes.glb"
PASSES = ["rgb", "depth", "instance"]


@pytest.fixture
def recipe(tmp_path):
    path = tmp_path / "recipe.json"
    path.write_text(json.dumps({"version": 1, "camera": {"shell": {"target": "turner", "distance_m": {"uniform": [3, 5]}}}}))
    return path


def stream(recipe, **options):
    return plumb.jax.FrameStream(SCENE, recipe, **({"length": 12, "batch_size": 3, "size": (24, 16), "passes": PASSES,
                                                    "seed": 7} | options))


def test_arrays_look_into_the_batch(renderer, boxes):
    batch = renderer.render_batch([boxes.default_shot(time=0.1 * i) for i in range(3)])
    arrays = plumb.jax.arrays(batch)
    assert list(arrays) == list(batch.pass_names)
    for name, array in arrays.items():
        assert isinstance(array, jax.Array) and array.dtype == batch[name].dtype and array.shape == batch[name].shape
        assert np.asarray(array).tobytes() == np.asarray(batch[name]).tobytes()
    if jax.default_backend() == "cpu":
        assert arrays["rgb"].unsafe_buffer_pointer() == np.asarray(batch["rgb"]).ctypes.data
    expected, depth = np.array(batch["depth"]), arrays["depth"]
    del batch, arrays
    for i in range(8):
        renderer.render_batch([boxes.default_shot(time=0.1 * i)] * 3)  # would reuse the memory
    assert np.array_equal(np.asarray(depth), expected)


def test_a_compiled_function_takes_them(renderer, boxes):
    depth = plumb.jax.array(renderer.render(boxes.default_shot())["depth"])
    nearest = jax.jit(lambda values: jax.numpy.where(jax.numpy.isfinite(values), values, 1e9).min())(depth)
    assert float(nearest) == np.asarray(depth).min()


def test_a_stream_gives_the_frames_of_the_recipe(recipe, device, boxes):
    alone = plumb.Renderer(device, boxes, (24, 16), PASSES)
    drawn = plumb.Recipe.load(recipe)
    frames = stream(recipe)
    for epoch in range(2):
        frames.set_epoch(epoch)
        batches = list(frames)
        assert len(batches) == len(frames) == 4
        indices = np.concatenate([batch["index"] for batch in batches])
        assert indices.tolist() == list(range(12 * epoch, 12 * epoch + 12))
        for place in (0, 5, 11):
            expected = alone.render(drawn.shot(boxes, seed=7, index=12 * epoch + place))
            for name in PASSES:
                assert np.array_equal(np.asarray(batches[place // 3][name][place % 3]), np.asarray(expected[name]))


def test_ranks_share_an_epoch(recipe):
    shares = [[int(i) for batch in stream(recipe, rank=rank, world_size=2) for i in batch["index"]] for rank in range(2)]
    assert sorted(shares[0] + shares[1]) == list(range(12)) and len(shares[0]) == 6
    with pytest.raises(plumb.InvalidArgumentError):
        stream(recipe, rank=2, world_size=2)


def test_the_example_runs():
    done = subprocess.run([sys.executable, ROOT / "examples/train_jax.py", "--steps", "2", "--goal", "99"],
                          capture_output=True, text=True, timeout=250)
    assert done.returncode == 0 and "64 held-out frames: depth is off by" in done.stdout, done.stdout + done.stderr
