"""The programs of docs/python.md run as they stand there."""
import json
import pathlib
import re
import shutil

import numpy as np
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = re.findall(r"```python\n(.*?)```", (ROOT / "docs/python.md").read_text(), re.DOTALL)


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The files that the programs name."""
    shutil.copy(ROOT / "assets/small/moving_boxes.glb", tmp_path / "room.glb")
    (tmp_path / "clutter.json").write_text(json.dumps({
        "version": 1, "scene": "room.glb",
        "camera": {"shell": {"target": "turner", "distance_m": {"uniform": [3, 5]}, "azimuth_deg": [-60, 60],
                             "elevation_deg": [10, 50]}}}))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("index", range(len(PROGRAMS)))
def test_program(index, files):
    program, names = PROGRAMS[index], {}
    for framework in ("torch", "jax"):
        if framework in program:
            names[framework] = pytest.importorskip(framework, reason=f"{framework} is not installed")
    # Each goes on where the quick start ended.
    start = "\n".join(line for line in PROGRAMS[0].splitlines() if "torch" not in line)
    if index > 0:
        exec(compile(start, "quick start", "exec"), names)
    exec(compile(program, f"program {index + 1} of docs/python.md", "exec"), names)
    if index == 0:
        assert names["depth"].shape == (480, 640) and names["depth"].dtype == np.float32
        assert len(names["batch"]) == 64
        assert tuple(names["rgb"].shape) == (64, 480, 640, 4)


def test_without_torch_the_rest_of_the_quick_start_runs(files):
    names = {}
    exec("\n".join(line for line in PROGRAMS[0].splitlines() if "torch" not in line), names)
    assert np.asarray(names["batch"]["rgb"]).shape == (64, 480, 640, 4)
