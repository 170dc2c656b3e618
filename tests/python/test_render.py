"""Batches, renderers, recipes and what frames say of instances."""
import json
import pickle

import numpy as np
import pytest

import plumb

RECIPE = {
    "version": 1,
    "camera": {"shell": {"target": "turner", "distance_m": {"uniform": [3, 5]}, "azimuth_deg": [-80, 80],
                         "elevation_deg": [10, 50]}},
}


@pytest.fixture(scope="module")
def shots(boxes):
    return [boxes.default_shot(time=0.1 * i, dt=0.05) for i in range(6)]


def test_a_batch_is_its_shots_one_by_one(renderer, shots):
    batch = renderer.render_batch(shots)
    assert len(batch) == 6 and batch.size == (48, 32)
    for name in batch.pass_names:
        whole = np.asarray(batch[name])
        assert whole.shape == (6, *batch[0][name].shape) and not whole.flags.writeable
        for i, shot in enumerate(shots):
            alone = np.asarray(renderer.render(shot)[name])
            assert whole[i].tobytes() == alone.tobytes(), (name, i)
            assert np.shares_memory(whole, np.asarray(batch[i][name]))
    assert len(list(batch)) == 6 and np.array_equal(batch[-1]["depth"][:], batch[5]["depth"][:])
    with pytest.raises(IndexError):
        batch[6]
    with pytest.raises(plumb.InvalidArgumentError, match="which has"):
        batch["albedo"]


def test_an_empty_batch(renderer):
    batch = renderer.render_batch([])
    assert len(batch) == 0 and np.asarray(batch["rgb"]).shape == (0, 32, 48, 4)


def test_batches_come_in_the_background(renderer, shots):
    pending = [renderer.render_async(shots[: 1 + i % 3]) for i in range(7)]
    expected = renderer.render_batch(shots)
    for i, one in enumerate(pending):
        batch = one.result()
        assert one.done() and len(batch) == 1 + i % 3
        assert np.array_equal(np.asarray(batch["depth"]), np.asarray(expected["depth"])[: 1 + i % 3])
    broken = shots[0].__copy__()
    broken.now.camera.near_m = float("nan")
    failing = renderer.render_async([broken])
    for _ in range(2):
        with pytest.raises(plumb.InvalidArgumentError):
            failing.result()


def test_edits_come_too_late_for_a_batch_that_was_asked_for(renderer, boxes):
    shot = boxes.default_shot()
    expected = np.asarray(renderer.render(shot)["depth"]).copy()
    pending = [renderer.render_async([shot] * 8) for _ in range(3)]
    shot.now.camera.world_from_camera[2, 3] += 1
    shot.now.visible[:] = 0
    for one in pending:
        assert all(np.array_equal(frame["depth"], expected) for frame in one.result())
    assert not np.array_equal(renderer.render(shot)["depth"], expected)


def test_waiting_has_an_end(device, boxes):
    renderer = plumb.Renderer(device, boxes, size=(512, 512), passes=["rgb", "hdr", "normal"])
    pending = renderer.render_async([boxes.default_shot()] * 64)
    with pytest.raises(TimeoutError):
        pending.result(timeout=0)
    assert len(pending.result()) == 64


def test_annotations_agree_with_the_arrays(frame, boxes):
    instance = np.asarray(frame["instance"])
    said = frame.annotations
    assert [one.id for one in said.instances] == [one.id for one in boxes.instances]
    assert np.array_equal(said.pixels, [(instance == one.id).sum() for one in boxes.instances])
    for row, one in zip(said.boxes_tight, said.instances):
        rows, columns = np.nonzero(instance == one.id)
        expected = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        assert one.box_tight == expected and tuple(row) == expected
        assert one.box_3d.corners.shape == (8, 3) and one.box_3d.corners_px.shape == (8, 2)
    k = said.camera.intrinsics.matrix()
    corner = said.instances[0].box_3d.corners[0]
    projected = k @ corner / corner[2]
    # The same product in two orders of double precision.
    assert np.allclose(projected[:2], said.instances[0].box_3d.corners_px[0], atol=1e-9)


