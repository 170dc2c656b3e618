"""Renders a list of pictures with Cycles, inside Blender: blender -b -P cycles_in_blender.py -- JOB.json

The job names a scene, a size and pictures; their times are written to JOB.json.times as a list."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "cycles"))
import blender_scene  # noqa: E402
from scenes import SCENES  # noqa: E402

job_path = Path(sys.argv[sys.argv.index("--") + 1])
job = json.loads(job_path.read_text())
if job["name"] in SCENES:
    blender_scene.build(SCENES[job["name"]] | {"world": job["world"]})
else:
    blender_scene.load(job["name"], job["pose"], job["fov_y_rad"], job["world"])
blender_scene.prepare(*job["size"])
blender_scene.render(1, 0, job["pictures"][0]["out"])  # loads what later renders have in memory
times = [blender_scene.render(picture["samples"], picture["seed"], picture["out"]) for picture in job["pictures"]]
Path(str(job_path) + ".times").write_text(json.dumps(times))
