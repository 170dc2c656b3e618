"""Every kind of error is a class of plumb and of Python."""
import pathlib
import pickle

import pytest

import plumb

KINDS = {
    "InvalidArgumentError": (ValueError, "invalid_argument"),
    "NotFoundError": (FileNotFoundError, "not_found"),
    "BadAssetError": (ValueError, "bad_asset"),
    "UnsupportedError": (RuntimeError, "unsupported"),
    "OutOfMemoryError": (MemoryError, "out_of_memory"),
    "DeviceLostError": (RuntimeError, "device_lost"),
    "IoError": (OSError, "io"),
    "InternalError": (RuntimeError, "internal"),
}


@pytest.mark.parametrize("name", KINDS)
def test_classes(name):
    kind, (base, code) = getattr(plumb, name), KINDS[name]
    assert issubclass(kind, plumb.Error) and issubclass(kind, base) and kind.code == code
    error = pickle.loads(pickle.dumps(kind("what was attempted")))
    assert type(error) is kind and str(error) == "what was attempted"


def test_there_is_a_class_for_every_code_of_the_library():
    header = (pathlib.Path(__file__).resolve().parents[2] / "include/plumb/error.hpp").read_text()
    codes = [line.split(",")[0].strip() for line in header.split("enum class ErrorCode {")[1].split("};")[0].splitlines()]
    assert sorted(code for code in codes if code) == sorted(code for _, code in KINDS.values())


def test_a_missing_file_is_a_file_not_found():
    with pytest.raises(FileNotFoundError, match="nowhere.glb") as raised:
        plumb.Scene.load("nowhere.glb")
    assert isinstance(raised.value, plumb.NotFoundError)


def test_a_broken_file_is_a_bad_asset(tmp_path):
    (tmp_path / "broken.gltf").write_text('{"asset": {"version": 2}}')
    with pytest.raises(plumb.BadAssetError, match="broken.gltf.*/asset/version"):
        plumb.Scene.load(tmp_path / "broken.gltf")
    assert plumb.Scene.check(tmp_path / "broken.gltf")[0].severity == plumb.Finding.Severity.error


def test_a_wrong_argument_names_value_and_limit(device, boxes):
    with pytest.raises(ValueError, match="0 x 5 pixels"):
        plumb.Renderer(device, boxes, size=(0, 5))
    with pytest.raises(plumb.InvalidArgumentError, match="depth"):
        plumb.Renderer(device, boxes, passes=["depht"])
    with pytest.raises(plumb.NotFoundError):
        plumb.Device.create("no such device")
    with pytest.raises(TypeError):
        plumb.Renderer(device, "a scene")
    with pytest.raises(plumb.BadAssetError, match="version"):
        plumb.Recipe.parse("{}")


def test_more_copies_than_a_scene_holds_are_out_of_memory(boxes):
    with pytest.raises(MemoryError, match="3000000000") as raised:
        boxes.with_additions(copies=[("slider", 3_000_000_000)])
    assert isinstance(raised.value, plumb.OutOfMemoryError)
