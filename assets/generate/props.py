"""Smaller things: books, lamps, clock, fan, monitor, mug, vase, bottle, plant, ball, painting, tools."""
import numpy as np

from meshes import (Mesh, cylinder, flat_box, grid_triangles, joined, lathe, rotation, rounded_box, sphere, surface,
                    tube, unit)


def book(width, height, depth, column, columns=8):
    """Standing book, spine towards +z, bottom at y = 0: a cover around a block of pages."""
    t = 0.003
    cover = [rounded_box((t, height, depth), 0.001, 1).moved((s * (width - t) / 2, height / 2, 0)) for s in (-1, 1)]
    back = surface(lambda u, v: np.stack([(u - 0.5) * width, v * height, depth / 2 - t + 0.006 * np.sin(np.pi * u)], 2),
                   2, 7)
    back.uvs = (back.uvs * [0.8, 1] + [0.1 + column, 0]) / [columns, 1]
    for side in cover:
        side.uvs = np.stack([(column + 0.06 + 0 * side.positions[:, 2]) / columns,
                             1 - side.positions[:, 1] / height], 1)
    pages = flat_box((width - 2 * t, height - 0.008, depth - 0.012), origin=(0, height / 2, -0.001))
    return [(joined(*cover, back), "books"), (pages, "paper")]


def desk_lamp():
    """Jointed lamp: base at the origin, head towards +x; returns parts, the head's place and its direction."""
    base = cylinder(0.085, 0.022, 0.006, 32)
    lower = tube([(0, 0.02, 0), (-0.10, 0.27, 0)], 0.008, 10)
    upper = tube([(-0.10, 0.27, 0), (0.16, 0.44, 0)], 0.008, 10)
    knee = sphere(0.017, 16, 10).moved((-0.10, 0.27, 0))
    tilt = rotation("z", np.radians(14))
    head = lathe([(0.016, 0.045), (0.022, 0.050), (0.024, 0.09), (0, 0.095)], 24)
    head = joined(head, lathe([(0.078, -0.055), (0.080, -0.053), (0.055, 0.02), (0.022, 0.052), (0.0205, 0.050),
                               (0.053, 0.018), (0.078, -0.055)], 28))
    bulb = sphere(0.026, 16, 10).moved((0, -0.005, 0))
    place = np.array([0.16, 0.44, 0]) - tilt @ np.array([0, 0.075, 0])
    parts = [(joined(base, lower, upper, knee), "black_metal"),
             (head.turned(tilt).moved(place), "enamel_cream"), (bulb.turned(tilt).moved(place), "bulb")]
    return parts, place + tilt @ np.array([0, -0.06, 0]), tilt @ np.array([0, -1, 0])


def floor_lamp():
    """1.62 m, conical shade of cloth with a bulb inside."""
    pole = joined(cylinder(0.15, 0.025, 0.008, 36), tube([(0, 0.02, 0), (0, 1.47, 0)], 0.011, 12))
    shade = surface(lambda u, v: np.stack([(0.21 - 0.07 * v) * np.sin(2 * np.pi * u), 1.32 + 0.30 * v,
                                           (0.21 - 0.07 * v) * np.cos(2 * np.pi * u)], 2), 4, 41)
    bulb = lathe([(0, 1.42), (0.02, 1.43), (0.034, 1.47), (0.030, 1.51), (0, 1.53)], 20)
    return [(pole, "brass"), (shade, "lamp_shade"), (bulb, "bulb")]


def ceiling_fan():
    """(still parts, turning parts) below a mount at the origin; blades turn about +Y."""
    still = [(joined(cylinder(0.065, 0.05, 0.01).moved((0, -0.05, 0)), tube([(0, -0.05, 0), (0, -0.22, 0)], 0.014, 12)),
              "black_metal")]
    hub = lathe([(0, -0.36), (0.055, -0.355), (0.10, -0.32), (0.10, -0.26), (0.05, -0.225), (0, -0.22)], 32)
    blades, arms = [], []
    for k in range(4):
        turn = rotation("y", k * np.pi / 2)
        blade = rounded_box((0.52, 0.010, 0.135), 0.004, 2, 1.2).turned(rotation("x", 0.21)).moved((0.42, -0.30, 0))
        blades.append(blade.turned(turn))
        arms.append(rounded_box((0.16, 0.012, 0.04), 0.004).moved((0.14, -0.305, 0)).turned(turn))
    return still, [(joined(hub, *arms), "black_metal"), (joined(*blades), "walnut")]


