"""What moves, in one clip of six seconds that loops: walker, face, ball, fan, clock, camera."""
import numpy as np

import figure
import walk
from stage import facing, quaternion, quaternion_of

DURATION = 6.0
PATH = walk.EllipsePath((0.20, 0.72), (1.02, 0.64), np.radians(215))
CYCLES = 5                     # of the walk in one clip
KEYS_A_CYCLE = 16
RUG_TOP = 0.012                # the walker's floor, with room for the feet's rounding


def product(a, b):
    """Quaternion that turns by b, then by a; xyzw."""
    v, w = np.asarray(a)[:3], a[3]
    u, s = np.asarray(b)[:3], b[3]
    return np.append(w * u + s * v + np.cross(v, u), w * s - v @ u)


def smooth_keys(times, values):
    """CUBICSPLINE rows with Catmull-Rom tangents of a closed loop (first and last value equal)."""
    times, values = np.asarray(times, float), np.asarray(values, float)
    rows = []
    for k in range(len(times)):
        if 0 < k < len(times) - 1:
            tangent = (values[k + 1] - values[k - 1]) / (times[k + 1] - times[k - 1])
        else:
            tangent = (values[1] - values[-2]) / (times[-1] - times[-2] + times[1] - times[0])
        rows += [tangent, values[k], tangent]
    return np.array(rows)


def tick(stage, node):
    """The second hand: STEP, one tick a second."""
    times = np.arange(0, int(DURATION) + 1)
    turns = [quaternion("z", -np.radians(6 * k + 90)) for k in times]
    stage.animate(node, "rotation", times, turns, "STEP")


def swing(stage, node):
    times = np.linspace(0, DURATION, 61)
    stage.animate(node, "rotation", times, [quaternion("z", 0.085 * np.sin(2 * np.pi * t)) for t in times])


def spin(stage, node):
    """The fan: 4 turns, keys 90 degrees apart."""
    times = np.linspace(0, DURATION, 17)
    stage.animate(node, "rotation", times, [quaternion("y", np.pi / 2 * k) for k in range(17)])


def roll(stage, node, radius):
    """The ball: rolls along x and back without slipping; its place by CUBICSPLINE."""
    times = np.linspace(0, DURATION, 13)
    x = lambda t: -1.55 - 0.55 * np.cos(2 * np.pi * np.asarray(t) / DURATION)
    places = np.stack([x(times), np.full(13, radius), np.full(13, 1.86)], 1)
    stage.animate(node, "translation", times, smooth_keys(times, places), "CUBICSPLINE")
    times = np.linspace(0, DURATION, 49)
    stage.animate(node, "rotation", times, [quaternion("z", -(x(t) - x(0)) / radius) for t in times])


def express(stage, node):
    """Morph weights of the bust: smile, blink, jaw_open, brow_raise."""
    keys = [(0.0, 0.1, 0, 0, 0), (0.7, 0.9, 0, 0, 0.2), (0.85, 0.9, 1, 0, 0.1), (1.0, 0.9, 0, 0, 0.2),
            (1.8, 1, 0, 0, 0.3), (2.3, 0.2, 0, 0.8, 1), (2.7, 0.2, 0, 0.2, 0.8), (3.1, 0.1, 0, 0.9, 1),
            (3.3, 0.1, 1, 0.6, 0.4), (3.5, 0.2, 0, 0.3, 0.3), (4.2, 0.6, 0, 0.5, 0), (4.7, 0.9, 0, 0.1, 0),
            (4.85, 0.9, 1, 0, 0), (5.0, 0.8, 0, 0, 0.1), (6.0, 0.1, 0, 0, 0)]
    keys = np.array(keys)
    stage.animate(node, "weights", keys[:, 0], keys[:, 1:])


def add_walker(stage):
    """Skinned figure; its path moves the node `walker`, above the joints."""
    writer = stage.writer
    mesh = figure.body()
    weights = figure.skin_weights(mesh.positions)
    primitive = writer.add_primitive(mesh, stage.materials["figure"], skin_weights=weights)
    index = writer.add("meshes", {"name": "figure", "primitives": [primitive], "extras": {"class": "person"}})
    place, heading = PATH.at(0.0)
    root = writer.add_node("walker", None, translation=place + [0, RUG_TOP, 0], rotation=quaternion("y", heading))
    joints = {}
    for name, (parent, _, _) in figure.JOINTS.items():
        offset = figure.PLACES[name] - (figure.PLACES[parent] if parent else 0)
        joints[name] = writer.add_node(name, joints[parent] if parent else root, translation=offset)
    inverse = np.tile(np.eye(4), (len(joints), 1, 1))
    inverse[:, :3, 3] = [-figure.PLACES[name] for name in joints]
    skin = writer.add("skins", {"name": "figure", "skeleton": joints["hips"], "joints": list(joints.values()),
                                "inverseBindMatrices": writer.add_accessor(inverse.transpose(0, 2, 1).reshape(-1, 16))})
    writer.add_node("figure", None, mesh=index, skin=skin, extras={"class": "person"})
    _walk(stage, root, joints)


def _walk(stage, root, joints):
    times = np.linspace(0, DURATION, CYCLES * KEYS_A_CYCLE + 1)
    shares = times / DURATION
    ways = [PATH.at(s) for s in shares]
    stage.animate(root, "translation", times, [place + [0, RUG_TOP, 0] for place, _ in ways])
    stage.animate(root, "rotation", times, [quaternion("y", heading) for _, heading in ways])
    walker = walk.Walk(PATH, CYCLES)
    poses = [walker.pose(s) for s in shares]
    stage.animate(joints["hips"], "translation", times, [hips for _, hips in poses])
    for name in joints:
        stage.animate(joints[name], "rotation", times, [quaternion_of(turns[name]) for turns, _ in poses])


def add_cameras(stage):
    """`main` stands in the corner; `moving` glides along the front of the room and back."""
    writer = stage.writer
    lens = lambda name, fov_y: writer.add("cameras", {"name": name, "type": "perspective", "perspective": {
        "yfov": fov_y, "aspectRatio": 16 / 9, "znear": 0.05, "zfar": 60.0}})
    eye = np.array([2.62, 1.62, 2.28])
    writer.add_node("main", None, camera=lens("main", 0.92), translation=eye,
                    rotation=facing(np.array([-0.52, 0.92, -0.75]) - eye))
    turn = lambda t: 2 * np.pi * t / DURATION
    way = lambda t: np.array([0.35 + 2.0 * np.cos(turn(t)), 1.55 + 0.18 * np.cos(2 * turn(t)),
                              2.16 + 0.10 * np.sin(turn(t))])
    look = lambda t: np.array([-0.55 + 0.45 * np.cos(turn(t)), 0.95, -0.9])
    node = writer.add_node("moving", None, camera=lens("moving", 0.95), translation=way(0),
                           rotation=facing(look(0) - way(0)))
    times = np.linspace(0, DURATION, 25)
    stage.animate(node, "translation", times, smooth_keys(times, [way(t) for t in times]), "CUBICSPLINE")
    times = np.linspace(0, DURATION, 49)
    stage.animate(node, "rotation", times, [facing(look(t) - way(t)) for t in times])
