"""The workshop: everything in its place."""
import numpy as np

import face
import furniture
import motion
import props
import room
from meshes import joined
from stage import Stage, facing, quaternion

SUN_DIRECTION = (0.80, -0.62, -0.22)   # the way its light goes: in by the left window


def build(copyright_line, generator, report):
    """The whole scene as a GltfWriter; `report` is called with a line before each part."""
    report("textures and materials")
    stage = Stage(copyright_line, generator)
    report("room and furniture")
    room.add_room(stage)
    add_furniture(stage)
    report("things")
    add_wall_things(stage)
    add_table_things(stage)
    add_books(stage)
    add_moving_things(stage)
    report("bust")
    add_bust(stage)
    report("figure")
    motion.add_walker(stage)
    add_lights(stage)
    motion.add_cameras(stage)
    stage.finish_animation("workshop")
    return stage.writer


def add_furniture(stage):
    stage.put("rug", "rug", furniture.rug(), (0.15, 0, 0.72))
    stage.put("sofa", "sofa", furniture.sofa(), (-2.33, 0, 0.20), 90)
    pillow = stage.mesh("cushion_mustard", [(furniture.cushion(), "cushion_mustard")])
    rust = stage.mesh("cushion_rust", [(furniture.cushion(0.36), "cushion_rust")])
    lean = lambda turn, tilt: motion.product(quaternion("y", np.radians(turn)), quaternion("x", np.radians(tilt)))
    stage.node("cushion_0", "cushion", pillow, (-2.268, 0.655, 0.74), lean(98, -20))
    stage.node("cushion_1", "cushion", rust, (-2.275, 0.635, -0.30), lean(80, -20))
    stage.put("coffee_table", "table", furniture.coffee_table(), (-1.42, 0, 0.20))
    stage.put("dining_table", "table", furniture.round_table(), (1.62, 0, -0.95))
    chair = stage.mesh("chair", furniture.chair())
    for k, (x, z, turn) in enumerate(((0.92, -0.72, 105), (1.80, -0.22, 197), (2.36, -1.10, -78), (-0.05, -1.50, 168))):
        stage.node(f"chair_{k}", "chair", chair, (x, 0, z), turn)
    stage.put("desk", "table", furniture.desk(), (-0.02, 0, -2.10))
    stage.put("sideboard", "cabinet", furniture.sideboard(), (2.76, 0, 0.75), -90)
    stage.put("pedestal", "pedestal", furniture.pedestal(), (-1.16, 0, -2.18), 20)
    for k, (z, width) in enumerate(((-0.94, 0.42), (1.34, 0.42))):
        stage.put(f"curtain_{k}", "curtain", furniture.curtain(width, 2.28, 5, k), (-2.91, 2.47, z), 90)
    rod = furniture.tube([(-2.91, 2.485, -1.24), (-2.91, 2.485, 1.64)], 0.011, 10)
    holders = [furniture.tube([(-3.0, 2.485, z), (-2.90, 2.485, z)], 0.008, 8) for z in (-1.2, 1.6)]
    stage.put("curtain_rod", "curtain", [(joined(rod, *holders), "brass")])


def add_wall_things(stage):
    picture = stage.mesh("painting", props.framed_painting())
    stage.node("painting", "painting", picture, (-0.35, 1.86, -2.5))
    stage.node("painting_small", "painting", picture, (0.6, 1.65, 2.5), 180, scale=(0.75, 0.75, 0.75))
    stage.put("mirror", "mirror", props.mirror(), (3.0, 1.62, 0.75), -90)
    stage.put("tool_board", "tool", props.tool_board(), (-2.05, 2.42, -2.5))
    case, second, pendulum = props.wall_clock()
    clock = stage.put("clock", "clock", case, (0.82, 1.98, -2.5))
    hand = stage.put("clock_second_hand", "clock", second, parent=clock)
    swing = stage.put("clock_pendulum", "clock", pendulum, (0, -0.17, 0.04), parent=clock)
    motion.tick(stage, hand)
    motion.swing(stage, swing)


def add_table_things(stage):
    stage.put("monitor", "monitor", props.monitor(), (0.05, 0.75, -2.30))
    stage.put("keyboard", "keyboard", props.keyboard(), (0.05, 0.75, -2.00))
    parts, place, direction = props.desk_lamp()
    lamp = stage.put("desk_lamp", "lamp", parts, (-0.60, 0.75, -2.22), -30)
    spot = stage.writer.add("nodes", {"name": "desk_spot", "translation": place.tolist(),
                                      "rotation": facing(direction, (1, 0, 0)).tolist(),
                                      "extensions": {"KHR_lights_punctual": {"light": 2}}})
    stage.writer.json["nodes"][lamp].setdefault("children", []).append(spot)
    mug = props.mug()
    blue, cream = stage.mesh("mug_blue", [(mug, "enamel_blue")]), stage.mesh("mug_cream", [(mug, "enamel_cream")])
    stage.node("mug_0", "mug", blue, (0.52, 0.75, -2.02), 60)
    stage.node("mug_1", "mug", cream, (1.38, 0.74, -0.80), 200)
    stage.node("mug_2", "mug", cream, (-1.54, 0.4145, 0.04), 20)
    stage.put("vase", "vase", props.vase(), (1.66, 0.74, -1.02))
    stage.put("bowl", "bowl", props.bowl(), (-1.40, 0.4145, 0.36))
    fruits = [props.fruit((0.55, 0.06, 0.03), 0.036).moved(p) for p in
              ((0.045, 0.026, 0.01), (-0.035, 0.026, 0.035), (-0.02, 0.026, -0.042), (0.004, 0.076, 0.0))]
    stage.put("apples", "fruit", [(joined(*fruits), "painted")], (-1.40, 0.4145, 0.36))
    stage.put("bottle_0", "bottle", props.bottle(), (2.70, 0.78, 0.72))
    stage.put("bottle_1", "bottle", props.bottle(), (1.90, 0.74, -1.22))
    stage.put("plant", "plant", props.plant(), (1.98, 0, -1.97))
    small = stage.mesh("small_plant", props.plant(7, 8, 0.20, 0.50))
    stage.node("small_plant", "plant", small, (2.75, 0.78, 0.34), 40, scale=(0.52, 0.52, 0.52))
    stage.put("floor_lamp", "lamp", props.floor_lamp(), (-2.62, 0, -1.42))


