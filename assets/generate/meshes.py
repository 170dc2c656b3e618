"""Triangle meshes: primitives and the few operations that the scene needs. Metres, +Y up, counter-clockwise fronts."""
from dataclasses import dataclass

import numpy as np


@dataclass
class Mesh:
    positions: np.ndarray          # (n, 3)
    normals: np.ndarray            # (n, 3), unit
    triangles: np.ndarray          # (m, 3)
    uvs: np.ndarray = None         # (n, 2) or None
    colors: np.ndarray = None      # (n, 3) linear, or None

    def moved(self, offset):
        return Mesh(self.positions + np.asarray(offset, float), self.normals, self.triangles, self.uvs, self.colors)

    def turned(self, matrix):
        """Rotated by a 3 x 3 rotation matrix."""
        return Mesh(self.positions @ matrix.T, self.normals @ matrix.T, self.triangles, self.uvs, self.colors)

    def painted(self, color):
        """With one linear colour at every vertex."""
        return Mesh(self.positions, self.normals, self.triangles, self.uvs,
                    np.tile(np.asarray(color, float), (len(self.positions), 1)))


def unit(vectors):
    vectors = np.asarray(vectors, float)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-30)


def rotation(axis, angle_rad):
    """3 x 3 rotation matrix about `axis`, "x", "y", "z" or a vector."""
    x, y, z = unit({"x": (1, 0, 0), "y": (0, 1, 0), "z": (0, 0, 1)}.get(axis, axis) if isinstance(axis, str) else axis)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle_rad) * k + (1 - np.cos(angle_rad)) * (k @ k)


def joined(*meshes):
    """One mesh of all; attributes that only some have are dropped."""
    offsets = np.cumsum([0] + [len(m.positions) for m in meshes[:-1]])
    pick = lambda name: (np.concatenate([getattr(m, name) for m in meshes])
                         if all(getattr(m, name) is not None for m in meshes) else None)
    return Mesh(pick("positions"), pick("normals"),
                np.concatenate([m.triangles + o for m, o in zip(meshes, offsets)]), pick("uvs"), pick("colors"))


def tangents(mesh):
    """(n, 4) unit tangents along u, perpendicular to the normals, with the sign that glTF asks for: the bitangent
    cross(normal, tangent) * w points up in the picture, against v."""
    corners, uvs = mesh.positions[mesh.triangles], mesh.uvs[mesh.triangles]
    e1, e2 = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    (u1, v1), (u2, v2) = (uvs[:, 1] - uvs[:, 0]).T, (uvs[:, 2] - uvs[:, 0]).T
    area = u1 * v2 - u2 * v1
    sign = np.where(area < 0, -1.0, 1.0)
    along_u = (e1 * v2[:, None] - e2 * v1[:, None]) * sign[:, None]
    along_v = (e2 * u1[:, None] - e1 * u2[:, None]) * sign[:, None]
    sums = np.zeros((2, len(mesh.positions), 3))
    for k in range(3):
        np.add.at(sums[0], mesh.triangles[:, k], along_u)
        np.add.at(sums[1], mesh.triangles[:, k], along_v)
    n = mesh.normals
    t = sums[0] - n * (sums[0] * n).sum(1, keepdims=True)
    stray = np.where(np.abs(n[:, :1]) < 0.9, [[1.0, 0, 0]], [[0, 1.0, 0]])
    t = np.where(np.linalg.norm(t, axis=1, keepdims=True) > 1e-12, t, np.cross(n, stray))
    t = unit(t)
    up = -sums[1]
    w = np.where((np.cross(n, t) * up).sum(1) < 0, -1.0, 1.0)
    return np.concatenate([t, w[:, None]], 1)


def grid_triangles(rows, columns):
    """Triangles of a rows x columns vertex grid, fronts facing (d/dcolumn x d/drow)."""
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = (i * columns + j).reshape(-1)
    b, c, d = a + 1, a + columns + 1, a + columns
    return np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)], 0)


