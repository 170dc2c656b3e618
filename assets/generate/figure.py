"""A stylized person: a smooth body from a distance function, a skeleton of 19 joints, and skin weights.
Stands on y = 0, faces +z, 1.72 m tall, arms lowered by 45 degrees; +x is the person's left."""
import numpy as np

from surface_nets import ellipsoid, polygonize, round_cone, smooth_union

ARM = np.array([0.70710678, -0.70710678, 0.0])
SHOULDER = np.array([0.165, 1.395, -0.01])
# name: (parent, place, end of the bone)
JOINTS = {
    "hips": (None, (0, 0.93, 0), (0, 1.03, 0)),
    "spine": ("hips", (0, 1.05, 0), (0, 1.18, 0)),
    "chest": ("spine", (0, 1.20, 0), (0, 1.40, -0.01)),
    "neck": ("chest", (0, 1.445, -0.01), (0, 1.50, 0)),
    "head": ("neck", (0, 1.525, 0), (0, 1.70, 0.01)),
}
for _side, _x in (("left", 1), ("right", -1)):
    _flip = np.array([_x, 1, 1])
    _elbow, _wrist, _tip = (SHOULDER + ARM * d for d in (0.275, 0.525, 0.66))
    JOINTS.update({
        f"upper_arm_{_side}": ("chest", SHOULDER * _flip, _elbow * _flip),
        f"forearm_{_side}": (f"upper_arm_{_side}", _elbow * _flip, _wrist * _flip),
        f"hand_{_side}": (f"forearm_{_side}", _wrist * _flip, _tip * _flip),
        f"thigh_{_side}": ("hips", (0.095 * _x, 0.905, 0), (0.095 * _x, 0.49, 0)),
        f"shin_{_side}": (f"thigh_{_side}", (0.095 * _x, 0.49, 0), (0.095 * _x, 0.09, 0)),
        f"foot_{_side}": (f"shin_{_side}", (0.095 * _x, 0.09, 0), (0.095 * _x, 0.03, 0.11)),
        f"toe_{_side}": (f"foot_{_side}", (0.095 * _x, 0.03, 0.11), (0.095 * _x, 0.03, 0.19)),
    })
PLACES = {name: np.asarray(place, float) for name, (_, place, _) in JOINTS.items()}

COLORS = {"skin": (0.68, 0.36, 0.22), "hair": (0.055, 0.028, 0.018), "shirt": (0.55, 0.13, 0.08),
          "apron": (0.10, 0.17, 0.16), "trousers": (0.055, 0.085, 0.17), "shoes": (0.10, 0.055, 0.03),
          "sole": (0.5, 0.46, 0.4), "eye": (0.012, 0.010, 0.010), "lip": (0.42, 0.14, 0.10)}


def _flat(distance, about, factor):
    """Squeezes a distance function along z, roughly keeping it a distance."""
    scale = np.array([1, 1, factor])
    return lambda p: distance((p - about) * scale + about) / factor


def _parts():
    """(label, distance, blending radius) on the side x >= 0 and in the middle; sides are mirrored by |x|."""
    elbow, wrist = PLACES["forearm_left"], PLACES["hand_left"]
    ahead = np.array([0, 0, 1.0])
    return [
        ("shirt", _flat(round_cone((0, 1.03, 0), (0, 1.30, 0), 0.135, 0.155), np.array([0, 1.2, 0]), 1.35), 0.05),
        ("shirt", _flat(round_cone((0.03, 1.335, -0.005), (0.120, 1.365, -0.01), 0.095, 0.070),
                        np.array([0, 1.3, -0.01]), 1.15), 0.05),
        ("shirt", round_cone(SHOULDER, elbow, 0.055, 0.048), 0.03),
        ("shirt", round_cone(elbow, wrist - ARM * 0.03, 0.049, 0.040), 0.02),
        ("trousers", _flat(round_cone((0.0, 0.93, -0.005), (0.055, 0.93, -0.005), 0.125, 0.115),
                           np.array([0, 0.93, 0]), 1.2), 0.04),
        ("trousers", round_cone((0.092, 0.86, 0), PLACES["shin_left"], 0.092, 0.066), 0.03),
        ("trousers", round_cone(PLACES["shin_left"], (0.095, 0.115, 0), 0.066, 0.056), 0.02),
        ("skin", round_cone((0, 1.40, -0.012), (0, 1.54, 0.0), 0.052, 0.050), 0.02),
        ("skin", ellipsoid((0, 1.625, 0.0), (0.083, 0.100, 0.097)), 0.02),
        ("skin", round_cone((0, 1.565, 0.030), (0.0, 1.555, 0.045), 0.056, 0.042), 0.03),
        ("skin", round_cone((0, 1.612, 0.091), (0, 1.597, 0.102), 0.009, 0.012), 0.012),
        ("skin", ellipsoid((0.086, 1.605, -0.005), (0.012, 0.027, 0.018)), 0.008),
        ("lip", ellipsoid((0, 1.563, 0.086), (0.022, 0.0065, 0.009)), 0.006),
        ("eye", ellipsoid((0.031, 1.632, 0.086), (0.0105, 0.0145, 0.008)), 0.002),
        ("hair", round_cone((0.020, 1.660, 0.089), (0.046, 1.657, 0.077), 0.005, 0.0035), 0.003),
        ("hair", _hair, 0.008),
        ("skin", round_cone(wrist - ARM * 0.05, wrist + ARM * 0.01, 0.029, 0.027), 0.012),
        ("skin", round_cone(wrist + ARM * 0.04, wrist + ARM * 0.085, 0.035, 0.030), 0.02),
        ("skin", round_cone(wrist + ARM * 0.08, wrist + ARM * 0.145, 0.026, 0.018), 0.02),
        ("skin", round_cone(wrist + ARM * 0.025 + ahead * 0.018, wrist + ARM * 0.09 + ahead * 0.052, 0.017, 0.012),
         0.012),
        ("shoes", round_cone((0.095, 0.048, -0.022), (0.100, 0.036, 0.135), 0.056, 0.044), 0.02),
    ]


