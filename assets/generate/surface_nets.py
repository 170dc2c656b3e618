"""Closed smooth meshes from signed distance functions, by naive surface nets (Gibson 1998), moved onto the surface."""
import numpy as np

from meshes import Mesh, unit


def gradient(distance, points, step=1e-3):
    out = np.empty_like(points)
    for axis in range(3):
        offset = np.zeros(3)
        offset[axis] = step
        out[:, axis] = (distance(points + offset) - distance(points - offset)) / (2 * step)
    return out


def polygonize(distance, low, high, cell):
    """Mesh of distance(points (n, 3)) = 0 inside the box low..high; the surface must not reach the box."""
    low = np.asarray(low, float)
    count = np.ceil((np.asarray(high, float) - low) / cell).astype(int) + 1
    axes = [low[a] + cell * np.arange(count[a]) for a in range(3)]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), 3).reshape(-1, 3)
    values = distance(points).reshape(count)
    inside = values < 0

    weight, total = np.zeros(count - 1), np.zeros((*(count - 1), 3))
    for axis in range(3):
        others = [a for a in range(3) if a != axis]
        for da in (0, 1):
            for db in (0, 1):
                start = [0, 0, 0]
                start[others[0]], start[others[1]] = da, db
                end = list(start)
                end[axis] = 1
                a = _window(values, start, count)
                b = _window(values, end, count)
                crosses = (a < 0) != (b < 0)
                t = np.where(crosses, a / np.where(crosses, a - b, 1), 0)
                weight += crosses
                for k in range(3):
                    total[..., k] += crosses * (start[k] + (t if k == axis else 0))
    used = weight > 0
    index = np.full(count - 1, -1)
    index[used] = np.arange(used.sum())
    cells = np.argwhere(used)
    p = low + cell * (cells + total[used] / weight[used][:, None])
    for _ in range(3):
        g = gradient(distance, p)
        step = -distance(p)[:, None] * g / np.maximum((g * g).sum(1, keepdims=True), 0.05)
        p += step.clip(-cell * 0.5, cell * 0.5)
    return Mesh(p, unit(gradient(distance, p)), _quads(inside, index))


def _window(values, start, count):
    return values[tuple(slice(s, s + n - 1) for s, n in zip(start, count))]


def _quads(inside, index):
    triangles = []
    for axis in range(3):
        b, c = (axis + 1) % 3, (axis + 2) % 3
        low = [slice(None)] * 3
        high = [slice(None)] * 3
        low[axis], high[axis] = slice(0, -1), slice(1, None)
        crossing = inside[tuple(low)] != inside[tuple(high)]
        edges = np.argwhere(crossing)
        edges = edges[(edges[:, b] > 0) & (edges[:, c] > 0)]
        edges = edges[(edges[:, b] < inside.shape[b] - 1) & (edges[:, c] < inside.shape[c] - 1)]
        corner = []
        for db, dc in ((1, 1), (0, 1), (0, 0), (1, 0)):
            cell = edges.copy()
            cell[:, b] -= db
            cell[:, c] -= dc
            corner.append(index[tuple(cell.T)])
        quad = np.stack(corner, 1)
        flip = ~inside[tuple(edges.T)]
        quad[flip] = quad[flip][:, ::-1]
        triangles += [quad[:, [0, 1, 2]], quad[:, [0, 2, 3]]]
    return np.concatenate(triangles)


def geometric_normals(positions, triangles):
    """Area-weighted vertex normals."""
    corners = positions[triangles]
    faces = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros_like(positions)
    for k in range(3):
        np.add.at(normals, triangles[:, k], faces)
    return unit(normals)


def round_cone(a, b, radius_a, radius_b):
    """Distance to a segment minus a radius that runs from radius_a to radius_b."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    d = b - a
    def distance(p):
        t = (((p - a) @ d) / (d @ d)).clip(0, 1)
        return np.linalg.norm(p - a - t[:, None] * d, axis=1) - (radius_a + (radius_b - radius_a) * t)
    return distance


def ellipsoid(centre, radii):
    centre, radii = np.asarray(centre, float), np.asarray(radii, float)
    def distance(p):
        q = (p - centre) / radii
        k0 = np.linalg.norm(q, axis=1)
        k1 = np.linalg.norm(q / radii, axis=1)
        return np.where(k1 > 1e-9, k0 * (k0 - 1) / np.maximum(k1, 1e-9), -radii.min())
    return distance


def smooth_union(a, b, k):
    h = (0.5 + 0.5 * (b - a) / k).clip(0, 1)
    return b + (a - b) * h - k * h * (1 - h)


def smooth_cut(a, b, k):
    """a without b."""
    return -smooth_union(-a, b, k)