def without_slivers(mesh):
    """The mesh without triangles of no area, as they stand at poles, and without vertices that nothing uses."""
    corners = mesh.positions[mesh.triangles]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    triangles = mesh.triangles[area > 1e-12]
    used, inverse = np.unique(triangles, return_inverse=True)
    pick = lambda a: None if a is None else a[used]
    return Mesh(mesh.positions[used], mesh.normals[used], inverse.reshape(-1, 3), pick(mesh.uvs), pick(mesh.colors))


def rounded_box(size, radius=0.01, segments=2, uv_scale=1.0, uv_shift=(0.0, 0.0)):
    """Box centred at the origin with rounded edges. Texture coordinates are metres times uv_scale, u along the longer
    side of each face, so that wood grain runs along boards."""
    half = np.asarray(size, float) / 2
    radius = min(radius, half.min() * 0.98)
    inner = half - radius
    parts = []
    for axis in range(3):
        first, second = (axis + 1) % 3, (axis + 2) % 3
        for sign in (1, -1):
            steps = np.tan(np.linspace(0, np.pi / 4, segments + 1)[1:]) * radius
            line = lambda a: np.concatenate([-inner[a] - steps[::-1], [-inner[a], inner[a]], inner[a] + steps])
            a, b = line(first), line(second)
            p = np.empty((len(b), len(a), 3))
            p[..., first], p[..., second], p[..., axis] = a[None, :] * sign, b[:, None], sign * half[axis]
            p = p.reshape(-1, 3)
            core = p.clip(-inner, inner)
            normals = unit(p - core) if radius > 0 else np.tile(np.eye(3)[axis] * sign, (len(p), 1))
            p = core + normals * radius
            u, v = (first, second) if half[first] >= half[second] else (second, first)
            uv = np.stack([p[:, u], p[:, v]], 1) * uv_scale + np.asarray(uv_shift) + 0.37 * axis
            parts.append(Mesh(p, normals, grid_triangles(len(b), len(a)), uv))
    return joined(*parts)


def flat_box(size, uv_scale=1.0, origin=(0, 0, 0)):
    """Box with sharp edges and 12 triangles; texture coordinates from the world-space position (v downwards), so
    that boxes side by side continue one pattern. `origin` is the centre."""
    half = np.asarray(size, float) / 2
    parts = []
    for axis in range(3):
        first, second = (axis + 1) % 3, (axis + 2) % 3
        for sign in (1, -1):
            p = np.zeros((4, 3))
            p[:, axis] = sign * half[axis]
            p[:, first] = np.array([-1, 1, -1, 1]) * half[first] * sign
            p[:, second] = np.array([-1, -1, 1, 1]) * half[second]
            p += np.asarray(origin, float)
            u, v = {0: (2, 1), 1: (0, 2), 2: (0, 1)}[axis]
            uv = np.stack([p[:, u], -p[:, v]], 1) * uv_scale
            parts.append(Mesh(p, np.tile(np.eye(3)[axis] * sign, (4, 1)), grid_triangles(2, 2), uv))
    return joined(*parts)


def lathe(profile, segments=32, uv_scale=(1.0, 1.0), crease_deg=35.0):
    """Surface of revolution about +Y of (radius, height) points. The outside lies to the right of the way from the
    first point to the last, so going upwards at positive radius gives outward fronts."""
    points = np.asarray(profile, float)
    edges = np.diff(points, axis=0)
    lengths = np.linalg.norm(edges, axis=1)
    edge_normals = np.stack([edges[:, 1], -edges[:, 0]], 1) / lengths[:, None]
    along = np.concatenate([[0], np.cumsum(lengths)])
    strips, run = [], [0]
    for k in range(1, len(points)):
        run.append(k)
        is_last = k == len(points) - 1
        if is_last or edge_normals[k - 1] @ edge_normals[k] < np.cos(np.radians(crease_deg)):
            strips.append(run)
            run = [k]
    angles = np.linspace(0, 2 * np.pi, segments + 1)
    parts = []
    for run in strips:
        first, last = run[0], run[-1]
        normal = np.array([unit(edge_normals[max(k - 1, first)] + edge_normals[min(k, last - 1)]) for k in run])
        r, y = points[run, 0], points[run, 1]
        p = np.stack([r[:, None] * np.sin(angles), np.repeat(y[:, None], segments + 1, 1),
                      r[:, None] * np.cos(angles)], 2)
        n = np.stack([normal[:, :1] * np.sin(angles), np.repeat(normal[:, 1:], segments + 1, 1),
                      normal[:, :1] * np.cos(angles)], 2)
        uv = np.stack(np.broadcast_arrays(angles / (2 * np.pi) * uv_scale[0], -along[run][:, None] * uv_scale[1]), 2)
        parts.append(Mesh(p.reshape(-1, 3), unit(n.reshape(-1, 3)), grid_triangles(len(run), segments + 1),
                          uv.reshape(-1, 2)))
    return without_slivers(joined(*parts))


