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


def _planted(at):
    """Ankle relative to the foot's print on the floor, and foot pitch (positive with the heel up), at the share `at` of
    a cycle since the heel's strike; `at` <= STANCE."""
    toe_off, strike = np.radians(42), np.radians(-20)
    if at < 0.12:
        pitch = strike * (1 - at / 0.12)
        return np.array([0, 0, HEEL[2]]) - rotation("x", pitch) @ HEEL, pitch
    pitch = toe_off * smoothstep(0.36, STANCE, np.float64(at)) ** 1.3
    return np.array([0, ANKLE + BALL[1], BALL[2]]) - rotation("x", pitch) @ BALL, pitch


class Walk:
    """Poses of a person who goes once along `path` in `cycles` double steps; both repeat after share 1."""

    def __init__(self, path, cycles):
        self.path, self.cycles = path, cycles

    def pose(self, share):
        """Joint rotations (3 x 3, parent from joint) by name and the hips' place relative to path.at(share)."""
        phase = share * self.cycles
        sway = 2 * np.pi * phase
        turns = {}
        hips = PLACES["hips"] + [0.014 * np.sin(sway), -0.027 + 0.026 * np.cos(2 * sway - 3.5), 0]
        pelvis = rotation("y", np.radians(-5) * np.cos(sway)) @ rotation("z", np.radians(2.5) * np.sin(sway))
        turns["hips"] = pelvis
        turns["spine"] = pelvis.T @ rotation("x", np.radians(2))
        turns["chest"] = rotation("y", np.radians(6.5) * np.cos(sway)) @ rotation("x", np.radians(2.5))
        turns["neck"] = rotation("y", np.radians(-3) * np.cos(sway))
        nod = rotation("x", np.radians(-3 + np.sin(2 * sway)))
        turns["head"] = rotation("y", np.radians(-3.5) * np.cos(sway)) @ nod
        for side, shift in (("left", 0.0), ("right", 0.5)):
            _leg(turns, side, hips, pelvis, self._foot(share, side, shift))
            _arm(turns, side, -np.cos(sway + 2 * np.pi * shift))
        return turns, hips

    def _foot(self, share, side, shift):
        """(ankle, foot pitch, foot heading) in the frame of path.at(share)."""
        count = share * self.cycles + shift
        step = np.floor(count)
        at = count - step
        if at < STANCE:
            ankle, pitch, heading = self._on_floor(step, at, side, shift)
        else:
            ankle, pitch, heading = self._in_air(step, (at - STANCE) / (1 - STANCE), side, shift)
        place, body_heading = self.path.at(share)
        return rotation("y", -body_heading) @ (ankle - place), pitch, _wrapped(heading - body_heading)

    def _on_floor(self, step, at, side, shift):
        """World place of the ankle; the print lies below the hip as it is in the middle of the stance."""
        place, heading = self.path.at((step + STANCE / 2 - shift) / self.cycles)
        ankle, pitch = _planted(at)
        beside = np.array([PLACES[f"thigh_{side}"][0] * 0.80, 0, 0])
        return place + rotation("y", heading) @ (ankle + beside), pitch, heading

    def _in_air(self, step, t, side, shift):
        start, pitch_0, heading_0 = self._on_floor(step, STANCE, side, shift)
        end, pitch_1, heading_1 = self._on_floor(step + 1, 0.0, side, shift)
        ankle = start + (end - start) * (t * t * (3 - 2 * t))
        ankle[1] = start[1] + (end[1] - start[1]) * t + 0.045 * np.sin(np.pi * t) * (1 - 0.4 * t)
        pitch = pitch_0 + (pitch_1 - pitch_0) * smoothstep(0.0, 0.8, np.float64(t))
        return ankle, pitch, heading_0 + _wrapped(heading_1 - heading_0) * t


def _wrapped(angle_rad):
    return (angle_rad + np.pi) % (2 * np.pi) - np.pi


def _arm(turns, side, swing):
    """`swing` from -1 (back) to 1 (forward)."""
    x = 1 if side == "left" else -1
    arm = ARM * [x, 1, 1]
    lower = rotation("z", -x * np.radians(34))
    turns[f"upper_arm_{side}"] = rotation("x", np.radians(-4) - np.radians(23) * swing) @ lower
    bend = np.radians(20 + 13 * (0.5 + 0.5 * swing))
    turns[f"forearm_{side}"] = rotation(np.cross(arm, [0, 0, 1]), bend)
    turns[f"hand_{side}"] = rotation(np.cross(arm, [0, 0, 1]), np.radians(8))


def _leg(turns, side, hips, pelvis, foot):
    ankle, pitch, heading = foot
    start = hips + pelvis @ (PLACES[f"thigh_{side}"] - PLACES["hips"])
    d = ankle - start
    length = min(np.linalg.norm(d), (THIGH + SHIN) * 0.9995)
    roll = np.arctan2(d[0], -d[1])
    lean = np.arctan2(-d[2], np.hypot(d[0], d[1]))
    at_hip = np.arccos((THIGH ** 2 + length ** 2 - SHIN ** 2) / (2 * THIGH * length))
    at_ankle = np.arccos((SHIN ** 2 + length ** 2 - THIGH ** 2) / (2 * SHIN * length))
    thigh = rotation("z", roll) @ rotation("x", lean - at_hip)
    shin = rotation("z", roll) @ rotation("x", lean + at_ankle)
    sole = rotation("y", heading) @ rotation("x", pitch)
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
