"""Data sets of PyTorch: the same frames whoever renders them."""
import ast
import json
import pathlib
import pickle
import subprocess
import sys

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed")

import plumb
import plumb.torch
from torch.utils.data import DataLoader, DistributedSampler

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCENE = ROOT / "assets/small/moving_boxes.glb"
PASSES = ["rgb", "depth", "instance"]
RECIPE = {"version": 1, "camera": {"shell": {"target": "turner", "distance_m": {"uniform": [3, 5]},
                                            "azimuth_deg": [-80, 80], "elevation_deg": [10, 50]}}}


@pytest.fixture
def recipe(tmp_path):
    path = tmp_path / "recipe.json"
    path.write_text(json.dumps(RECIPE))
    return path


def dataset(recipe, **options):
    return plumb.torch.FrameDataset(SCENE, recipe, **({"length": 12, "size": (24, 16), "passes": PASSES, "seed": 7} | options))


def stream(recipe, **options):
    return plumb.torch.FrameStream(SCENE, recipe, **({"length": 12, "size": (24, 16), "passes": PASSES, "seed": 7,
                                                      "batch_size": 3} | options))


def depths(samples):
    """Depth by the number of the frame."""
    return {int(i): depth.numpy().tobytes() for sample in samples
            for i, depth in zip(sample["index"].reshape(-1), sample["depth"].reshape(-1, 16, 24))}


def count_instances(sample, frame):
    return sample | {"seen": torch.from_numpy(frame.annotations.pixels > 0)}


def count_hidden(sample, frame):
    whole = [one.amodal.pixels for one in frame.annotations.instances]
    return sample | {"whole": torch.tensor(whole), "keypoints": len(frame.annotations.keypoints)}


def test_tensors_look_into_the_frame(renderer, boxes):
    batch = renderer.render_batch([boxes.default_shot()] * 3)
    rgb = torch.from_dlpack(batch["rgb"])
    assert rgb.shape == (3, 32, 48, 4) and rgb.dtype == torch.uint8
    assert rgb.data_ptr() == np.asarray(batch["rgb"]).ctypes.data
    ids = plumb.torch.tensor(batch["instance"])
    assert ids.dtype == torch.int32 and np.array_equal(ids.numpy(), np.asarray(batch["instance"]).astype(np.int32))
    expected = np.array(batch["rgb"])
    del batch
    renderer.render_batch([boxes.default_shot(time=0.5)] * 3)
    assert np.array_equal(rgb.numpy(), expected)


def test_frames_lie_where_samples_go(recipe, monkeypatch):
    memories = []
    make = plumb.Renderer
    monkeypatch.setattr(plumb, "Renderer", lambda *given, memory, **options: memories.append(memory) or make(*given, **options))
    on_gpu = {"tensor_device": "cuda"}
    for options in ({"tensor_device": "cpu"}, on_gpu, on_gpu | {"renderer_options": {"memory": plumb.FrameMemory.host}}):
        dataset(recipe, **options).renderer()
        stream(recipe, **options).renderer()
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    dataset(recipe).renderer()
    monkeypatch.setattr(torch.utils.data, "get_worker_info", lambda: object())
    dataset(recipe).renderer()
    host, automatic = plumb.FrameMemory.host, plumb.FrameMemory.automatic
    assert memories == [host, host, automatic, automatic, host, host, automatic, host]


def test_a_sample_is_the_frame_of_the_recipe(recipe, device, boxes):
    frames = dataset(recipe)
    sample = frames[5]
    shot = plumb.Recipe.load(recipe).shot(boxes, seed=7, index=5)
    expected = plumb.Renderer(device, boxes, (24, 16), PASSES).render(shot)
    for name in PASSES:
        assert np.array_equal(sample[name].numpy(), np.asarray(expected[name]).view(sample[name].numpy().dtype))
    assert sample["index"] == 5 and len(frames) == 12
    assert torch.equal(frames[-7]["rgb"], sample["rgb"])
    with pytest.raises(IndexError):
        frames[12]


