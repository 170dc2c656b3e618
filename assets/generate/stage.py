"""Places meshes as named, classed nodes."""
import numpy as np

import materials
from gltf_writer import GltfWriter
from meshes import unit


def quaternion(axis, angle_rad):
    """xyzw."""
    vector = unit({"x": (1, 0, 0), "y": (0, 1, 0), "z": (0, 0, 1)}[axis] if isinstance(axis, str) else axis)
    return np.append(vector * np.sin(angle_rad / 2), np.cos(angle_rad / 2))


def quaternion_of(matrix):
    """xyzw of a 3 x 3 rotation."""
    m = np.asarray(matrix, float)
    rows = np.array([[m[0, 0] - m[1, 1] - m[2, 2], 0, 0, 0],
                     [m[1, 0] + m[0, 1], m[1, 1] - m[0, 0] - m[2, 2], 0, 0],
                     [m[2, 0] + m[0, 2], m[2, 1] + m[1, 2], m[2, 2] - m[0, 0] - m[1, 1], 0],
                     [m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1], np.trace(m)]]) / 3
    _, vectors = np.linalg.eigh(rows)
    q = vectors[:, -1]
    return q if q[3] >= 0 else -q


def facing(direction, up=(0, 1, 0)):
    """xyzw that turns a node's -z along `direction`, as cameras and lights look."""
    z = -np.asarray(direction, float) / np.linalg.norm(direction)
    x = np.cross(up, z)
    x /= np.linalg.norm(x)
    return quaternion_of(np.stack([x, np.cross(z, x), z], 1))


class Stage:
    """A document with materials, to which objects are added."""

    def __init__(self, copyright_line, generator):
        self.writer = GltfWriter(copyright_line, generator)
        self.materials = materials.add_all(self.writer)
        self.channels, self.samplers = [], []

    def mesh(self, name, parts, **fields):
        """glTF mesh of (Mesh, material name) pairs."""
        primitives = [self.writer.add_primitive(mesh, self.materials[material]) for mesh, material in parts]
        return self.writer.add("meshes", {"name": name, "primitives": primitives, **fields})

    def node(self, name, semantic_class, mesh, at=(0, 0, 0), turn=None, parent=None, **fields):
        """Node that draws `mesh`; `turn` is an angle about +Y in degrees or a quaternion."""
        if turn is not None and np.ndim(turn) == 0:
            turn = quaternion("y", np.radians(turn))
        extras = {"class": semantic_class} if semantic_class else None
        return self.writer.add_node(name, parent, mesh=mesh, translation=np.asarray(at, float) if np.any(at) else None,
                                    rotation=turn, extras=extras, **fields)

    def put(self, name, semantic_class, parts, at=(0, 0, 0), turn=None, parent=None):
        """Mesh and node in one."""
        return self.node(name, semantic_class, self.mesh(name, parts), at, turn, parent)

    def animate(self, node, path, times, values, interpolation="LINEAR"):
        """Adds a channel. `values` has one row a key; for CUBICSPLINE three (in-tangent, value, out-tangent)."""
        values = np.asarray(values, np.float32)
        if path == "rotation" and interpolation != "CUBICSPLINE":
            values = values.copy()
            for k in range(1, len(values)):
                if values[k] @ values[k - 1] < 0:
                    values[k] = -values[k]
        if path == "weights":
            values = values.reshape(-1)
        sampler = {"input": self.writer.add_accessor(np.asarray(times, np.float32), bounds=True),
                   "output": self.writer.add_accessor(values), "interpolation": interpolation}
        self.samplers.append(sampler)
        self.channels.append({"sampler": len(self.samplers) - 1, "target": {"node": node, "path": path}})

    def finish_animation(self, name):
        """Makes one clip of all channels so far."""
        self.writer.add("animations", {"name": name, "channels": self.channels, "samplers": self.samplers})
        self.channels, self.samplers = [], []
