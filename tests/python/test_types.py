"""The stub tells what the module has."""
import ast
import pathlib
import subprocess
import sys

import pytest

import plumb
from plumb import _core

PACKAGE = pathlib.Path(plumb.__file__).parent

PROGRAM = """
import numpy as np
import plumb

scene = plumb.Scene.load("room.glb")
renderer = plumb.Renderer(plumb.Device.create(), scene, size=(640, 480), passes=["rgb", "depth"])
shot: plumb.Shot = scene.default_shot(time=0.5, dt=1 / 30)
shot.now.camera.fov_y_rad = 0.5
shot.lights.append(plumb.Light(color=(1, 1, 1)))
frame: plumb.Frame = renderer.render(shot)
depth = np.asarray(frame["depth"])
batch: plumb.Batch = renderer.render_batch([plumb.Recipe.load("r.json").shot(scene, seed=7, index=i) for i in range(4)])
one: plumb.Array = batch["rgb"]
other: plumb.Frame = batch[0]
"""


def test_the_stub_has_every_name():
    tree = ast.parse((PACKAGE / "_core.pyi").read_text())
    names = {node.name for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    names |= {node.target.id for node in tree.body if isinstance(node, ast.AnnAssign)}
    assert {name for name in dir(_core) if not name.startswith("_")} <= names
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            told = {entry.name for entry in node.body if isinstance(entry, (ast.FunctionDef, ast.ClassDef))}
            told |= {entry.target.id for entry in node.body if isinstance(entry, ast.AnnAssign)}
            told |= {target.id for entry in node.body if isinstance(entry, ast.Assign) for target in entry.targets}
            there = {name for name in vars(getattr(_core, node.name)) if not name.startswith("_")}
            assert there <= told, node.name


def test_everything_public_is_documented():
    for name in plumb.__all__:
        thing = getattr(plumb, name)
        if isinstance(thing, type) or callable(thing):
            assert (thing.__doc__ or "").strip(), name
    assert (PACKAGE / "py.typed").is_file()


def type_check(code, tmp_path):
    # nanobind writes os.PathLike without its type argument, hence --allow-any-generics.
    pytest.importorskip("mypy", reason="mypy is not installed")
    (tmp_path / "program.py").write_text(code)
    return subprocess.run([sys.executable, "-m", "mypy", "--strict", "--allow-any-generics", "--cache-dir", str(tmp_path / "cache"), "program.py"],
                          cwd=tmp_path, env={"MYPYPATH": str(PACKAGE.parent), "PATH": ""}, capture_output=True,
                          text=True, timeout=240)


def test_a_type_checker_reads_it(tmp_path):
    done = type_check(PROGRAM, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = type_check(PROGRAM + 'renderer.render("a shot")\none.rows\n', tmp_path)
    assert "render" in wrong.stdout and '"rows"' in wrong.stdout