@pytest.mark.parametrize("make", [dataset, stream])
@pytest.mark.parametrize("workers,method", [(0, None), (2, "spawn"), (3, "fork")])
def test_workers_change_no_frame(recipe, make, workers, method):
    frames = make(recipe)
    options = {"batch_size": 3} if make is dataset else {"batch_size": None}
    one = depths(DataLoader(make(recipe), **options))
    assert sorted(one) == list(range(12)) and len(set(one.values())) == 12
    loader = DataLoader(frames, num_workers=workers, multiprocessing_context=method,
                        persistent_workers=workers > 0, **options)
    samples = list(loader)
    assert [int(i) for sample in samples for i in sample["index"]] == list(range(12))
    assert depths(samples) == one
    frames.set_epoch(1)
    later = depths(loader)
    assert sorted(later) == list(range(12, 24)) and not set(later.values()) & set(one.values())


def test_the_parent_may_render_before_it_forks(recipe):
    frames = dataset(recipe)
    first = frames[0]
    again = next(iter(DataLoader(frames, batch_size=1, num_workers=1, multiprocessing_context="fork")))
    assert torch.equal(again["depth"][0], first["depth"])


def test_ranks_share_an_epoch(recipe):
    whole = depths(DataLoader(stream(recipe), batch_size=None))
    shares = [depths(DataLoader(stream(recipe, rank=rank, world_size=2), batch_size=None)) for rank in range(2)]
    assert len(shares[0]) == len(shares[1]) == 6 and shares[0] | shares[1] == whole
    frames = dataset(recipe)
    sampled = [depths(DataLoader(frames, batch_size=3, sampler=DistributedSampler(frames, 2, rank))) for rank in range(2)]
    assert sampled[0] | sampled[1] == whole and not set(sampled[0]) & set(sampled[1])


RANK = """
import sys, torch, plumb.torch
from torch.utils.data import DataLoader, DistributedSampler

def main(rank, meeting, scene, recipe):
    torch.distributed.init_process_group("gloo", init_method="file://" + meeting, rank=int(rank), world_size=2)
    options = {"length": 12, "size": (24, 16), "passes": ["depth"], "seed": 7}
    stream = plumb.torch.FrameStream(scene, recipe, batch_size=3, **options)
    frames = plumb.torch.FrameDataset(scene, recipe, **options)
    for loader in (DataLoader(stream, batch_size=None, num_workers=2, multiprocessing_context="spawn", persistent_workers=True),
                   DataLoader(frames, batch_size=3, sampler=DistributedSampler(frames, seed=1))):
        for epoch in range(2):
            stream.set_epoch(epoch)
            frames.set_epoch(epoch)
            mine = sorted((int(i), float(depth[depth.isfinite()].double().sum())) for sample in loader
                          for i, depth in zip(sample["index"], sample["depth"]))
            shares = [None, None]
            torch.distributed.all_gather_object(shares, mine)
            print(shares)
    torch.distributed.destroy_process_group()

if __name__ == "__main__":  # workers that are spawned read this file too
    main(*sys.argv[1:])
"""