def wall_clock():
    """(case, second hand, pendulum): the face lies in the xy plane towards +z; the other two turn about their z."""
    ring = tube([(0.165 * np.cos(a), 0.165 * np.sin(a), 0.02) for a in np.linspace(0, 2 * np.pi, 41)], 0.016, 10)
    face = cylinder(0.16, 0.012, 0.002, 40).turned(rotation("x", np.pi / 2)).moved((0, 0, 0.006))
    face.uvs = face.positions[:, :2] * [1, -1] / 0.32 + 0.5
    box = rounded_box((0.19, 0.44, 0.02), 0.006).moved((0, -0.33, 0.0105))
    frame = [rounded_box((0.022, 0.44, 0.05), 0.006).moved((s * 0.092, -0.33, 0.0455)) for s in (-1, 1)]
    frame.append(rounded_box((0.206, 0.022, 0.05), 0.006).moved((0, -0.561, 0.0455)))
    hand = lambda length, width, angle, z: rounded_box((width, length, 0.003), 0.001, 1).moved(
        (0, length / 2 - 0.015, 0)).turned(rotation("z", angle)).moved((0, 0, z))
    case = [(joined(ring, box, *frame), "walnut"), (face, "clock_face"),
            (joined(hand(0.09, 0.012, np.radians(-305), 0.022), hand(0.13, 0.009, np.radians(-60), 0.026)),
             "black_metal")]
    second = [(joined(hand(0.15, 0.004, 0, 0.031), cylinder(0.009, 0.006, 0.001, 16).turned(
        rotation("x", np.pi / 2)).moved((0, 0, 0.031))), "brass")]
    bob = cylinder(0.034, 0.012, 0.004, 28).turned(rotation("x", np.pi / 2)).moved((0, -0.32, -0.006))
    pendulum = [(joined(tube([(0, 0, 0), (0, -0.31, 0)], 0.004, 8), bob), "brass")]
    return case, second, pendulum


def monitor():
    """On its foot at the origin, facing +z; 0.56 m wide."""
    body = joined(cylinder(0.11, 0.012, 0.003, 32), tube([(0, 0.01, -0.03), (0, 0.24, -0.03)], 0.016, 12),
                  rounded_box((0.58, 0.365, 0.024), 0.008, 2).moved((0, 0.30, 0)))
    glass = surface(lambda u, v: np.stack([(u - 0.5) * 0.556, 0.30 + (v - 0.5) * 0.3475, 0.0125 + 0 * u], 2), 2, 2)
    return [(body, "black_metal"), (glass, "screen")]


def keyboard():
    keys = [flat_box((0.016, 0.008, 0.015)).moved((-0.185 + 0.0206 * i, 0.018, -0.042 + 0.0195 * j))
            for i in range(19) for j in range(5) if not (j == 4 and 4 < i < 11)]
    keys.append(flat_box((0.12, 0.008, 0.015)).moved((-0.04, 0.018, 0.036)))
    body = rounded_box((0.43, 0.014, 0.13), 0.004).moved((0, 0.007, 0))
    return [(body, "black_metal"), (joined(*keys), "white_paint")]


def mug():
    body = lathe([(0, 0), (0.036, 0), (0.040, 0.004), (0.041, 0.094), (0.0395, 0.096), (0.037, 0.094), (0.036, 0.010),
                  (0, 0.008)], 28)
    bow = np.linspace(0.12, np.pi - 0.12, 11)
    handle = tube([(0.039 + 0.026 * np.sin(a), 0.048 + 0.028 * np.cos(a), 0) for a in bow], 0.0055, 10)
    return joined(body, handle)


def vase():
    """Glass with wall thickness, 0.27 m."""
    outer = [(0, 0), (0.045, 0), (0.062, 0.02), (0.075, 0.075), (0.062, 0.14), (0.036, 0.20), (0.034, 0.235),
             (0.048, 0.27)]
    inner = [(0.044, 0.27), (0.030, 0.235), (0.032, 0.20), (0.058, 0.14), (0.071, 0.075), (0.056, 0.026), (0, 0.016)]
    return [(lathe(_rounded(outer) + _rounded(inner), 40, crease_deg=50), "vase_glass")]


