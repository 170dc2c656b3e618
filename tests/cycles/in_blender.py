"""Renders a scene of scenes.py with Cycles, inside Blender: blender -b -P in_blender.py -- NAME SAMPLES SIZE OUT.npy"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import blender_scene  # noqa: E402
from scenes import SCENES  # noqa: E402

name, samples, size, out = sys.argv[sys.argv.index("--") + 1:]
blender_scene.build(SCENES[name])
blender_scene.prepare(int(size), int(size))
blender_scene.render(int(samples), 0, out)
