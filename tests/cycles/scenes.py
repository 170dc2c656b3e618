"""Simple scenes whose lights and materials mean the same to plumb and to Blender Cycles, as plain values.

World axes are glTF's for both. A mesh is flat triangles; a material is one lobe: chalk (Lambert's), metal (GGX, white at
every angle) or a lamp that only shines.
"""

import math


def translated(x, y, z):
    return [[1, 0, 0, x], [0, 1, 0, y], [0, 0, 1, z], [0, 0, 0, 1]]


def looking(eye, target):
    """Pose of a camera or a lamp that looks along its -z."""
    back = unit([e - t for e, t in zip(eye, target)])
    up = (0, 1, 0) if abs(back[1]) < 0.99 else (0, 0, -1)
    right = unit(cross(up, back))
    above = cross(back, right)
    return [[right[i], above[i], back[i], eye[i]] for i in range(3)] + [[0, 0, 0, 1]]


def cross(a, b):
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]


def unit(v):
    length = math.sqrt(sum(x * x for x in v))
    return [x / length for x in v]


def quad(a, b, c, d):
    return [a, b, c, d], [(0, 1, 2), (0, 2, 3)]


def floor(half, y=0):
    return quad((-half, y, half), (half, y, half), (half, y, -half), (-half, y, -half))


def box(half):
    corners = [(x, y, z) for x in (-half, half) for y in (-half, half) for z in (-half, half)]
    faces = []
    for a, b, c, d in ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)):
        faces += [(a, b, c), (a, c, d)]
    return corners, faces


def ball(radius, rows=12):
    corners, faces = [], []
    for j in range(rows + 1):
        for i in range(2 * rows):
            theta, phi = math.pi * j / rows, math.pi * i / rows
            corners.append((radius * math.sin(theta) * math.cos(phi), radius * math.cos(theta),
                            -radius * math.sin(theta) * math.sin(phi)))
    for j in range(rows):
        for i in range(2 * rows):
            a, b = j * 2 * rows + i, j * 2 * rows + (i + 1) % (2 * rows)
            c, d = a + 2 * rows, b + 2 * rows
            if j > 0:
                faces.append((a, c, b))
            if j < rows - 1:
                faces.append((b, c, d))
    return corners, faces


def chalk(*color):
    return {"kind": "chalk", "color": color}


def metal(roughness):
    return {"kind": "metal", "roughness": roughness}


def lamp(radiance):
    return {"kind": "lamp", "radiance": radiance}


def item(mesh, material, pose=None):
    return {"mesh": mesh, "material": material, "pose": pose or translated(0, 0, 0)}


HIGH_LAMP = quad((-0.5, 1.98, -0.5), (0.5, 1.98, -0.5), (0.5, 1.98, 0.5), (-0.5, 1.98, 0.5))

SCENES = {
    "terrace": {
        "items": [item(floor(5), chalk(0.6, 0.5, 0.4)), item(box(0.5), chalk(0.2, 0.4, 0.8), translated(0, 0.5, 0))],
        "lights": [{"kind": "directional", "intensity": 3, "pose": looking((1, 3, 2), (0, 0, 0))}],
        "world": 0.3, "camera": looking((2.5, 2, 3), (0, 0.4, 0)), "fov_y_rad": 0.7,
    },
    "lantern": {
        "items": [item(floor(5), chalk(0.5, 0.5, 0.5)), item(box(0.4), chalk(0.8, 0.2, 0.2), translated(0, 0.4, 0))],
        "lights": [{"kind": "point", "intensity": 20, "pose": translated(1.5, 2, 1)}],
        "world": 0.05, "camera": looking((2.5, 2, 3), (0, 0.3, 0)), "fov_y_rad": 0.7,
    },
    "room": {
        "items": [
            item(floor(1), chalk(0.7, 0.7, 0.7)), item(floor(1, 2), chalk(0.7, 0.7, 0.7)),
            item(quad((-1, 0, -1), (1, 0, -1), (1, 2, -1), (-1, 2, -1)), chalk(0.7, 0.7, 0.7)),
            item(quad((-1, 0, -1), (-1, 0, 1), (-1, 2, 1), (-1, 2, -1)), chalk(0.6, 0.1, 0.1)),
            item(quad((1, 0, -1), (1, 0, 1), (1, 2, 1), (1, 2, -1)), chalk(0.1, 0.5, 0.1)),
            item(box(0.3), chalk(0.7, 0.7, 0.7), translated(0.3, 0.3, -0.2)), item(HIGH_LAMP, lamp(6)),
        ],
        "lights": [], "world": 0, "camera": looking((0, 1, 3.4), (0, 1, 0)), "fov_y_rad": 0.75,
    },
    "ball": {
        "items": [item(floor(5), chalk(0.5, 0.5, 0.5)), item(ball(0.6), metal(0.4), translated(0, 0.6, 0)),
                  item(HIGH_LAMP, lamp(8))],
        "lights": [], "world": 0.2, "camera": looking((1.5, 1.4, 2.6), (0, 0.5, 0)), "fov_y_rad": 0.7,
    },
}
