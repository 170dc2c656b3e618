"""Shots are values that can be read and edited in place."""
import copy
import math

import numpy as np
import pytest

import plumb


def same(one, other):
    return all(np.array_equal(np.asarray(one[name]), np.asarray(other[name]), equal_nan=True) for name in one)


def test_looking_into_a_shot_changes_nothing(renderer, boxes):
    untouched, looked_into = boxes.default_shot(0.5, 0.1), boxes.default_shot(0.5, 0.1)
    assert looked_into.time_s == 0.5 and looked_into.dt_s == 0.1
    assert len(looked_into.now.world_from_instance) == len(boxes.instances)
    assert plumb.shot_json(boxes, untouched) == plumb.shot_json(boxes, looked_into)
    assert same(renderer.render(untouched), renderer.render(looked_into))


def test_matrices_are_rows_of_target_from_source(boxes):
    shot = boxes.default_shot()
    pose = plumb.look_at(eye=(1, 2, 6), target=(0, 0, 0))
    assert np.allclose(pose[:3, 3], (1, 2, 6)) and np.array_equal(pose[3], (0, 0, 0, 1))
    forward = -np.array((1, 2, 6)) / math.sqrt(41)
    assert np.allclose(pose[:3, 2], forward)
    shot.now.camera.world_from_camera = pose
    assert np.array_equal(shot.now.camera.world_from_camera, pose)


def test_edits_in_place_reach_the_picture(renderer, boxes):
    shot = boxes.default_shot()
    before = renderer.render(shot)
    shot.now.world_from_instance[0, 1, 3] += 0.25
    moved = renderer.render(shot)
    assert not same(before, moved)
    shot.now.visible[0] = 0
    hidden = renderer.render(shot)
    first = boxes.instances[0].id
    assert not (np.asarray(hidden["instance"]) == first).any()
    assert (np.asarray(before["instance"]) == first).any()
    shot.now.camera.world_from_camera[:3, 3] += shot.now.camera.world_from_camera[:3, 2]
    depth = np.asarray(renderer.render(shot)["depth"])
    assert not np.array_equal(depth, np.asarray(hidden["depth"]))


def test_moving_the_camera_along_its_axis_changes_depth_by_as_much(device, boxes):
    renderer = plumb.Renderer(device, boxes, size=(33, 33), passes=["depth"])
    shot = boxes.default_shot()
    turner = next(i for i, info in enumerate(boxes.instances) if info.name == "turner")
    pose = shot.now.world_from_instance[turner, :3, 3]
    shot.now.camera.world_from_camera = plumb.look_at(eye=pose + (1, 2, 4), target=pose)
    before = float(renderer.render(shot)["depth"][16, 16])  # on the axis
    shot.now.camera.world_from_camera[:3, 3] -= shot.now.camera.world_from_camera[:3, 2] * 0.5
    # Each depth, of about 4 m, is rounded to single precision.
    assert float(renderer.render(shot)["depth"][16, 16]) == pytest.approx(before + 0.5, abs=1e-6)


def test_lights_are_a_list(renderer, boxes):
    shot = boxes.default_shot()
    shot.lights = []
    dark = np.asarray(renderer.render(shot)["rgb"]).astype(int)
    shot.lights.append(plumb.Light(plumb.Light.Kind.directional, direction=(0, -1, 0), intensity=3))
    bright = np.asarray(renderer.render(shot)["rgb"]).astype(int)
    assert bright.sum() > dark.sum()
    shot.lights[0].color[:] = (1, 0, 0)
    red = np.asarray(renderer.render(shot)["rgb"]).astype(int)
    assert red[..., 0].sum() == bright[..., 0].sum() and red[..., 2].sum() < bright[..., 2].sum()
    shot.lights.append("a lamp")
    with pytest.raises(TypeError, match=r"Shot.lights\[1\]"):
        renderer.render(shot)


def test_surroundings_sensor_and_materials(renderer, boxes):
    shot = boxes.default_shot()
    before = np.asarray(renderer.render(shot)["rgb"]).astype(int)
    shot.sensor.exposure_ev -= 2
    assert np.asarray(renderer.render(shot)["rgb"]).astype(int).sum() < before.sum()
    shot.sensor = plumb.Sensor()
    shot.environment.sky = plumb.Sky(to_sun=(0, 1, 0), turbidity=2.5)
    assert shot.environment.sky.turbidity == pytest.approx(2.5)
    shot.environment = plumb.Environment(color=(0, 0, 1))
    background = np.asarray(renderer.render(shot)["instance"]) == 0
    picture = np.asarray(renderer.render(shot)["rgb"])
    assert background.any() and (picture[background][:, :3] == (0, 0, 255)).all()
    change = plumb.MaterialOverride(0)
    change.base_color, change.roughness = (1, 0, 0, 1), 0.3
    shot.materials = [change]
    assert shot.materials[0].base_color == (1, 0, 0, 1) and shot.materials[0].metallic is None
    assert not np.array_equal(np.asarray(renderer.render(shot)["rgb"]), picture)


