"""A bust of glazed clay with the morph targets smile, blink, jaw_open and brow_raise. Base on y = 0, faces +z."""
import numpy as np

from meshes import Mesh, joined, lathe, rotation
from noise import smoothstep
from surface_nets import ellipsoid, geometric_normals, polygonize, round_cone, smooth_cut, smooth_union

TARGETS = ["smile", "blink", "jaw_open", "brow_raise"]
EYE, EYE_RADIUS = np.array([0.034, 0.290, 0.0635]), 0.0205
MOUTH_Y = 0.2115
COLORS = {"clay": (0.72, 0.42, 0.26), "lip": (0.52, 0.17, 0.13), "brow": (0.10, 0.055, 0.035),
          "hair": (0.16, 0.075, 0.04), "collar": (0.07, 0.20, 0.22), "mouth": (0.10, 0.02, 0.02),
          "lid": (0.64, 0.34, 0.21)}


def _lip(sign):
    middle, corner = (0, MOUTH_Y + sign * 0.0070, 0.0935), (0.0285, MOUTH_Y + sign * 0.0005, 0.0775)
    half = (0.015, MOUTH_Y + sign * 0.0062, 0.0900)
    a, b = round_cone(middle, half, 0.0062, 0.0056), round_cone(half, corner, 0.0056, 0.0030)
    return lambda p: np.minimum(a(p), b(p))


def _hair(p):
    cap = ellipsoid((0, 0.302, -0.014), (0.087, 0.110, 0.103))(p)
    hairline = (p[:, 2] - 0.052) * 0.72 - (p[:, 1] - 0.335) * 0.7
    waves = 0.0022 * np.sin(p[:, 0] * 160 + 30 * p[:, 1]) * np.sin(p[:, 1] * 45 + p[:, 2] * 70)
    return np.maximum(cap + waves, hairline)


PARTS = [
    ("clay", ellipsoid((0, 0.300, -0.010), (0.078, 0.100, 0.096)), 0),
    ("clay", ellipsoid((0, 0.240, 0.020), (0.060, 0.078, 0.068)), 0.025),
    ("clay", ellipsoid((0, 0.183, 0.056), (0.026, 0.020, 0.022)), 0.025),
    ("clay", ellipsoid((0.038, 0.246, 0.056), (0.025, 0.022, 0.022)), 0.022),
    ("clay", ellipsoid((0.033, 0.314, 0.070), (0.030, 0.009, 0.016)), 0.020),
    ("clay", round_cone((0, 0.298, 0.086), (0, 0.252, 0.107), 0.008, 0.0125), 0.014),
    ("clay", ellipsoid((0.011, 0.249, 0.096), (0.009, 0.008, 0.010)), 0.006),
    ("clay", round_cone((0, 0.060, -0.018), (0, 0.210, -0.015), 0.052, 0.046), 0.02),
    ("clay", ellipsoid((0.079, 0.268, -0.008), (0.010, 0.030, 0.019)), 0.008),
    ("lip", _lip(1), 0.005), ("lip", _lip(-1), 0.004),
    ("brow", round_cone((0.017, 0.3240, 0.0880), (0.040, 0.3265, 0.0825), 0.0062, 0.0056), 0.003),
    ("brow", round_cone((0.040, 0.3265, 0.0825), (0.056, 0.3180, 0.0660), 0.0056, 0.0030), 0.003),
    ("hair", _hair, 0.006),
    ("collar", ellipsoid((0, 0.020, -0.012), (0.130, 0.115, 0.085)), 0.012),
]


def _evaluate(p):
    q = p.copy()
    q[:, 0] = np.abs(q[:, 0])
    total, nearest, label = None, None, np.zeros(len(p), int)
    for k, (_, part, blend) in enumerate(PARTS):
        d = part(q)
        total = d if total is None else smooth_union(total, d, blend)
        label = label if nearest is None else np.where(d < nearest, k, label)
        nearest = d if nearest is None else np.minimum(nearest, d)
    socket = np.linalg.norm(q - (EYE + [0.002, 0, 0.008]), axis=1) - 0.0225
    total = smooth_cut(total, socket, 0.008)
    slot = ellipsoid((0, MOUTH_Y, 0.078), (0.0275, 0.0034, 0.026))(q)
    total = smooth_cut(total, slot, 0.002)
    return np.maximum(total, -p[:, 1]), label, slot


def _head(cell):
    mesh = polygonize(lambda p: _evaluate(p)[0], (-0.15, -0.02, -0.14), (0.15, 0.44, 0.14), cell)
    _, label, slot = _evaluate(mesh.positions)
    mesh.colors = np.array([COLORS[name] for name, _, _ in PARTS])[label]
    mesh.colors[(slot < 0.0012) & (mesh.positions[:, 2] < 0.089)] = COLORS["mouth"]
    return mesh


