"""The building: floor, walls with window openings, ceiling with beams, windows, door, skirting. Inside 6 x 3 x 5 m."""
import numpy as np

from meshes import flat_box, joined, rounded_box, tube

HALF_X, HEIGHT, HALF_Z, WALL = 3.0, 3.0, 2.5, 0.22
# Openings: low and high along the wall, low and high in y.
WINDOW_LEFT = (-0.65, 1.05, 0.95, 2.35)   # in the wall x = -3, along z
WINDOW_BACK = (1.35, 2.55, 0.95, 2.25)    # in the wall z = -2.5, along x


def span(low, high, **more):
    """Box between two corners, textured by world position."""
    low, high = np.asarray(low, float), np.asarray(high, float)
    return flat_box(high - low, origin=(low + high) / 2, **more)


def wall_with_opening(low, high, axis, opening):
    """Wall as a solid between the corners low..high that runs along `axis`, in four boxes around the opening."""
    a, b, y0, y1 = opening
    boxes = []
    for start, end, bottom, top in ((low[axis], a, low[1], high[1]), (b, high[axis], low[1], high[1]),
                                    (a, b, low[1], y0), (a, b, y1, high[1])):
        p, q = list(low), list(high)
        p[axis], q[axis], p[1], q[1] = start, end, bottom, top
        boxes.append(span(p, q))
    return joined(*boxes)


def add_shell(stage):
    x, y, z, w = HALF_X, HEIGHT, HALF_Z, WALL
    stage.put("floor", "floor", [(span((-x, -0.2, -z), (x, 0, z)), "floor_planks")])
    stage.put("ceiling", "ceiling", [(span((-x, y, -z), (x, y + 0.2, z)), "ceiling_white")])
    stage.put("wall_back", "wall", [(wall_with_opening((-x - w, -0.2, -z - w), (x + w, y + 0.2, -z), 0, WINDOW_BACK),
                                     "brick")])
    stage.put("wall_left", "wall", [(wall_with_opening((-x - w, -0.2, -z), (-x, y + 0.2, z), 2, WINDOW_LEFT),
                                     "plaster_green")])
    stage.put("wall_right", "wall", [(span((x, -0.2, -z), (x + w, y + 0.2, z)), "plaster")])
    stage.put("wall_front", "wall", [(span((-x - w, -0.2, z), (x + w, y + 0.2, z + w)), "plaster")])
    for k, depth in enumerate((-1.55, 0.0, 1.55)):
        stage.put(f"beam_{k}", "ceiling", [(rounded_box((2 * x, 0.17, 0.15), 0.012, 1, 0.8, (0.2 * k, 0.3 * k)),
                                            "walnut")], (0, y - 0.085, depth))
    boards = [(rounded_box((2 * x, 0.09, 0.018), 0.004, 1), (0, 0.045, -z + 0.009)),
              (rounded_box((0.018, 0.09, 2 * z - 0.036), 0.004, 1), (-x + 0.009, 0.045, 0)),
              (rounded_box((0.018, 0.09, 2 * z - 0.036), 0.004, 1), (x - 0.009, 0.045, 0))]
    stage.put("skirting", "wall", [(joined(*[m.moved(p) for m, p in boards]), "white_paint")])


def window_frame(width, height, panes_across):
    """Frame in the xy plane around the origin, 8 cm deep, with mullions and one transom."""
    t = 0.055
    bar = lambda w, h, at, depth=0.08: rounded_box((w, h, depth), 0.006, 1).moved(at)
    parts = [bar(t, height, (-width / 2 + t / 2, 0, 0)), bar(t, height, (width / 2 - t / 2, 0, 0)),
             bar(width - 2 * t, t, (0, height / 2 - t / 2, 0)), bar(width - 2 * t, t, (0, -height / 2 + t / 2, 0))]
    for k in range(1, panes_across):
        parts.append(bar(0.04, height - 2 * t, (-width / 2 + k * width / panes_across, 0, 0), 0.05))
    for k in range(panes_across):
        left, right = -width / 2 + k * width / panes_across, -width / 2 + (k + 1) * width / panes_across
        left += t if k == 0 else 0.02
        right -= t if k == panes_across - 1 else 0.02
        parts.append(bar(right - left, 0.035, ((left + right) / 2, height * 0.18, 0), 0.045))
    return joined(*parts)


def add_window(stage, name, opening, wall_at, turn, panes):
    a, b, y0, y1 = opening
    width, height = b - a, y1 - y0
    along, middle = (a + b) / 2, (y0 + y1) / 2
    at = (wall_at, middle, along) if turn else (along, middle, wall_at)
    node = stage.put(name, "window", [(window_frame(width, height, panes), "white_paint")], at, turn)
    pane = flat_box((width - 0.09, height - 0.09, 0.006), origin=(0, 0, -0.003))
    stage.put(f"{name}_pane", "window", [(pane, "window_pane")], (0, 0, 0), parent=node)
    sill = rounded_box((width + 0.12, 0.035, 0.19), 0.008)
    stage.put(f"{name}_sill", "window", [(sill, "white_paint")], (0, -height / 2 + 0.0176, 0.13), parent=node)


def add_door(stage):
    """In front of the wall z = 2.5, beside its left end."""
    leaf = [rounded_box((0.86, 2.02, 0.045), 0.006, 1).moved((0, 1.02, 0))]
    for y, h in ((0.55, 0.72), (1.46, 0.86)):
        for x in (-0.2, 0.2):
            leaf.append(rounded_box((0.28, h, 0.02), 0.009).moved((x, y, 0.022)))
    case = [rounded_box((0.09, 2.13, 0.08), 0.008).moved((s * 0.48, 1.065, 0.005)) for s in (-1, 1)]
    case.append(rounded_box((0.868, 0.09, 0.08), 0.008).moved((0, 2.085, 0.005)))
    handle = tube([(0.36, 1.02, 0.02), (0.36, 1.02, 0.075), (0.345, 1.02, 0.085), (0.25, 1.02, 0.085)], 0.009, 10)
    stage.put("door", "door", [(joined(*leaf), "oak"), (joined(*case), "white_paint"), (handle, "brass")],
              (-1.6, 0, HALF_Z - 0.045), 180)


def add_room(stage):
    add_shell(stage)
    add_window(stage, "window_left", WINDOW_LEFT, -HALF_X - 0.12, 90, 3)
    add_window(stage, "window_back", WINDOW_BACK, -HALF_Z - 0.12, None, 2)
    add_door(stage)
