"""Arrays look into the memory of their frame, keep it, and cannot be written."""
import gc

import numpy as np
import pytest

import plumb


def test_shapes_and_types_are_those_of_the_pass_table(frame):
    types = {"u8": np.uint8, "u32": np.uint32, "f32": np.float32}
    for name in frame:
        array, info = frame[name], plumb.find_pass(name)
        assert array.shape == ((32, 48) if info.channels == 1 else (32, 48, info.channels))
        assert array.dtype == types[info.type] and array.ndim == len(array.shape) and len(array) == 32
        assert np.asarray(array).shape == array.shape and array.unit == info.unit
    assert frame.size == (48, 32) and frame.pass_names == frame.keys()


def test_numpy_looks_into_the_frame_without_a_copy(frame):
    one, other = np.asarray(frame["depth"]), np.asarray(frame["depth"])
    assert one.ctypes.data == other.ctypes.data
    assert not one.flags.writeable
    with pytest.raises(ValueError):
        one[0, 0] = 1
    assert frame["depth"][3, 5] == one[3, 5]
    assert np.shares_memory(frame["rgb"][..., :3], np.asarray(frame["rgb"]))


def test_numpy_gets_a_copy_where_it_asks_for_one(frame):
    depth = np.asarray(frame["depth"])
    copied = np.array(frame["depth"])
    assert copied.flags.writeable and copied.ctypes.data != depth.ctypes.data
    assert np.array_equal(copied, depth)
    assert np.asarray(frame["depth"], dtype=np.float64).dtype == np.float64
    with pytest.raises(ValueError):
        frame["depth"].__array__(np.float64, copy=False)


def test_an_array_outlives_its_frame_its_renderer_and_its_device(boxes):
    device = plumb.Device.create()
    renderer = plumb.Renderer(device, boxes, size=(48, 32), passes=["depth"])
    frame = renderer.render(boxes.default_shot())
    depth, expected = np.asarray(frame["depth"]), np.array(frame["depth"])
    for time in range(8):
        renderer.render(boxes.default_shot(time=0.1 * time))  # would reuse the memory
    del frame, renderer, device
    gc.collect()
    assert np.array_equal(depth, expected)


@pytest.mark.parametrize("max_version", [None, (1, 0)])
def test_dlpack_capsules_of_both_kinds(frame, max_version):
    array = frame["instance"]
    assert array.__dlpack_device__() == (1, 0)
    capsule = array.__dlpack__(max_version=max_version)
    assert ("dltensor_versioned" in repr(capsule)) == (max_version is not None)
    if max_version is None:
        with pytest.raises(BufferError):
            array.__dlpack__(dl_device=(2, 0))


def test_numpy_takes_dlpack(frame):
    taken = np.from_dlpack(frame["depth"])
    assert np.array_equal(taken, np.asarray(frame["depth"]))
    assert taken.ctypes.data == np.asarray(frame["depth"]).ctypes.data


def test_an_unknown_pass_is_told_with_those_there_are(frame):
    with pytest.raises(plumb.InvalidArgumentError, match="which has: rgb, depth"):
        frame["normals"]
    assert "depth" in frame and "normals" not in frame


def test_a_loop_holds_no_more_memory_than_its_frames(renderer, boxes):
    def resident_mib():
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * 4096 / 2**20

    shot = boxes.default_shot(dt=0.1)

    def run(count):
        for _ in range(count):
            frame = renderer.render(shot)
            for name in frame:
                np.asarray(frame[name])
                frame[name].__dlpack__()
            shot.now.camera.world_from_camera[0, 3] += 0

    run(100)
    before = resident_mib()
    run(400)
    # A leaked frame of 48 x 32 is 70 kB with all its passes: 400 of them would be 27 MiB.
    assert resident_mib() - before < 8