def _eyeball():
    """Sphere with its pole to +z and rings at the rims of pupil and iris."""
    angles = np.radians([0, 6, 12, 13, 20, 26, 27.5, 40, 55, 75, 100])
    mesh = lathe([(np.sin(a) * EYE_RADIUS, -np.cos(a) * EYE_RADIUS) for a in angles], 24, crease_deg=60)
    mesh = mesh.turned(rotation("x", -np.pi / 2))
    off = np.degrees(np.arccos((mesh.positions[:, 2] / EYE_RADIUS).clip(-1, 1)))
    mesh.colors = np.where((off < 12.5)[:, None], (0.01, 0.01, 0.012),
                           np.where((off < 26.5)[:, None], (0.09, 0.24, 0.30), (0.86, 0.84, 0.80)))
    mesh.uvs = None
    return mesh


def _lid(edge_deg):
    """Upper lid: shell over the eyeball from behind the top down to `edge_deg` of elevation, with a rolled rim."""
    rows, columns = 9, 17
    v, u = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns), indexing="ij")
    azimuth = np.radians(-72 + 144 * u)
    arch = np.cos(azimuth)
    elevation = np.radians(82 + (edge_deg * arch + 4 * (1 - arch) - 82) * v)
    radius = EYE_RADIUS * (1.13 - 0.09 * smoothstep(0.85, 1.0, v))
    p = np.stack([np.cos(elevation) * np.sin(azimuth), np.sin(elevation), np.cos(elevation) * np.cos(azimuth)], 2)
    return (p * radius[..., None]).reshape(-1, 3), (rows, columns)


def _lid_triangles(rows, columns):
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = (i * columns + j).reshape(-1)
    return np.concatenate([np.stack([a, a + columns, a + columns + 1], 1), np.stack([a, a + columns + 1, a + 1], 1)])


def _displacements(p):
    """Per target: displacement of the head's vertices."""
    side, q = np.sign(p[:, :1]), np.abs(p[:, 0])
    def bump(x, y, z, sx, sy, sz):
        return np.exp(-((q - x) / sx) ** 2 - ((p[:, 1] - y) / sy) ** 2 - ((p[:, 2] - z) / sz) ** 2)[:, None]
    in_front = smoothstep(0.0, 0.05, p[:, 2])[:, None]
    corner, cheek = bump(0.030, MOUTH_Y, 0.078, 0.015, 0.013, 0.03), bump(0.040, 0.245, 0.07, 0.020, 0.018, 0.04)
    smile = np.hstack([side * (0.0085 * corner + 0.003 * cheek), 0.0105 * corner + 0.005 * cheek,
                       -0.004 * corner + 0.0035 * cheek]) * in_front
    softness = 0.0012 + 0.030 * smoothstep(0.022, 0.05, q)
    below = smoothstep(-1.0, 1.0, (MOUTH_Y - p[:, 1]) / softness)
    held = smoothstep(0.135, 0.175, p[:, 1] + 0.25 * p[:, 2]) * smoothstep(-0.03, 0.03, p[:, 2])
    jaw = (below * held)[:, None]
    hinge = np.array([0, 0.245, -0.012])
    turned = (p - hinge) @ rotation("x", np.radians(15)).T + hinge - p
    brow = bump(0.035, 0.323, 0.082, 0.034, 0.020, 0.05) * [[0, 0.0105, 0.0012]] + bump(
        0.0, 0.350, 0.07, 0.05, 0.02, 0.05) * [[0, 0.004, 0]]
    blink = bump(0.035, 0.318, 0.082, 0.03, 0.012, 0.03) * [[0, -0.0025, 0]]
    return [smile, blink, turned * jaw, brow * in_front]


def _displaced_normals(mesh, shift):
    """Change of the vertex normals, zero where the surface does not move."""
    before = geometric_normals(mesh.positions, mesh.triangles)
    after = geometric_normals(mesh.positions + shift, mesh.triangles)
    change = after - before
    change[np.linalg.norm(change, axis=1) < 1e-3] = 0
    return change


def bust(cell=0.0058):
    """(mesh with vertex colours, [(position, normal) displacements per name in TARGETS])."""
    head = _head(cell)
    shifts = []
    for shift in _displacements(head.positions):
        shift = np.where(np.linalg.norm(shift, axis=1, keepdims=True) < 5e-5, 0, shift)
        shifts.append([(shift, _displaced_normals(head, shift))])
    meshes = [head]
    for x in (1, -1):
        place = EYE * [x, 1, 1]
        eye = _eyeball().turned(rotation("y", np.radians(4 * x))).moved(place)
        still = np.zeros_like(eye.positions)
        rest, (rows, columns) = _lid(34)
        closed, _ = _lid(-55)
        triangles = _lid_triangles(rows, columns)
        lid = Mesh(rest + place, geometric_normals(rest, triangles), triangles, None,
                   np.tile(COLORS["lid"], (len(rest), 1)))
        meshes += [eye, lid]
        for name, rows_of in zip(TARGETS, shifts):
            move = closed - rest if name == "blink" else np.zeros_like(rest)
            rows_of += [(still, still), (move, geometric_normals(closed, triangles) - lid.normals
                                         if name == "blink" else move)]
    head.uvs = None
    targets = [(np.concatenate([p for p, _ in rows]), np.concatenate([n for _, n in rows])) for rows in shifts]
    return joined(*meshes), targets
