"""Furniture: sofa, tables, chairs, shelf, desk, sideboard, pedestal, rug, curtains. Built standing on y = 0."""
import numpy as np

from meshes import cylinder, joined, lathe, rotation, rounded_box, surface, tube, unit


def box(size, at, radius=0.008, segments=1, **more):
    return rounded_box(size, radius, segments, **more).moved(at)


def chair():
    """Seat 0.45 m high, back towards -z; legs splayed, back of three curved slats."""
    legs = []
    for x in (-1, 1):
        legs.append(tube([(x * 0.20, 0.003, 0.20), (x * 0.175, 0.43, 0.165)], [0.013, 0.019], 12))
        legs.append(tube([(x * 0.20, 0.004, -0.23), (x * 0.18, 0.25, -0.19), (x * 0.175, 0.45, -0.18),
                          (x * 0.172, 0.68, -0.205), (x * 0.165, 0.90, -0.255)],
                         [0.013, 0.018, 0.018, 0.016, 0.013], 12))
        legs.append(tube([(x * 0.192, 0.16, 0.185), (x * 0.19, 0.16, -0.205)], 0.009, 8))
    rails = [tube([(s * 0.172, 0.415, z), (-s * 0.172, 0.415, z)], 0.016, 10) for s, z in ((1, 0.165), (-1, -0.165))]
    rails += [tube([(x * 0.174, 0.415, -0.17), (x * 0.174, 0.415, 0.16)], 0.016, 10) for x in (-1, 1)]
    slats = []
    for y, z in ((0.62, -0.197), (0.73, -0.215), (0.84, -0.239)):
        bend = np.linspace(-1, 1, 9)
        path = np.stack([bend * 0.168, np.full(9, y), z - 0.035 * (1 - bend ** 2)], 1)
        slats.append(tube(path, 0.012, 8))
    seat = rounded_box((0.43, 0.05, 0.42), 0.022, 4, 5.0).moved((0, 0.452, 0))
    return [(joined(*legs, *rails, *slats), "oak"), (seat, "seat_fabric")]


def round_table():
    """Pedestal table, 1.04 m across, 0.74 m high."""
    top = cylinder(0.52, 0.032, 0.010, 64).moved((0, 0.708, 0))
    top.uvs = top.positions[:, [0, 2]] * 1.1 + 0.21
    column = lathe([(0, 0.05), (0.07, 0.05), (0.085, 0.09), (0.05, 0.16), (0.042, 0.3), (0.05, 0.42), (0.038, 0.56),
                    (0.05, 0.66), (0.16, 0.707), (0, 0.707)], 32, (1, 1))
    feet = []
    for k in range(4):
        path = np.array([(0.03, 0.13, 0), (0.15, 0.125, 0), (0.27, 0.07, 0), (0.34, 0.022, 0), (0.38, 0.021, 0)])
        feet.append(tube(path, [0.032, 0.030, 0.024, 0.020, 0.017], 12).turned(rotation("y", k * np.pi / 2 + 0.785)))
    return [(joined(top, column, *feet), "walnut")]


def coffee_table():
    """Glass plate on a frame of steel and a wooden shelf; 0.60 x 1.05 m, 0.42 m high."""
    frame = []
    for x in (-0.25, 0.25):
        for z in (-0.47, 0.47):
            frame.append(box((0.03, 0.402, 0.03), (x, 0.201, z), 0.004))
    frame += [box((0.47, 0.03, 0.03), (0, 0.387, z), 0.004) for z in (-0.47, 0.47)]
    frame += [box((0.03, 0.03, 0.91), (x, 0.387, 0), 0.004) for x in (-0.25, 0.25)]
    shelf = box((0.466, 0.02, 0.908), (0, 0.14, 0), 0.004, uv_scale=0.9)
    return [(joined(*frame), "black_metal"), (shelf, "oak"),
            (rounded_box((0.60, 0.012, 1.05), 0.005, 2).moved((0, 0.4085, 0)), "table_glass")]


def sofa():
    """Two seats, 1.85 m wide, facing +z; the back at z = -0.42."""
    parts = [box((1.85, 0.17, 0.80), (0, 0.20, 0), 0.035, 3, uv_scale=4.0),
             rounded_box((1.85, 0.62, 0.20), 0.06, 4, 4.0).turned(rotation("x", -0.10)).moved((0, 0.53, -0.36))]
    for x in (-1, 1):
        parts.append(box((0.19, 0.50, 0.84), (x * 0.87, 0.37, 0.0), 0.06, 4, uv_scale=4.0))
        parts.append(box((0.765, 0.16, 0.66), (x * 0.3865, 0.365, 0.075), 0.05, 4, uv_scale=4.0))
        parts.append(rounded_box((0.745, 0.40, 0.15), 0.06, 4, 4.0).turned(rotation("x", -0.20)).moved(
            (x * 0.3865, 0.60, -0.20)))
    legs = [cylinder(0.016, 0.12, 0.002, 12, 0.026).moved((x, 0, z)) for x in (-0.84, 0.84) for z in (-0.32, 0.34)]
    return [(joined(*parts), "sofa_fabric"), (joined(*legs), "walnut")]


