"""Batches of several scenes and sizes, and passes that the device packs."""
import pathlib

import numpy as np
import pytest

import plumb

ROOT = pathlib.Path(__file__).resolve().parents[2]
PASSES = ["rgb", "depth", "instance"]


@pytest.fixture(scope="module")
def cube():
    return plumb.Scene.load(ROOT / "assets/small/cube.glb")


@pytest.fixture(scope="module")
def both(device, boxes, cube):
    return plumb.Renderer(device, [boxes, cube], size=(48, 32), passes=PASSES)


def same(one, other):
    return all(np.asarray(one[name]).tobytes() == np.asarray(other[name]).tobytes() for name in PASSES)


def test_scenes_of_one_size_are_one_array(device, boxes, cube, both):
    shots = [boxes.default_shot(), plumb.SceneShot(cube.default_shot(), 1), boxes.default_shot(time=0.5)]
    batch = both.render_batch(shots)
    assert batch.is_whole and len(batch) == 3 and np.asarray(batch["depth"]).shape == (3, 32, 48)
    of_boxes = plumb.Renderer(device, boxes, size=(48, 32), passes=PASSES)
    assert same(batch[0], of_boxes.render(shots[0])) and same(batch[2], of_boxes.render(shots[2]))
    assert same(batch[1], plumb.Renderer(device, cube, size=(48, 32), passes=PASSES).render(cube.default_shot()))


def test_sizes_come_in_parts(device, boxes, both):
    shot = boxes.default_shot()
    small = plumb.SceneShot(shot, size=(24, 16))
    batch = both.render_async([shot, small, shot, small]).result()
    assert not batch.is_whole and batch.size == (0, 0)
    assert [frame.size for frame in batch] == [(48, 32), (24, 16), (48, 32), (24, 16)]
    parts = batch.parts()
    assert sorted(numbers for numbers, _ in parts) == [[0, 2], [1, 3]]
    for numbers, part in parts:
        whole = np.asarray(part["rgb"])
        assert part.is_whole and whole.shape == (2, *batch[numbers[0]]["rgb"].shape)
        assert np.shares_memory(whole, np.asarray(batch[numbers[1]]["rgb"]))
    with pytest.raises(plumb.InvalidArgumentError):
        batch["rgb"]
    assert same(batch[3], plumb.Renderer(device, boxes, size=(24, 16), passes=PASSES).render(shot))


def test_a_shot_in_a_scene_shot_can_be_edited(boxes, both):
    asked = plumb.SceneShot(boxes.default_shot())
    before = both.render_batch([asked])[0]
    asked.shot.now.visible[0] = 0
    asked.size = (24, 16)
    after = both.render_batch([asked])[0]
    first = boxes.instances[0].id
    assert (np.asarray(before["instance"]) == first).any() and not (np.asarray(after["instance"]) == first).any()
    assert after.size == (24, 16) and asked.scene == 0


def test_what_is_not_there_is_told(boxes, both, device):
    for wrong in (plumb.SceneShot(boxes.default_shot(), scene=2), plumb.SceneShot(boxes.default_shot(), size=(0, 4))):
        with pytest.raises(plumb.InvalidArgumentError):
            both.render_batch([wrong])
    with pytest.raises(TypeError):
        plumb.SceneShot("a shot")
    with pytest.raises(TypeError):
        both.render_batch(["a shot"])
    with pytest.raises(plumb.InvalidArgumentError):
        plumb.Renderer(device, [], passes=["depth"])


def test_passes_are_packed_on_the_device(device, boxes):
    shot = boxes.default_shot()
    whole = plumb.Renderer(device, boxes, size=(48, 32), passes=PASSES).render(shot)
    packing = plumb.Packing
    packed = plumb.Renderer(device, boxes, size=(48, 32), passes=PASSES,
                            formats={"rgb": packing.rgb8, "depth": packing.f16, "instance": packing.u8}).render(shot)
    assert np.array_equal(np.asarray(packed["rgb"]), np.asarray(whole["rgb"])[..., :3])
    assert packed["depth"].dtype == np.float16 and "float16" in repr(packed["depth"])
    assert np.array_equal(np.asarray(packed["depth"]), np.asarray(whole["depth"]).astype(np.float16))
    assert packed["instance"].dtype == np.uint8 and np.array_equal(np.asarray(packed["instance"]), np.asarray(whole["instance"]))
    millimetres = plumb.Renderer(device, boxes, size=(48, 32), passes=["depth"], formats={"depth": packing.u16_mm}).render(shot)
    depth, seen = np.asarray(millimetres["depth"]), np.isfinite(np.asarray(whole["depth"]))
    assert depth.dtype == np.uint16 and millimetres["depth"].unit == "mm" and (depth[~seen] == 0).all()
    # Half a millimetre, and what the product with 1000 is rounded by.
    assert np.abs(depth[seen] - 1000 * np.asarray(whole["depth"])[seen].astype(float)).max() <= 0.501
    with pytest.raises(plumb.InvalidArgumentError):
        plumb.Renderer(device, boxes, passes=["depth"], formats={"depth": packing.u8})
