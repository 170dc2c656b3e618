"""A walk cycle from foot prints: legs by two-bone inverse kinematics, so that feet stay on the floor."""
import numpy as np

from figure import ARM, PLACES
from meshes import rotation
from noise import smoothstep

THIGH = PLACES["thigh_left"][1] - PLACES["shin_left"][1]
SHIN = PLACES["shin_left"][1] - PLACES["foot_left"][1]
ANKLE = PLACES["foot_left"][1]
BALL = PLACES["toe_left"] - PLACES["foot_left"]      # from the ankle to the ball of the foot, flat
HEEL = np.array([0, -ANKLE, -0.06])
STANCE = 0.62


def _foot(phase, stride):
    """(ankle (y, z) relative to the floor below the hips, foot pitch, positive with the heel up)."""
    toe_off, strike = np.radians(42), np.radians(-20)
    def on_floor(at):
        z = stride * STANCE * (0.5 - at / STANCE)
        if at < 0.12:
            pitch = strike * (1 - at / 0.12)
            pivot = np.array([0, 0, z + HEEL[2]])
            return pivot - rotation("x", pitch) @ HEEL, pitch
        pitch = toe_off * smoothstep(0.36, STANCE, np.float64(at)) ** 1.3
        flat_ball = np.array([BALL[0], ANKLE + BALL[1], z + BALL[2]])
        return flat_ball - rotation("x", pitch) @ BALL, pitch
    if phase < STANCE:
        ankle, pitch = on_floor(phase)
        return ankle[1:], pitch
    t = (phase - STANCE) / (1 - STANCE)
    start, _ = on_floor(STANCE)
    end, _ = on_floor(0.0)
    s = t * t * (3 - 2 * t)
    y = start[1] + (end[1] - start[1]) * t + 0.045 * np.sin(np.pi * t) * (1 - 0.4 * t)
    pitch = toe_off + (strike - toe_off) * smoothstep(0.0, 0.8, np.float64(t))
    return np.array([y, start[2] + (end[2] - start[2]) * s]), pitch


def pose(phase, stride):
    """Joint rotations (3 x 3, parent from joint) by name and the hips' place, at `phase` in [0, 1) of a cycle in which
    the body goes forward by `stride` metres. At 0 the left heel strikes."""
    sway = 2 * np.pi * phase
    turns = {}
    hips = PLACES["hips"] + [0.014 * np.sin(sway), -0.027 + 0.026 * np.cos(2 * sway - 3.5), 0]
    pelvis = rotation("y", np.radians(-5) * np.cos(sway)) @ rotation("z", np.radians(2.5) * np.sin(sway))
    turns["hips"] = pelvis
    twist = rotation("y", np.radians(6.5) * np.cos(sway)) @ rotation("x", np.radians(2.5))
    turns["spine"] = pelvis.T @ rotation("x", np.radians(2))
    turns["chest"] = twist
    turns["neck"] = rotation("y", np.radians(-3) * np.cos(sway))
    turns["head"] = rotation("y", np.radians(-3.5) * np.cos(sway)) @ rotation("x", np.radians(-3 + np.sin(2 * sway)))
    for side, x, shift in (("left", 1, 0.0), ("right", -1, 0.5)):
        _leg(turns, side, hips, pelvis, _foot((phase + shift) % 1, stride))
        swing = -np.cos(sway + 2 * np.pi * shift)
        arm = ARM * [x, 1, 1]
        lower = rotation("z", -x * np.radians(34))
        turns[f"upper_arm_{side}"] = rotation("x", np.radians(-4) - np.radians(23) * swing) @ lower
        bend = np.radians(20 + 13 * (0.5 + 0.5 * swing))
        turns[f"forearm_{side}"] = rotation(np.cross(arm, [0, 0, 1]), bend)
        turns[f"hand_{side}"] = rotation(np.cross(arm, [0, 0, 1]), np.radians(8))
    return turns, hips


def _leg(turns, side, hips, pelvis, foot):
    (ankle_y, ankle_z), pitch = foot
    x = PLACES[f"thigh_{side}"][0]
    start = hips + pelvis @ (PLACES[f"thigh_{side}"] - PLACES["hips"])
    d = np.array([x * 0.80, ankle_y, ankle_z]) - start
    length = min(np.linalg.norm(d), (THIGH + SHIN) * 0.9995)
    roll = np.arctan2(d[0], -d[1])
    lean = np.arctan2(-d[2], np.hypot(d[0], d[1]))
    at_hip = np.arccos((THIGH ** 2 + length ** 2 - SHIN ** 2) / (2 * THIGH * length))
    at_ankle = np.arccos((SHIN ** 2 + length ** 2 - THIGH ** 2) / (2 * SHIN * length))
    thigh = rotation("z", roll) @ rotation("x", lean - at_hip)
    shin = rotation("z", roll) @ rotation("x", lean + at_ankle)
    sole = rotation("x", pitch)
    turns[f"thigh_{side}"] = pelvis.T @ thigh
    turns[f"shin_{side}"] = thigh.T @ shin
    turns[f"foot_{side}"] = shin.T @ sole
    turns[f"toe_{side}"] = rotation("x", -max(pitch, 0) * 0.9)


class EllipsePath:
    """A closed walk on the floor, counter-clockwise from above, at constant speed."""

    def __init__(self, centre, radii, start_rad):
        a = start_rad + np.linspace(0, 2 * np.pi, 2001)
        x, z = centre[0] + radii[0] * np.cos(a), centre[1] - radii[1] * np.sin(a)
        self.points = np.stack([x, np.zeros_like(a), z], 1)
        steps = np.linalg.norm(np.diff(self.points, axis=0), axis=1)
        self.along = np.concatenate([[0], np.cumsum(steps)])
        self.length = self.along[-1]

    def at(self, share):
        """(place, heading about +Y in radians with 0 along +z) after `share` of the way."""
        wrap = lambda s: np.array([np.interp((s % 1) * self.length, self.along, self.points[:, k]) for k in range(3)])
        ahead = wrap(share + 1e-3) - wrap(share - 1e-3)
        return wrap(share), np.arctan2(ahead[0], ahead[2])
