"""Scenes and renderers that the tests share. A test that needs a device fails without one, as the other tests do."""
import pathlib

import pytest

import plumb

ROOT = pathlib.Path(__file__).resolve().parents[2]
PASSES = ["rgb", "depth", "instance", "flow_forward", "flow_forward_class", "normal"]


@pytest.fixture(scope="session")
def boxes():
    return plumb.Scene.load(ROOT / "assets/small/moving_boxes.glb")


@pytest.fixture(scope="session")
def device():
    return plumb.Device.create()


@pytest.fixture(scope="session")
def renderer(device, boxes):
    return plumb.Renderer(device, boxes, size=(48, 32), passes=PASSES)


@pytest.fixture(scope="session")
def frame(renderer, boxes):
    return renderer.render(boxes.default_shot(time=0.5, dt=0.1))