def cushion(size=0.40):
    """Pillow around the origin, thin at its seams, z is thickness."""
    def side(sign):
        def shape(u, v):
            a, b = 2 * u - 1, 2 * v - 1
            swell = ((1 - a ** 2).clip(0) * (1 - b ** 2).clip(0)) ** 0.42
            pinch = 1 - 0.07 * (1 - b ** 2) * a ** 2 - 0.07 * (1 - a ** 2) * b ** 2
            return np.stack([sign * a * pinch * size / 2, b * pinch * size / 2, sign * 0.065 * swell], 2)
        mesh = surface(shape, 19, 19)
        mesh.normals = unit(np.where(np.isfinite(mesh.normals), mesh.normals, 0) + [0, 0, sign * 1e-3])
        mesh.uvs = mesh.positions[:, :2] * 4
        return mesh
    return joined(side(1), side(-1))


def shelf(width=1.30, height=2.02, depth=0.32, boards=5):
    """Open shelf with a back panel; returns parts and the heights of its boards' upper faces."""
    t = 0.028
    parts = [box((t, height, depth), (s * (width - t) / 2, height / 2, 0), 0.004, uv_scale=0.9) for s in (-1, 1)]
    parts.append(box((width - 2 * t, height - 0.06, 0.012), (0, height / 2 + 0.03, -depth / 2 + 0.006), 0.003))
    tops = []
    for k in range(boards + 1):
        y = 0.06 + k * (height - 0.06 - t) / boards
        parts.append(box((width - 2 * t, t, depth - 0.013), (0, y + t / 2, 0.0065), 0.003, uv_scale=0.9,
                         uv_shift=(0.17 * k, 0.31 * k)))
        tops.append(y + t)
    parts.append(box((width - 2 * t, 0.06, 0.02), (0, 0.03, depth / 2 - 0.03), 0.003))
    return [(joined(*parts), "walnut")], tops


def desk(width=1.60, depth=0.72):
    """Work desk 0.75 m high: thick top, steel trestles, a drawer."""
    top = box((width, 0.045, depth), (0, 0.7275, 0), 0.008, 2, uv_scale=0.8)
    steel = []
    for x in (-0.66, 0.66):
        for s in (-1, 1):
            steel.append(tube([(x, 0.012, s * 0.30), (x, 0.69, s * 0.17)], 0.016, 10))
        steel.append(tube([(x, 0.69, -0.30), (x, 0.69, 0.30)], 0.015, 10))
        steel.append(tube([(x, 0.26, -0.245), (x, 0.26, 0.245)], 0.011, 8))
    drawer = [box((0.46, 0.12, 0.55), (0.32, 0.644, 0.03), 0.006)]
    knob = cylinder(0.014, 0.022, 0.004, 16).turned(rotation("x", np.pi / 2)).moved((0.32, 0.644, 0.302))
    return [(joined(top, *drawer), "oak"), (joined(*steel), "black_metal"), (knob, "brass")]


def sideboard(width=1.30, height=0.78, depth=0.40):
    """Three doors on short legs, facing +z."""
    parts = [box((width, height - 0.14, depth), (0, 0.14 + (height - 0.14) / 2, 0), 0.008, 2, uv_scale=0.8)]
    knobs = []
    for k in range(3):
        x = (k - 1) * width / 3
        parts.append(box((width / 3 - 0.016, height - 0.18, 0.018), (x, 0.15 + (height - 0.16) / 2, depth / 2 + 0.008),
                         0.005, uv_scale=0.9, uv_shift=(0.3 * k, 0.2)))
        knobs.append(cylinder(0.013, 0.024, 0.004, 16).turned(rotation("x", np.pi / 2)).moved(
            (x + 0.15, 0.50, depth / 2 + 0.017)))
    legs = [cylinder(0.014, 0.14, 0.002, 12, 0.022).moved((x * 0.58, 0, z * 0.15)) for x in (-1, 1) for z in (-1, 1)]
    return [(joined(*parts, *legs), "walnut"), (joined(*knobs), "brass")]


def pedestal(height=1.02):
    foot, column = box((0.34, 0.06, 0.34), (0, 0.03, 0), 0.008, 2), (0.26, height - 0.10, 0.26)
    shaft = box(column, (0, 0.06 + (height - 0.10) / 2, 0), 0.006, 2)
    return [(joined(foot, shaft, box((0.32, 0.04, 0.32), (0, height - 0.02, 0), 0.008, 2)), "white_paint")]


def rug(width=2.3, depth=1.55):
    """Thin slab with a slightly wavy top."""
    def top(u, v):
        edge = np.minimum(np.minimum(u, 1 - u) * width, np.minimum(v, 1 - v) * depth)
        rise = 0.007 * (1 - np.exp(-edge.clip(0) / 0.012)) + 0.0006 * np.sin(9 * u + 4 * v) * (edge > 0.05)
        return np.stack([(u - 0.5) * width, 0.002 + rise, (0.5 - v) * depth], 2)
    return [(surface(top, 40, 56), "rug")]


def curtain(width, drop, folds=6, seed=0):
    """Hanging cloth in the xy plane, top at the origin's height, thickness of folds along z; seen from both sides."""
    def cloth(u, v):
        phase = 2 * np.pi * folds * u + 0.7 * seed
        gather = 1 - 0.10 * np.sin(np.pi * v) * (0.6 + 0.4 * np.sin(seed + 2))
        swing = (0.022 + 0.02 * (1 - v)) * np.sin(phase + 0.5 * np.sin(3.1 * v + seed)) + 0.006 * np.sin(2.3 * phase)
        return np.stack([(u - 0.5) * width * gather, (v - 1) * drop, swing], 2)
    mesh = surface(cloth, 22, folds * 12 + 1)
    mesh.uvs = mesh.uvs * [width * 4, drop * 4]
    return [(mesh, "curtain_velvet")]
