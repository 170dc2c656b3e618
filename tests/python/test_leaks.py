"""Nothing that is called often keeps memory, descriptors or Python objects.

PLUMB_PYTHON_CALLS says how many calls of each kind are made; without it 3,000. Each turn of a kind that renders makes more
than ten calls of plumb, so it takes a tenth of the turns.
"""
import ctypes
import gc
import os
import pathlib
import sys

import numpy as np
import pytest

import plumb

ROOT = pathlib.Path(__file__).resolve().parents[2]
CALLS = int(os.environ.get("PLUMB_PYTHON_CALLS", "3000"))
SIZE = (16, 16)
PASSES = ["rgb", "depth", "instance", "flow_forward"]
RECIPE = plumb.Recipe.parse('{"version": 1, "camera": {"shell": {"target": "turner", "distance_m": {"uniform": [3, 5]}}}}')


@pytest.fixture(scope="module")
def small(device, boxes):
    return plumb.Renderer(device, boxes, size=SIZE, passes=PASSES)


def render_and_look(small, boxes):
    shot = boxes.default_shot(time=0.5, dt=0.1)
    kept = small.render(shot)

    def call():
        nonlocal kept
        frame = small.render(shot)
        for name in frame:
            assert np.asarray(frame[name]).shape[:2] == (16, 16)
            frame[name].__dlpack__()  # a capsule of the old kind that nobody takes
            np.from_dlpack(frame[name])
        assert frame.annotations.pixels.shape == (2,)
        kept = frame

    return call


def render_batches_ahead(small, boxes):
    shots = [boxes.default_shot(time=0.1 * i) for i in range(2)]
    pending = small.render_async(shots)

    def call():
        nonlocal pending
        batch, pending = pending.result(), small.render_async(shots)
        assert [np.asarray(batch[name]).shape[0] for name in batch.pass_names] == [2] * len(PASSES)
        assert len([frame["rgb"] for frame in batch]) == 2

    return call


def drop_what_is_pending(small, boxes):
    shots = [boxes.default_shot()]

    def call():
        small.render_async(shots)
        last = small.render_async(shots)
        last.done()
        batch = last.result()
        del last
        assert all(np.asarray(batch[-1][name]).size for name in PASSES)

    return call


def edit_shots(small, boxes):
    def call():
        shot = boxes.default_shot(time=0.5, dt=0.1)
        shot.now.world_from_instance[0, :3, 3] += 1
        shot.now.camera.world_from_camera = plumb.look_at(eye=(1, 2, 3), target=(0, 0, 0))
        shot.lights.append(plumb.Light(color=(1, 0, 0)))
        shot.environment.sky = plumb.Sky()
        assert shot.previous is not None and shot.lights[-1].color[0] == 1

    return call


def draw_shots(small, boxes):
    index = 0

    def call():
        nonlocal index
        index += 1
        assert RECIPE.shot(boxes, seed=1, index=index).draws

    return call


def fail(small, boxes):
    shot = boxes.default_shot()
    shot.now.camera.fov_y_rad = float("nan")

    def call():
        for wrong in (lambda: small.render(shot), lambda: plumb.Recipe.parse("{}"), lambda: plumb.find_pass("dept"),
                      lambda: plumb.Scene.load("nowhere.glb")):
            with pytest.raises(plumb.Error):
                wrong()

    return call


def in_use():
    """Resident bytes, blocks of Python's allocator, descriptors."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what is free in the C library's arenas is nobody's
    resident = int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return resident, sys.getallocatedblocks(), len(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize("kind,calls_a_turn", [(render_and_look, 10), (render_batches_ahead, 10), (drop_what_is_pending, 10),
                                               (edit_shots, 1), (draw_shots, 1), (fail, 1)])
def test_no_call_keeps_anything(kind, calls_a_turn, small, boxes):
    call, turns = kind(small, boxes), CALLS // calls_a_turn
    for _ in range(max(100, turns // 10)):  # pools fill, allocators find their size
        call()
    before = in_use()
    for _ in range(turns):
        call()
    grown = [after - first for first, after in zip(before, in_use())]
    print(f"{kind.__name__}: {turns} turns, resident {grown[0] / 1024:+.0f} kB, blocks {grown[1]:+d}, descriptors {grown[2]:+d}")
    # One object kept a turn would be as many blocks as turns. What is resident wanders by up to 3 MB, however many turns
    # there are, as threads share the arenas of the C library: what is kept of each turn shows where there are many.
    assert grown[0] < (4 << 20) + 8 * turns
    assert grown[1] < 200 and grown[2] <= 0