def test_aperture_and_shutter_blur_the_picture_alone(device, boxes):
    renderer = plumb.Renderer(device, boxes, size=(64, 48), passes=["hdr", "depth", "flow_forward"], samples=8)
    shot = boxes.default_shot(0.5, 0.1)
    shot.next.camera.world_from_camera[0, 3] += 0.5
    assert shot.aperture is None and shot.shutter is None
    sharp = renderer.render(shot)
    shot.aperture = plumb.Aperture(0.1, 0.5, blades=6)
    open_wide = renderer.render(shot)
    shot.aperture, shot.shutter = None, plumb.Shutter(0, 0.1)
    assert shot.shutter == plumb.Shutter(0, 0.1) and copy.copy(shot).shutter == shot.shutter
    moving = renderer.render(shot)
    for blurred in (open_wide, moving):
        assert not np.array_equal(blurred["hdr"], sharp["hdr"])
        assert np.array_equal(blurred["depth"], sharp["depth"])
        assert np.array_equal(blurred["flow_forward"], sharp["flow_forward"])
    shot.shutter = plumb.Shutter(0, 0.2)
    with pytest.raises(plumb.InvalidArgumentError, match="dt_s"):
        renderer.render(shot)


def test_rows_are_exposed_one_after_the_other(device, boxes):
    renderer = plumb.Renderer(device, boxes, size=(64, 48), passes=["rgb", "depth", "position", "flow_forward"])
    assert boxes.shot(0.5, 0.1).rolling_shutter is None
    shot = boxes.shot(0.5, 0.1, readout=0.02)
    shutter = shot.rolling_shutter
    assert shutter.readout_s == 0.02 and shutter.now.top.time_s == pytest.approx(0.49)
    assert shutter.next.bottom.time_s == pytest.approx(0.61)
    edges = shutter.now
    edges.top.camera.world_from_camera[0, 3] -= 0.2
    edges.bottom.camera.world_from_camera[0, 3] += 0.2
    assert shot.rolling_shutter.now.top.camera.world_from_camera[0, 3] == edges.top.camera.world_from_camera[0, 3]
    assert copy.copy(shot).rolling_shutter.readout_s == 0.02
    frame = renderer.render(shot)
    told = frame.annotations.camera.rolling
    assert told.readout_s == 0.02
    assert np.array_equal(told.world_from_camera_top, edges.top.camera.world_from_camera)
    shot.rolling_shutter = None
    at_once = renderer.render(shot)
    assert at_once.annotations.camera.rolling is None
    assert not np.array_equal(frame["depth"], at_once["depth"])
    shot.rolling_shutter = shutter
    shutter.readout_s = 0
    with pytest.raises(plumb.InvalidArgumentError, match="readout_s"):
        renderer.render(shot)
    with pytest.raises(TypeError, match="rolling_shutter"):
        shot.rolling_shutter = 0.02


def test_neighbours_come_and_go(renderer, boxes):
    shot = boxes.default_shot(0.5, 0.1)
    later = shot.next
    shot.next = None
    assert not np.asarray(renderer.render(shot)["flow_forward"]).any()
    later.camera.fov_y_rad *= 1.5  # still ours
    shot.next = later
    assert np.asarray(renderer.render(shot)["flow_forward"]).any()
    with pytest.raises(TypeError, match="Shot.now"):
        shot.now = None


def test_copies_share_nothing(boxes):
    shot = boxes.default_shot()
    for other in (copy.copy(shot), copy.deepcopy(shot)):
        other.now.world_from_instance[:] = 0
        other.lights.append(plumb.Light())
        assert shot.now.world_from_instance[0].any()
        assert len(shot.lights) == len(other.lights) - 1


def test_views_outlive_what_they_look_into(boxes):
    poses = boxes.default_shot().now.world_from_instance
    colour = plumb.Light(color=(1, 2, 3)).color
    assert poses.shape == (len(boxes.instances), 4, 4) and np.array_equal(poses[0, 3], (0, 0, 0, 1))
    assert np.array_equal(colour, (1, 2, 3))


@pytest.mark.parametrize("value", [np.zeros((3, 4)), np.zeros(16), np.zeros((1, 4, 4))])
def test_a_wrong_shape_is_told_with_the_right_one(boxes, value):
    with pytest.raises(ValueError, match=r"world_from_camera.*\(4, 4\)"):
        boxes.default_shot().now.camera.world_from_camera = value


def test_lists_of_a_moment_keep_their_length(boxes):
    now = boxes.default_shot().now
    with pytest.raises(plumb.InvalidArgumentError, match="world_from_instance"):
        now.world_from_instance = np.zeros((len(boxes.instances) + 1, 4, 4))
    now.visible = [0] * len(boxes.instances)
    assert not now.visible.any()


def test_what_is_adopted_by_value_cannot_be_edited_in_vain(boxes):
    camera = boxes.default_shot().now.camera
    camera.intrinsics = plumb.Intrinsics(fx=50, fy=60, cx=24, cy=16)
    with pytest.raises(AttributeError):
        camera.intrinsics.fx = 3
    sky = plumb.Sky()
    with pytest.raises(ValueError):
        sky.to_sun[0] = 1
    assert np.array_equal(camera.intrinsics.matrix(), [[50, 0, 24], [0, 60, 16], [0, 0, 1]])
    assert camera.intrinsics_for((48, 32)) == plumb.Intrinsics(50, 60, 24, 16)


def test_a_shot_goes_through_json(boxes, tmp_path):
    shot = boxes.default_shot(0.25, 0.1)
    shot.now.camera.fov_y_rad = 0.7
    text = plumb.shot_json(boxes, shot)
    assert plumb.shot_json(boxes, plumb.shot_from_json(boxes, text)) == text
    path = plumb.write_shot(tmp_path, 3, boxes, shot)
    assert plumb.load_shot(boxes, path).now.camera.fov_y_rad == 0.7