def _rounded(points, steps=5):
    """Catmull-Rom through profile points, ends kept."""
    p = np.asarray(points, float)
    p = np.concatenate([[p[0]], p, [p[-1]]])
    out = []
    for k in range(1, len(p) - 2):
        for t in np.arange(steps) / steps:
            a, b, c, d = p[k - 1:k + 3]
            q = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t ** 2 + (3 * b - a - 3 * c + d) * t ** 3)
            out.append((max(q[0], 0), max(q[1], 0)))
    return out + [tuple(p[-2])]


def bottle():
    return [(lathe([(0, 0.006), (0.030, 0), (0.037, 0.006), (0.038, 0.18), (0.034, 0.205), (0.018, 0.235),
                    (0.0145, 0.25), (0.0145, 0.295), (0.017, 0.297), (0.017, 0.308), (0.011, 0.310), (0.011, 0.25),
                    (0.014, 0.235), (0.033, 0.19), (0.034, 0.02), (0, 0.02)], 32), "bottle_glass")]


def bowl():
    return [(lathe(_rounded([(0, 0), (0.05, 0), (0.055, 0.006), (0.10, 0.04), (0.125, 0.075)], 4)
                   + _rounded([(0.121, 0.075), (0.096, 0.043), (0.05, 0.014), (0, 0.010)], 4), 36, crease_deg=50),
             "enamel_blue")]


def fruit(color, radius):
    """Slightly dented ball with vertex colours, lighter towards one side."""
    mesh = sphere(radius, 20, 12)
    p = mesh.positions / radius
    mesh.positions = mesh.positions * (1 - 0.16 * np.exp(-((p[:, :1] ** 2 + p[:, 2:] ** 2) / 0.06)))
    blush = (0.5 + 0.5 * p[:, :1]) ** 2
    mesh.colors = np.asarray(color) * (1 - 0.5 * blush) + np.array([0.75, 0.50, 0.08]) * 0.5 * blush
    mesh.uvs = None
    return mesh.moved((0, radius, 0))


def leaf_card(length, width, droop):
    """Bent card with the stem at the origin, tip towards +z, upper side up; UV covers the leaf picture."""
    rows, columns = 6, 3
    v, u = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns), indexing="ij")
    bend = droop * v
    z, y = np.sin(bend) / max(droop, 1e-3) * length, -(1 - np.cos(bend)) / max(droop, 1e-3) * length
    fold = np.abs(u - 0.5) * 0.30 * width
    p = np.stack([(0.5 - u) * width, y + fold, z], 2).reshape(-1, 3)
    triangles = grid_triangles(rows, columns)
    corners = p[triangles]
    faces = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros_like(p)
    for k in range(3):
        np.add.at(normals, triangles[:, k], faces)
    return Mesh(p, unit(normals), triangles, np.stack([u, 1 - v], 2).reshape(-1, 2))


def plant(seed=31, stems=11, reach=0.27, height=0.95):
    """Pot with soil, curved stems and leaf cards; the pot is 0.34 m high."""
    rng = np.random.default_rng(seed)
    pot = lathe([(0, 0), (0.115, 0), (0.12, 0.006), (0.165, 0.27), (0.18, 0.272), (0.182, 0.335), (0.176, 0.34),
                 (0.160, 0.335), (0.155, 0.30)], 40)
    soil = lathe([(0.157, 0.305), (0.08, 0.315), (0, 0.318)], 24)
    wood, leaves = [], []
    for k in range(stems):
        turn = 2 * np.pi * (k * 0.381966) + rng.uniform(-0.3, 0.3)
        lean = reach * (0.25 + 0.75 * (k % 4) / 3) * rng.uniform(0.85, 1.1)
        rise = height * rng.uniform(0.55, 1.0) * (1.1 - 0.45 * lean / reach)
        t = np.linspace(0, 1, 9)
        away = np.array([np.sin(turn), 0, np.cos(turn)])
        path = (0.03 + lean * t[:, None] ** 1.7) * away + np.array([0, 1, 0]) * (0.30 + rise * t[:, None] ** 0.85)
        wood.append(tube(path, 0.009 * (1 - 0.7 * t), 7))
        for j in range(3, 9):
            for side in (-1, 1) if j < 8 else (0,):
                size = rng.uniform(0.17, 0.25) * (1.0 - 0.25 * (j / 8))
                card = leaf_card(size, size * 0.72, rng.uniform(0.5, 1.1))
                card = card.turned(rotation("x", rng.uniform(-0.75, -0.15)))
                card = card.turned(rotation("y", turn + side * rng.uniform(0.8, 1.6)))
                leaves.append(card.moved(path[j]))
    return [(pot, "terracotta"), (soil, "soil"), (joined(*wood), "bark"), (joined(*leaves), "leaf")]


