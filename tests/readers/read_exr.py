"""Multilayer EXR and Cryptomatte by OpenEXR: channel names and types, values, signs of flow, mattes by their manifest."""
import json
import shutil
import subprocess

from written import Set, check, check_equal, check_near, check_same, need, numpy

[OpenEXR] = need("OpenEXR")

FLOAT, HALF, UINT = numpy.dtype("f4"), numpy.dtype("f2"), numpy.dtype("u4")


class Picture:
    def __init__(self, path):
        with OpenEXR.File(str(path), separate_channels=True) as file:
            self.header = dict(file.header())
            self.channels = {name: channel.pixels.copy() for name, channel in file.channels().items()}

    def stack(self, prefix, letters):
        return numpy.stack([self.channels[prefix + letter] for letter in letters], axis=-1)

    def check_types(self, prefix, kind, letters):
        for letter in letters:
            check_equal(self.channels[prefix + letter].dtype, kind, f"{prefix}{letter}: type")


def cryptomatte_names(header):
    """Names of the mattes, by layer."""
    layers = {}
    for key, value in header.items():
        if key.startswith("cryptomatte/") and key.endswith("/name"):
            stem = key[:-len("name")]
            check_equal(header[stem + "hash"], "MurmurHash3_32", "hash")
            check_equal(header[stem + "conversion"], "uint32_to_float32", "conversion")
            check_equal(len(key.split("/")[1]), 7, "length of the key")
            layers[value] = json.loads(header[stem + "manifest"])
    return layers


def check_coverage(picture, layer, by_name, frame):
    """The matte of every object is the sum of its shares in the pass `coverage`; ranks fall."""
    count = sum(1 for name in picture.channels if name.startswith(layer) and name.endswith(".r"))
    values = numpy.concatenate([picture.stack(f"{layer}0{number}.", "rgba") for number in range(count)], axis=-1)
    ids = numpy.ascontiguousarray(values[..., ::2]).view(numpy.uint32)
    shares = values[..., 1::2]
    check((numpy.diff(shares, axis=-1) <= 0).all(), f"{layer}: ranks fall")
    check(((shares > 0) == (ids > 0)).all(), f"{layer}: an id where there is a share")
    paths = [instance["path"] for instance in frame.instances]
    if layer.endswith("Material"):
        check_material_coverage(ids, shares, by_name, frame, layer)
        return
    own_ids, own_shares = frame["coverage_id"], frame["coverage"]
    members = {}
    for instance in frame.instances:
        name = instance["path"] if paths.count(instance["path"]) == 1 else f"{instance['path']}@{instance['id']}"
        members.setdefault(name if layer.endswith("Object") else instance["path"].split("/")[0], []).append(instance["id"])
    for name, parts in members.items():
        matte = numpy.where(ids == by_name[name], shares, 0).sum(axis=-1)
        check_near(matte, numpy.where(numpy.isin(own_ids, parts), own_shares, 0).sum(axis=-1), 1e-6, f"matte of {name}")


def check_material_coverage(ids, shares, by_name, frame, layer):
    """frame.json knows materials by id alone: every id's shares are the matte of one name, and no two of the same."""
    own_ids, own_shares = frame["material_coverage_id"], frame["material_coverage"]
    seen = numpy.unique(own_ids[own_ids > 0])
    check(len(seen) > 1, f"{layer}: several materials are seen")
    mattes = {name: numpy.where(ids == value, shares, 0).sum(axis=-1) for name, value in by_name.items()}
    found = set()
    for material in seen:
        expected = numpy.where(own_ids == material, own_shares, 0).sum(axis=-1)
        names = [name for name, matte in mattes.items() if numpy.array_equal(matte, expected)]
        check_equal(len(names), 1, f"{layer}: names whose matte has the shares of material {material}")
        found.update(names)
    check_equal(len(found), len(seen), f"{layer}: mattes")


def check_mattes(picture, view, frame):
    layers = cryptomatte_names(picture.header)
    check_equal(sorted(layers), sorted(view + name for name in ("CryptoObject", "CryptoMaterial", "CryptoAsset")),
                "layers")
    paths = [instance["path"] for instance in frame.instances]
    for layer, manifest in layers.items():
        for number in range(3):
            picture.check_types(f"{layer}0{number}.", FLOAT, "rgba")
        ids = numpy.ascontiguousarray(picture.channels[f"{layer}00.r"]).view(numpy.uint32)
        share = picture.channels[f"{layer}00.g"]
        has_coverage = "coverage" in {info["name"] for info in frame.document["passes"]}
        if has_coverage:
            check_coverage(picture, layer, {name: int(text, 16) for name, text in manifest.items()}, frame)
            continue
        check_same(share, (frame["instance"] > 0).astype(numpy.float32), f"{layer}: coverage from centres")
        check_equal(float(numpy.abs(picture.stack(f"{layer}01.", "rgba")).max()), 0.0, f"{layer}: further ranks")
        by_name = {name: int(text, 16) for name, text in manifest.items()}
        if layer.endswith("CryptoObject"):
            for instance in frame.instances:
                name = instance["path"] if paths.count(instance["path"]) == 1 else f"{instance['path']}@{instance['id']}"
                check_same(ids == by_name[name], frame["instance"] == instance["id"], f"matte of {name}")
        if layer.endswith("CryptoAsset"):
            for top in {path.split("/")[0] for path in paths}:
                members = [i["id"] for i in frame.instances if i["path"].split("/")[0] == top]
                check_same(ids == by_name[top], numpy.isin(frame["instance"], members), f"matte of {top}")
        check_equal(set(numpy.unique(ids[share > 0]).tolist()) <= set(by_name.values()), True, f"{layer}: known ids")