def test_what_is_amodal(device, boxes):
    renderer = plumb.Renderer(device, boxes, size=(48, 32), passes=["instance"], amodal=True)
    shot = boxes.default_shot()
    frame, one = renderer.render(shot), boxes.instances[0].id
    shot.now.visible = [info.id == one for info in boxes.instances]
    alone = np.asarray(renderer.render(shot)["instance"]) == one
    mask, said = frame.amodal(one), frame.annotations.instances[0].amodal
    assert mask.dtype == bool and np.array_equal(mask, alone) and said.pixels == mask.sum()
    assert said.visible_fraction == frame.annotations.pixels[0] / said.pixels
    assert sum(said.occluded_by.values()) + frame.annotations.pixels[0] == said.pixels
    assert renderer.render_batch([shot] * 3)[1].annotations.instances[0].amodal.pixels == alone.sum()


def test_what_is_amodal_to_rays(device, boxes):
    renderer = plumb.Renderer(device, boxes, size=(48, 32), passes=["instance"], amodal=True)
    panorama, rolling = boxes.default_shot(), boxes.shot(0.5, readout=0.1)
    panorama.now.camera = plumb.Camera(world_from_camera=panorama.now.camera.world_from_camera.copy(),
                                       projection=plumb.Camera.Projection.equirectangular)
    one = boxes.instances[0].id
    for shot in (panorama, rolling):
        frame = renderer.render(shot)
        shot.now.visible = [info.id == one for info in boxes.instances]
        alone = np.asarray(renderer.render(shot)["instance"]) == one
        said = frame.annotations.instances[0].amodal
        assert alone.any() and np.array_equal(frame.amodal(one), alone) and said.pixels == alone.sum()
        assert sum(said.occluded_by.values()) + frame.annotations.pixels[0] == said.pixels
        assert shot is rolling or said.truncation == 0


def test_rays_see_what_the_rasterizer_sees(device, boxes):
    shot = boxes.default_shot()
    seen = [np.asarray(plumb.Renderer(device, boxes, (48, 32), ["instance"], visibility=way).render(shot)["instance"])
            for way in (plumb.Visibility.rasterizer, plumb.Visibility.rays)]
    # Both decide by the pixel's centre, and may differ within 1/256 px of an edge.
    assert (seen[0] != seen[1]).sum() <= 2


def test_more_samples_change_colour_alone(device, boxes):
    shot, passes = boxes.default_shot(), ["rgb", "instance", "depth"]
    one = plumb.Renderer(device, boxes, (48, 32), passes).render(shot)
    many = plumb.Renderer(device, boxes, (48, 32), passes, samples=8, filter=plumb.PixelFilter.box).render(shot)
    dark = plumb.Renderer(device, boxes, (48, 32), passes, color=plumb.ColorOptions(shadows=False)).render(shot)
    for other in (many, dark):
        assert all(np.asarray(other[name]).tobytes() == np.asarray(one[name]).tobytes() for name in passes[1:])
    assert not np.array_equal(np.asarray(one["rgb"]), np.asarray(many["rgb"]))


def test_keypoints_are_asked_for_by_name(device, boxes):
    rule = plumb.KeypointRule("turner", "middle")
    frame = plumb.Renderer(device, boxes, (48, 32), ["depth"], keypoints=[rule]).render(boxes.default_shot())
    (point,) = frame.annotations.keypoints
    assert point.name == "middle" and point.position.shape == (3,)
    k = frame.annotations.camera.intrinsics.matrix()
    # The same product in two orders of double precision.
    assert np.allclose((k @ point.position / point.position[2])[:2], point.pixel, atol=1e-9)


def test_annotations_can_be_left_out(device, boxes):
    renderer = plumb.Renderer(device, boxes, size=(8, 8), passes=["depth"], annotations=False)
    with pytest.raises(plumb.InvalidArgumentError, match="annotations"):
        renderer.render(boxes.default_shot()).annotations
    assert renderer.size == (8, 8) and renderer.passes == ["depth"] and renderer.upload_s > 0
    assert renderer.last_timings()["total_s"] > 0