def _hair(p):
    cap = ellipsoid((0, 1.642, -0.012), (0.095, 0.105, 0.103))(p)
    hairline = (p[:, 2] - 0.045) * 0.75 - (p[:, 1] - 1.655) * 0.85
    knot = np.linalg.norm(p - np.array([0, 1.70, -0.105]), axis=1) - 0.038
    fringe = np.linalg.norm((p - np.array([0, 1.705, 0.045])) / [1.5, 1, 1], axis=1) - 0.046
    return np.minimum(np.minimum(np.maximum(cap, hairline), knot), fringe)


def _evaluate(p):
    """Distance, and index of the nearest part."""
    q = p.copy()
    q[:, 0] = np.abs(q[:, 0])
    total, nearest, label = None, None, None
    for k, (_, part, blend) in enumerate(PARTS):
        d = part(q)
        if total is None:
            total, nearest, label = d, d, np.zeros(len(p), int)
        else:
            total = smooth_union(total, d, blend)
            label = np.where(d < nearest, k, label)
            nearest = np.minimum(nearest, d)
    return np.maximum(total, -p[:, 1]), label


PARTS = _parts()


def body(cell=0.0155):
    """The mesh in its bind pose, with vertex colours."""
    mesh = polygonize(lambda p: _evaluate(p)[0], (-0.72, -0.03, -0.22), (0.72, 1.80, 0.26), cell)
    _, label = _evaluate(mesh.positions)
    palette = np.array([COLORS[name] for name, _, _ in PARTS])
    mesh.colors = palette[label]
    p = mesh.positions
    names = np.array([name for name, _, _ in PARTS])[label]
    mesh.colors[(names == "shoes") & (p[:, 1] < 0.022)] = COLORS["sole"]
    front = (p[:, 2] > 0.03) & (names != "skin")
    bib = front & (np.abs(p[:, 0]) < 0.105) & (p[:, 1] > 1.0) & (p[:, 1] < 1.335)
    strap = front & (np.abs(np.abs(p[:, 0]) - 0.085) < 0.017) & (p[:, 1] >= 1.335) & (p[:, 1] < 1.46)
    belt = (np.isin(names, ["shirt", "trousers"])) & (np.abs(p[:, 1] - 1.0) < 0.022) & (np.abs(p[:, 0]) < 0.25)
    lap = (p[:, 2] > 0.01) & (names == "trousers") & (p[:, 1] > 0.66) & (p[:, 1] < 1.01)
    mesh.colors[bib | strap | belt | lap] = COLORS["apron"]
    return mesh


def skin_weights(positions, softness=0.022):
    """Four joints and weights a vertex: a soft minimum over the distances to the bones."""
    names = list(JOINTS)
    distance = np.empty((len(positions), len(names)))
    for k, (_, start, end) in enumerate(JOINTS.values()):
        distance[:, k] = round_cone(start, end, 0, 0)(positions)
        side = np.sign(np.asarray(start)[0])
        if side:
            distance[:, k] += np.maximum(0, -side * positions[:, 0]) * 2
    weight = np.exp(-(distance - distance.min(1, keepdims=True)) / softness)
    joints = np.argsort(-weight, axis=1, kind="stable")[:, :4]
    chosen = np.take_along_axis(weight, joints, 1)
    chosen[chosen < 0.01] = 0
    chosen /= chosen.sum(1, keepdims=True)
    return np.where(chosen > 0, joints, 0), chosen.astype(np.float32)