def add_books(stage):
    """A bookshelf with instanced books of five kinds, standing side by side on four boards."""
    at = np.array([-2.08, 0, -2.315])
    parts, boards = furniture.shelf()
    stage.put("bookshelf", "shelf", parts, at)
    rng = np.random.default_rng(41)
    sizes = [(0.028, 0.235, 0.17), (0.040, 0.265, 0.19), (0.022, 0.205, 0.15), (0.052, 0.285, 0.20),
             (0.034, 0.225, 0.165), (0.046, 0.250, 0.18), (0.030, 0.275, 0.19), (0.025, 0.215, 0.16)]
    places, turns = [[] for _ in sizes], [[] for _ in sizes]
    for row, board in enumerate(boards[:-1]):
        x = -0.60
        end = (0.58, 0.25, 0.58, 0.40, 0.10)[row]
        while True:
            kind = int(rng.integers(len(sizes)))
            width, _, depth = sizes[kind]
            if x + width > end:
                break
            places[kind].append((x + width / 2, board, 0.125 - depth / 2 - rng.uniform(0.0, 0.015)))
            turns[kind].append((0.0, 0.0, 0.0, 1.0))
            x += width + rng.uniform(0.001, 0.004) + (0.05 if rng.random() < 0.06 else 0)
        for layer in range(3 if row in (1, 4) else 0):
            kind = (row + 2 * layer) % len(sizes)
            width, height, _ = sizes[kind]
            below = sum(sizes[(row + 2 * k) % len(sizes)][0] for k in range(layer))
            places[kind].append((0.45 + height / 2 - 0.02 * layer, board + below + width / 2, 0.0))
            turns[kind].append(tuple(quaternion("z", np.pi / 2)))
    stage.writer.use("EXT_mesh_gpu_instancing")
    for kind, (size, place, turn) in enumerate(zip(sizes, places, turns)):
        if place:
            copies = {"attributes": {"TRANSLATION": stage.writer.add_accessor(np.array(place)),
                                     "ROTATION": stage.writer.add_accessor(np.array(turn))}}
            mesh = stage.mesh(f"book_{kind}", props.book(*size, kind))
            stage.node(f"books_{kind}", "book", mesh, at, extensions={"EXT_mesh_gpu_instancing": copies})
    mesh = stage.mesh("book_lying", props.book(0.03, 0.24, 0.17, 1))
    flat = lambda turn: motion.product(quaternion("y", np.radians(turn)), quaternion("z", np.pi / 2))
    stage.node("book_on_table", "book", mesh, (-1.30, 0.4295, -0.22), flat(25))
    stage.node("book_on_desk", "book", mesh, (0.60, 0.765, -2.30), flat(-8))


def add_moving_things(stage):
    still, turning = props.ceiling_fan()
    mount = stage.put("ceiling_fan", "fan", still, (0.0, 2.83, 0.0))
    rotor = stage.put("ceiling_fan_rotor", "fan", turning, parent=mount)
    motion.spin(stage, rotor)
    ball = stage.put("ball", "ball", props.ball(), (-1.9, 0.13, 1.86))
    motion.roll(stage, ball, 0.13)


def add_bust(stage):
    mesh, targets = face.bust()
    primitive = stage.writer.add_primitive(mesh, stage.materials["glazed_clay"], targets)
    index = stage.writer.add("meshes", {"name": "bust", "primitives": [primitive], "weights": [0.0] * len(targets),
                                        "extras": {"class": "sculpture", "targetNames": face.TARGETS}})
    node = stage.node("bust", "sculpture", index, (-1.16, 1.02, -2.18), 38, scale=(1.2, 1.2, 1.2))
    motion.express(stage, node)


def add_lights(stage):
    writer = stage.writer
    writer.use("KHR_lights_punctual")
    writer.json["extensions"] = {"KHR_lights_punctual": {"lights": [
        {"name": "sun", "type": "directional", "color": [1.0, 0.91, 0.76], "intensity": 2.6},
        {"name": "ceiling", "type": "point", "color": [1.0, 0.83, 0.62], "intensity": 4.5},
        {"name": "desk", "type": "spot", "color": [1.0, 0.80, 0.55], "intensity": 1.1,
         "spot": {"innerConeAngle": 0.42, "outerConeAngle": 0.85}},
        {"name": "floor_lamp", "type": "point", "color": [1.0, 0.74, 0.45], "intensity": 1.2, "range": 6.0}]}}
    lamp = lambda k: {"KHR_lights_punctual": {"light": k}}
    writer.add_node("sun", None, translation=(-8.0, 6.4, 2.4), rotation=facing(SUN_DIRECTION), extensions=lamp(0))
    shade = props.lathe([(0, 2.33), (0.06, 2.34), (0.085, 2.38), (0.07, 2.43), (0.045, 2.455), (0, 2.457)], 28)
    stage.put("ceiling_lamp", "lamp", [(shade, "bulb")])
    writer.add_node("ceiling_light", None, translation=(0.0, 2.28, 0.0), extensions=lamp(1))
    writer.add_node("floor_lamp_light", None, translation=(-2.62, 1.57, -1.42), extensions=lamp(3))