def test_recipes_are_pure_functions(renderer, boxes):
    recipe = plumb.Recipe.parse(json.dumps(RECIPE))
    scene = recipe.prepare(boxes)
    one, same, other = (recipe.shot(scene, seed=7, index=i) for i in (3, 3, 4))
    assert plumb.shot_json(scene, one) == plumb.shot_json(scene, same) != plumb.shot_json(scene, other)
    assert one.address.seed == 7 and one.address.index == 3
    assert one.draws and {draw.key for draw in one.draws} <= {key for key, _, _ in recipe.draws(scene)}
    key, value = one.draws[0].key, one.draws[0].value
    replayed = recipe.shot(scene, 7, 4, overrides={key: list(value)})
    assert replayed.draws[0].value == value
    frame = renderer.render(one)
    assert [draw.key for draw in frame.draws] == [draw.key for draw in one.draws]
    assert recipe.judge(scene, frame) == [] and not recipe.has_conditions


def test_kept_shots_meet_their_conditions(device, boxes):
    recipe = plumb.Recipe.parse(json.dumps(RECIPE | {"keep_if": {"all": [{"match": "turner", "pixels": {"min": 40}}]}}))
    keeper = plumb.ShotKeeper(device, recipe.prepare(boxes), recipe, size=(48, 32))
    renderer = plumb.Renderer(device, boxes, size=(48, 32), passes=["depth", *recipe.judged_passes])
    shots = keeper.shots(seed=1, indices=range(4))
    assert [shot.address.index for shot in shots] == [0, 1, 2, 3]
    for shot in shots:
        assert recipe.judge(boxes, renderer.render(shot)) == []
    assert keeper.shot(1, 2).address == shots[2].address


def test_frames_are_written(frame, boxes, tmp_path):
    paths = plumb.write_frame(tmp_path, 0, boxes, frame, formats=["npy"])
    assert np.array_equal(np.load(next(path for path in paths if path.name == "depth.npy")), frame["depth"][:])
    written, told = json.loads(paths[-1].read_text()), json.loads(plumb.frame_json(boxes, frame, 0))
    assert {key: value for key, value in written.items() if key != "passes"} == {
        key: value for key, value in told.items() if key != "passes"}  # those name their files
    with pytest.raises(plumb.InvalidArgumentError):
        plumb.write_frame(tmp_path, 0, boxes, frame, formats=["npy"])


def test_a_set_goes_on_where_it_ended(boxes, renderer, tmp_path):
    recipe = plumb.Recipe.parse(json.dumps(RECIPE))
    (tmp_path / "recipe.json").write_text(json.dumps(RECIPE))
    recipe = plumb.Recipe.load(tmp_path / "recipe.json")
    for count in (2, 4):
        with plumb.Dataset(tmp_path / "set", boxes, recipe, formats=["npy"], seed=7) as dataset:
            wanted = [i for i in range(count) if not dataset.has(i)]
            for frame in renderer.render_batch([recipe.shot(boxes, 7, i) for i in wanted]):
                dataset.write(frame)
        assert len(wanted) == 2
        del dataset  # its writer's folder goes with it
    report = plumb.verify_dataset(tmp_path / "set")
    assert report.frames == [0, 1, 2, 3] and report.findings == [] and report.file_count > 4


def test_a_scene_tells_what_is_in_it(boxes):
    assert boxes.triangle_count == sum(one.triangle_count for one in boxes.instances)
    low, high = boxes.bounds()
    assert (low < high).all()
    copies = boxes.with_additions(copies=[("turner", 3)], classes=[(1, "box")])
    assert len(copies.instances) == len(boxes.instances) + 3 and copies.classes[2] == "box"
    assert plumb.Scene.check(boxes.path) == []


@pytest.mark.parametrize("options", [
    plumb.ColorOptions(shadows=False, light_samples=9, ambient_samples=3, ambient_distance_m=2.5,
                       mode=plumb.ColorOptions.Mode.path, energy=plumb.ColorOptions.Energy.conserving, path_samples=7),
    plumb.KeypointRule("turner", "tip", point=(0.25, 0.5, 1), reach_m=0.75)])
def test_options_can_be_sent_to_other_processes(options):
    other, usual = pickle.loads(pickle.dumps(options)), type(options)(*["node"] * isinstance(options, plumb.KeypointRule))
    names = [name for name in dir(options) if name[0].islower()]
    assert len(names) > 3
    for name in names:
        assert getattr(other, name) == getattr(options, name) != getattr(usual, name), name