def cylinder(radius, height, bevel=0.004, segments=28, top_radius=None, uv_scale=(1.0, 1.0)):
    """Closed cylinder (or cone frustum) standing on the origin, edges bevelled."""
    top = radius if top_radius is None else top_radius
    bevel = min(bevel, radius * 0.45, top * 0.45, height * 0.45)
    return lathe([(0, 0), (radius - bevel, 0), (radius, bevel), (top, height - bevel), (top - bevel, height),
                  (0, height)], segments, uv_scale, 50.0)


def sphere(radius, segments=32, rings=18, uv_scale=(1.0, 1.0)):
    angles = np.linspace(-np.pi / 2, np.pi / 2, rings + 1)
    profile = np.stack([np.cos(angles) * radius, np.sin(angles) * radius], 1)
    profile[[0, -1], 0] = 0
    return lathe(profile, segments, uv_scale)


def tube(path, radii, segments=10, uv_scale=1.0):
    """Closed tube along (n, 3) points with one radius or one a point; flat caps."""
    path = np.asarray(path, float)
    radii = np.broadcast_to(np.asarray(radii, float), len(path))
    tangents = unit(np.gradient(path, axis=0))
    side = unit(np.cross(tangents[0], [0, 0, 1] if abs(tangents[0][2]) < 0.9 else [1, 0, 0]))
    angles = np.linspace(0, 2 * np.pi, segments + 1)
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    rings, normals = [], []
    for point, tangent, radius in zip(path, tangents, radii):
        side = unit(side - tangent * (side @ tangent))
        other = np.cross(tangent, side)
        n = np.cos(angles)[:, None] * side + np.sin(angles)[:, None] * other
        rings.append(point + n * radius)
        normals.append(n)
    uv = np.stack(np.broadcast_arrays(along[:, None], angles / (2 * np.pi) * 2 * np.pi * radii.max()), 2) * uv_scale
    wall = Mesh(np.concatenate(rings), np.concatenate(normals), grid_triangles(len(path), segments + 1),
                uv.reshape(-1, 2))
    caps = []
    for end, sign in ((0, -1), (-1, 1)):
        ring = rings[end][:-1]
        p = np.concatenate([ring, [path[end]]])
        k = np.arange(segments)
        fan = np.stack([np.full(segments, segments), k, (k + 1) % segments], 1)[:, ::sign]
        caps.append(Mesh(p, np.tile(tangents[end] * sign, (len(p), 1)), fan, p[:, [0, 2]] * uv_scale))
    return joined(wall, *caps)


def surface(function, rows, columns):
    """Open parametric surface; function(u, v) takes (rows, columns) arrays in [0,1] and returns (rows, columns, 3).
    The front faces d/du x d/dv, where u runs along columns."""
    v, u = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns), indexing="ij")
    h = 1e-4
    p = function(u, v)
    n = np.cross(function(u + h, v) - function(u - h, v), function(u, v + h) - function(u, v - h))
    return Mesh(p.reshape(-1, 3), unit(n.reshape(-1, 3)), grid_triangles(rows, columns),
                np.stack([u, 1 - v], 2).reshape(-1, 2))