def test_two_processes_of_torch_distributed_share_every_epoch(recipe, tmp_path):
    if not torch.distributed.is_gloo_available():
        pytest.skip("torch was built without gloo")
    (tmp_path / "rank.py").write_text(RANK)  # a file, for spawn
    ranks = [subprocess.Popen([sys.executable, tmp_path / "rank.py", str(rank), tmp_path / "meeting", SCENE, recipe],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for rank in range(2)]
    try:
        told, warned = zip(*[one.communicate(timeout=200) for one in ranks])
    finally:
        for one in ranks:
            one.kill()
    assert [one.returncode for one in ranks] == [0, 0] and "leaked" not in "".join(warned), warned
    rows = [ast.literal_eval(line) for line in told[0].splitlines()]
    assert len(rows) == 4
    for row, (first, second) in enumerate(rows):
        start = 12 * (row % 2)  # the epoch
        assert len(first) == len(second) == 6 and sorted(i for i, _ in first + second) == list(range(start, start + 12))
        assert sorted(first + second) == sorted(sum(rows[row % 2], []))  # both kinds of data sets: the same frames


def test_an_epoch_that_does_not_fill_its_batches(recipe):
    frames = stream(recipe, length=13, batch_size=2, world_size=3, rank=2)
    assert len(frames) == len(list(frames)) == 2
    assert [sample["index"].tolist() for sample in frames] == [[4, 5], [10, 11]]


def test_transforms_see_the_annotations(recipe):
    frames = dataset(recipe, annotations=True, transform=count_instances)
    batch = next(iter(DataLoader(frames, batch_size=4, num_workers=1, multiprocessing_context="spawn")))
    assert batch["seen"].shape == (4, 2) and batch["seen"].any()


def test_tensors_go_where_they_are_asked_to(recipe, monkeypatch):
    # No memory lies behind tensors of the device "meta", which stands in for one that is not the CPU.
    for sample in (dataset(recipe, tensor_device="meta")[2], next(iter(stream(recipe, tensor_device="meta")))):
        assert {sample[name].device.type for name in PASSES} == {"meta"}
        assert sample["rgb"].shape[-3:] == (16, 24, 4) and sample["instance"].dtype == torch.int32
    assert plumb.torch.home("meta").type == "meta"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert plumb.torch.home().type == "cuda"
    monkeypatch.setattr(torch.utils.data, "get_worker_info", lambda: "a worker")
    assert plumb.torch.home().type == "cpu"


def test_the_renderer_takes_further_options_in_workers_too(recipe):
    options = {"amodal": True, "color": plumb.ColorOptions(shadows=False, light_samples=2),
               "keypoints": [plumb.KeypointRule("turner", point=(0, 0.1, 0))]}
    frames = dataset(recipe, annotations=True, renderer_options=options, transform=count_hidden)
    batch = next(iter(DataLoader(frames, batch_size=2, num_workers=1, multiprocessing_context="spawn")))
    assert batch["whole"].shape == (2, 2) and batch["keypoints"].tolist() == [1, 1]
    with pytest.raises(TypeError, match="sample"):
        dataset(recipe, renderer_options={"sampels": 4})[0]


def test_a_data_set_can_be_pickled_after_use(recipe):
    frames = dataset(recipe)
    expected = frames[3]["depth"]
    assert torch.equal(pickle.loads(pickle.dumps(frames))[3]["depth"], expected)


def test_kept_frames_meet_their_conditions(tmp_path):
    path = tmp_path / "kept.json"
    path.write_text(json.dumps(RECIPE | {"keep_if": {"all": [{"match": "turner", "pixels": {"min": 12}}]}}))
    frames = plumb.torch.FrameDataset(SCENE, path, length=6, size=(24, 16), passes=["instance"])
    turner = next(one.id for one in frames.scene().instances if one.name == "turner")
    assert all((frames[i]["instance"] == turner).sum() >= 12 for i in range(6))


def test_what_cannot_be_is_refused(recipe, tmp_path):
    for options in ({"batch_size": 0}, {"batch_size": 13}, {"rank": 2, "world_size": 2}, {"length": 0}):
        with pytest.raises(plumb.InvalidArgumentError):
            stream(recipe, **options)
    with pytest.raises(plumb.InvalidArgumentError, match="names no scene"):
        plumb.torch.FrameDataset(None, recipe, length=1)[0]
    with pytest.raises(plumb.NotFoundError):
        plumb.torch.FrameDataset(SCENE, tmp_path / "nowhere.json", length=1)[0]
    with pytest.raises(plumb.InvalidArgumentError):
        dataset(recipe).set_epoch(-1)


@pytest.mark.parametrize("example,expected", [("train_segmentation.py", "IoU on 64 held-out frames: other"),
                                              ("train_flow.py", "flow as it is")])
def test_examples_run(example, expected):
    done = subprocess.run([sys.executable, ROOT / "examples" / example, "--steps", "2", "--goal", "0"],
                          capture_output=True, text=True, timeout=200)
    assert expected in done.stdout and done.stderr == "", done.stderr