def framed_painting(width=1.0, height=0.75):
    """Back at z = 0, facing +z."""
    w = 0.055
    bars = [rounded_box((width + 2 * w, w, 0.035), 0.008, 2).moved((0, s * (height + w) / 2, 0.0175)) for s in (-1, 1)]
    bars += [rounded_box((w, height, 0.035), 0.008, 2).moved((s * (width + w) / 2, 0, 0.0175)) for s in (-1, 1)]
    canvas = surface(lambda u, v: np.stack([(u - 0.5) * width, (v - 0.5) * height, 0.015 + 0 * u], 2), 2, 2)
    return [(joined(*bars), "walnut"), (canvas, "painting")]


def mirror(radius=0.36):
    """Round mirror in a brass ring; back at z = 0, facing +z."""
    turn = rotation("x", np.pi / 2)
    ring = tube([(radius * np.cos(a), radius * np.sin(a), 0.014) for a in np.linspace(0, 2 * np.pi, 65)], 0.014, 10)
    return [(ring, "brass"), (cylinder(radius, 0.012, 0.002, 64).turned(turn), "mirror")]


def ball(radius=0.13):
    mesh = sphere(radius, 40, 24)
    mesh.uvs[:, 1] = np.arccos((mesh.positions[:, 1] / radius).clip(-1, 1)) / np.pi
    return [(mesh, "beach_ball")]


def tool_board():
    """Perforated-looking board with hammer, saw and wrench shapes; back at z = 0, facing +z."""
    board = rounded_box((0.80, 0.55, 0.015), 0.005, 1).moved((0, 0, 0.0075))
    grip = [tube([(-0.25, -0.17, 0.03), (-0.25, 0.08, 0.03)], [0.014, 0.011], 12)]
    head = [rounded_box((0.12, 0.035, 0.03), 0.006).moved((-0.25, 0.095, 0.03))]
    saw = Mesh(np.array([(-0.12, 0.12, 0.022), (-0.08, 0.12, 0.022), (-0.12, -0.18, 0.022), (-0.02, -0.18, 0.022)]),
               np.tile([0.0, 0, 1], (4, 1)), np.array([[0, 2, 1], [1, 2, 3]]),
               np.array([(0, 0), (0.1, 0), (0, 1), (0.3, 1)]))
    grip.append(rounded_box((0.11, 0.075, 0.022), 0.010).moved((-0.07, -0.20, 0.026)))
    wrench = [rounded_box((0.022, 0.24, 0.010), 0.004).moved((0.10, -0.03, 0.025))]
    jaw = np.linspace(0.7, 5.6, 15)
    wrench += [tube([(0.10 + 0.026 * np.sin(a), y + s * 0.026 * np.cos(a), 0.025) for a in jaw], 0.008, 8)
               for y, s in ((0.115, -1), (-0.175, 1))]
    drivers = []
    for k, length in enumerate((0.13, 0.17, 0.15)):
        x = 0.20 + 0.06 * k
        grip.append(tube([(x, 0.12, 0.028), (x, 0.03, 0.028)], [0.011, 0.013], 12))
        drivers.append(tube([(x, 0.03, 0.028), (x, 0.03 - length, 0.028)], 0.004, 8))
    return [(board, "oak"), (joined(*grip), "walnut"), (joined(*head, saw, *wrench, *drivers), "steel")]
