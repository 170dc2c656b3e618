"""Single-purpose scenes of a few kB for tests and examples."""
import numpy as np

from gltf_writer import GltfWriter
from meshes import flat_box, surface
from stage import facing, quaternion


def _writer(copyright_line, generator):
    writer = GltfWriter(copyright_line, generator)
    for name, color in (("red", (0.8, 0.1, 0.08)), ("blue", (0.08, 0.2, 0.7))):
        writer.add("materials", {"name": name, "pbrMetallicRoughness": {"baseColorFactor": [*color, 1.0],
                                                                      "metallicFactor": 0.0, "roughnessFactor": 0.6}})
    return writer


def _mesh(writer, name, mesh, material):
    return writer.add("meshes", {"name": name, "primitives": [writer.add_primitive(mesh, material)]})


def _camera(writer, eye, target):
    lens = writer.add("cameras", {"name": "main", "type": "perspective", "perspective": {"yfov": 0.8, "znear": 0.05}})
    writer.add_node("main", None, camera=lens, translation=eye, rotation=facing(np.subtract(target, eye)))


def cube(writer):
    """A cube of 1 m seen from a corner."""
    writer.add_node("cube", None, mesh=_mesh(writer, "cube", flat_box((1, 1, 1)), 0), extras={"class": "box"})
    _camera(writer, (1.8, 1.4, 2.4), (0, 0, 0))


def quad(writer):
    """A single-sided square of 2 m in the plane z = 0, 5 m before the camera."""
    mesh = surface(lambda u, v: np.stack([2 * u - 1, 2 * v - 1, 0 * u], 2), 2, 2)
    writer.add_node("quad", None, mesh=_mesh(writer, "quad", mesh, 0), extras={"class": "quad"})
    _camera(writer, (0, 0, 5), (0, 0, 0))


def moving_boxes(writer):
    """Two boxes that share a mesh: one slides along x at 1 m/s, one behind it turns by 90 degrees a second."""
    mesh = _mesh(writer, "box", flat_box((0.8, 0.8, 0.8)), 0)
    other = _mesh(writer, "box_blue", flat_box((0.8, 0.8, 0.8)), 1)
    slider = writer.add_node("slider", None, mesh=mesh, translation=(-1, 0, 0), extras={"class": "box"})
    turner = writer.add_node("turner", None, mesh=other, translation=(0.2, 0, -1.5), extras={"class": "box"})
    times = writer.add_accessor(np.array([0.0, 2.0]), bounds=True)
    slide = writer.add_accessor(np.array([(-1.0, 0, 0), (1.0, 0, 0)]))
    three = writer.add_accessor(np.array([0.0, 1.0, 2.0]), bounds=True)
    turn = writer.add_accessor(np.array([quaternion("y", k * np.pi / 2) for k in range(3)]))
    writer.add("animations", {"name": "move", "samplers": [
        {"input": times, "output": slide, "interpolation": "LINEAR"},
        {"input": three, "output": turn, "interpolation": "LINEAR"}], "channels": [
        {"sampler": 0, "target": {"node": slider, "path": "translation"}},
        {"sampler": 1, "target": {"node": turner, "path": "rotation"}}]})
    _camera(writer, (0, 1.0, 4.5), (0, 0, -0.5))


def write_all(folder, copyright_line, generator):
    """Writes each scene as <name>.glb; returns (file name, bytes) rows."""
    rows = []
    for scene in (cube, quad, moving_boxes):
        writer = _writer(copyright_line, generator)
        scene(writer)
        used = {p["material"] for m in writer.json["meshes"] for p in m["primitives"]}
        writer.json["materials"] = writer.json["materials"][:max(used) + 1]
        rows.append((f"{scene.__name__}.glb", writer.write(folder / f"{scene.__name__}.glb")))
    return rows
