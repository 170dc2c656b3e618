"""The programs of docs/vision.md run one after the other, as they stand there."""
import json
import pathlib
import re
import shutil

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_the_programs_for_vision_teams(tmp_path, monkeypatch, capsys):
    pytest.importorskip("torch", reason="torch is not installed")
    shutil.copy(ROOT / "assets/small/moving_boxes.glb", tmp_path / "room.glb")
    (tmp_path / "clutter.json").write_text(json.dumps({
        "version": 1, "scene": "room.glb", "camera": {"shell": {"target": "turner", "distance_m": {"uniform": [3, 5]}}}}))
    monkeypatch.chdir(tmp_path)
    programs = re.findall(r"```python\n(.*?)```", (ROOT / "docs/vision.md").read_text(), re.DOTALL)
    assert len(programs) == 4
    names = {}
    for i, program in enumerate(programs):
        exec(compile(program, f"program {i + 1} of docs/vision.md", "exec"), names)
    share = re.search(r"^([\d.]+) of the pixels", capsys.readouterr().out, re.MULTILINE)
    # Background alone is more than half of these pictures.
    assert share and float(share.group(1)) > 0.5
    assert (tmp_path / "failures/frames/004711/contact.png").is_file()
    assert len(json.loads((tmp_path / "set/coco/annotations/instances.json").read_text())["images"]) == 3