def world_from_camera(frame):
    return numpy.array(frame.camera["world_from_camera"])


def check_colour(picture, prefix, frame):
    if "hdr" not in {info["name"] for info in frame.document["passes"]}:
        return
    picture.check_types(prefix, HALF, "RGBA")
    check_same(picture.stack(prefix, "RGBA"), frame["hdr"].astype(numpy.float16), "colour is hdr as half floats")


def check_camera(picture, frame):
    """worldToCamera and worldToNDC on a point of the scene: row vectors, x right, y up, z forward; NDC from the top left."""
    matrix = world_from_camera(frame)
    k = frame.camera["intrinsics"]
    height, width = frame["depth"].shape
    point = numpy.array([0.3, -0.2, 2.5, 1])
    world = matrix @ point
    seen = world @ numpy.asarray(picture.header["worldToCamera"], float).reshape(4, 4)
    check_near(seen[:3] / seen[3], [0.3, 0.2, 2.5], 1e-5, "worldToCamera")
    ndc = world @ numpy.asarray(picture.header["worldToNDC"], float).reshape(4, 4)
    expected = [(k["fx"] * 0.3 / 2.5 + k["cx"]) / width, (k["fy"] * -0.2 / 2.5 + k["cy"]) / height]
    check_near(ndc[:2] / ndc[3], expected, 1e-5, "worldToNDC")


def check_blender(folder, frame):
    picture = Picture(folder / f"{frame.index:06d}.exr")
    check_colour(picture, "ViewLayer.Combined.", frame)
    check_camera(picture, frame)
    depth = frame["depth"]
    picture.check_types("ViewLayer.Depth.", FLOAT, "Z")
    check_same(picture.channels["ViewLayer.Depth.Z"], numpy.where(numpy.isinf(depth), numpy.float32(1e10), depth), "Z")
    forward, backward = numpy.nan_to_num(frame["flow_forward"]), numpy.nan_to_num(frame["flow_backward"])
    expected = numpy.stack([backward[..., 0], -backward[..., 1], -forward[..., 0], forward[..., 1]], axis=-1)
    picture.check_types("ViewLayer.Vector.", FLOAT, "XYZW")
    check_same(picture.stack("ViewLayer.Vector.", "XYZW"), expected, "Vector")
    check_same(picture.channels["ViewLayer.IndexOB.X"], frame["instance"].astype(numpy.float32), "IndexOB")
    world = frame["normal"] @ world_from_camera(frame)[:3, :3].T
    check_near(picture.stack("ViewLayer.Normal.", "XYZ"), world[..., [0, 2, 1]] * [1, -1, 1], 1e-6, "Normal")
    if "ViewLayer.Position.X" in picture.channels:
        position = numpy.nan_to_num(frame["position"])
        check_same(picture.stack("ViewLayer.Position.", "XYZ"), position[..., [0, 2, 1]] * numpy.float32([1, -1, 1]), "P")
        uv = frame["uv"]
        hit = ~numpy.isnan(uv[..., 0])
        check_same(picture.channels["ViewLayer.UV.A"], hit.astype(numpy.float32), "UV.A")
        check_same(picture.channels["ViewLayer.UV.V"][hit], (1 - uv[..., 1])[hit], "UV.V")
    check_mattes(picture, "ViewLayer.", frame)
    return picture


def check_nuke(folder, frame):
    picture = Picture(folder / f"{frame.index:06d}.exr")
    check_colour(picture, "", frame)
    check_same(picture.channels["Z"], frame["depth"], "Z")
    for direction in ("forward", "backward"):
        flow = numpy.nan_to_num(frame[f"flow_{direction}"]) * numpy.float32([1, -1])
        check_same(picture.stack(f"{direction}.", "uv"), flow, direction)
    for name in ("instance", "semantic"):
        picture.check_types(f"{name}.", UINT, ["id"])
        check_same(picture.channels[f"{name}.id"], frame[name], name)
    check_mattes(picture, "", frame)
    return picture


def check_with_programs(path, picture):
    """The project's own tools, where they are installed: OpenEXR's exrheader and OpenImageIO's iinfo."""
    for program, arguments in (("exrheader", []), ("iinfo", ["-v"])):
        if shutil.which(program):
            text = subprocess.run([program, *arguments, str(path)], capture_output=True, text=True, check=True).stdout
            for name in picture.channels:
                check(name in text, f"{program} does not list {name}")


rendered, vector = Set("rendered"), Set("vector")
for set_ in (rendered, vector):
    for frame in set_.frames:
        blender = check_blender(set_.folder / "exr-blender", frame)
        nuke = check_nuke(set_.folder / "exr-nuke", frame)
# The test vector of docs/conventions.md.
check_equal(blender.stack("ViewLayer.Vector.", "XYZW")[200, 100].tolist(), [-2, -5, -3, -8], "Blender's Vector")
check_equal(nuke.stack("forward.", "uv")[200, 100].tolist(), [3, 8], "Nuke's forward")
check_equal(nuke.stack("backward.", "uv")[200, 100].tolist(), [-2, -5], "Nuke's backward")
check_equal((blender.header["plumb/index"], blender.header["plumb/seed"], blender.header["plumb/dataset"]),
            ("42", "77", "0123abcd"), "identity")
check_with_programs(vector.folder / "exr-blender/000042.exr", blender)
print("EXR: OpenEXR reads the same layers, mattes and camera")
