"""BlenderProc's HDF5 by h5py, Kubric's and Replicator's files by NumPy and OpenCV: the same arrays, boxes and names."""
import json

from written import Set, check, check_equal, check_near, check_same, need, numpy

[cv2] = need("cv2")


def check_blenderproc(h5py, set_, frame):
    with h5py.File(set_.folder / f"blenderproc/{frame.index}.hdf5") as file:
        values = {key: numpy.array(file[key]) for key in file}
    check_same(values["colors"], frame["rgb"][..., :3], "colors")
    for key, name in (("depth", "depth"), ("distance", "range")):
        expected = frame[name]
        check_same(values[key], numpy.where(numpy.isinf(expected), numpy.float32(1e10), expected), key)
    for key, name in (("forward_flow", "flow_forward"), ("backward_flow", "flow_backward")):
        check_same(values[key], numpy.nan_to_num(frame[name]), key)
    check_same(values["instance_segmaps"], frame["instance"].astype(numpy.int32), "instance_segmaps")
    check_same(values["category_id_segmaps"], frame["semantic"].astype(numpy.int32), "category_id_segmaps")
    maps = json.loads(bytes(values["instance_attribute_maps"]))
    check_equal([(m["idx"], m["category_id"]) for m in maps[1:]], [(i["id"], i["semantic"]) for i in frame.instances],
                "instance_attribute_maps")
    check(bytes(values["blender_proc_version"]).startswith(b"plumb "), "blender_proc_version")
    return values


class Replicator:
    def __init__(self, set_, frame):
        self.folder, self.number = set_.folder / "replicator", f"{frame.index:04d}"

    def array(self, name):
        return numpy.load(self.folder / f"{name}_{self.number}.npy", allow_pickle=False)

    def document(self, name):
        return json.loads((self.folder / f"{name}_{self.number}.json").read_text())

    def picture(self, name):
        picture = cv2.imread(str(self.folder / f"{name}_{self.number}.png"), cv2.IMREAD_UNCHANGED)
        return cv2.cvtColor(picture, cv2.COLOR_BGRA2RGBA)


def names_of_pixels(picture, mapping):
    """For every colour of the picture its entry, and where it is."""
    for colour in numpy.unique(picture.reshape(-1, 4), axis=0):
        entry = mapping[f"({', '.join(str(c) for c in colour)})"]
        yield entry, (picture == colour).all(axis=2)


def check_boxes(files, frame, kind, key):
    boxes, labels = files.array(f"bounding_box_2d_{kind}"), files.document(f"bounding_box_2d_{kind}_labels")
    paths = files.document(f"bounding_box_2d_{kind}_prim_paths")
    expected = [i for i in frame.visible() if i["semantic"] >= 2]
    check_equal([len(boxes), len(paths)], [len(expected)] * 2, f"{kind}: rows")
    for box, path, instance in zip(boxes, paths, expected):
        x0, y0, x1, y1 = instance[key]
        check_equal([int(box[name]) for name in ("x_min", "y_min", "x_max", "y_max")], [x0, y0, x1 - 1, y1 - 1], kind)
        check_equal(labels[str(box["semanticId"])]["class"], instance["class"], f"{kind}: class")
        check_equal(path, "/" + instance["path"], f"{kind}: path")
        check_near([box["occlusionRatio"]], [1 - instance["visible_fraction"]], 1e-6, f"{kind}: occlusion")


def check_replicator(set_, frame):
    files = Replicator(set_, frame)
    check_same(files.picture("rgb"), frame["rgb"], "rgb")
    check_same(files.array("distance_to_image_plane"), frame["depth"], "distance_to_image_plane")
    check_same(files.array("distance_to_camera"), frame["range"], "distance_to_camera")
    check_same(files.array("motion_vectors")[..., :2], frame["flow_backward"], "motion_vectors")
    ids = frame["instance"]
    for path, where in names_of_pixels(files.picture("instance_segmentation"),
                                       files.document("instance_segmentation_mapping")):
        members = [i["id"] for i in frame.instances if "/" + i["path"] == path] if path != "BACKGROUND" else [0]
        check(numpy.isin(ids[where], members).all(), f"instance_segmentation: {path}")
    for entry, where in names_of_pixels(files.picture("semantic_segmentation"),
                                        files.document("semantic_segmentation_labels")):
        name = {"BACKGROUND": "background", "UNLABELLED": "unlabelled"}.get(entry["class"], entry["class"])
        check_same(where, frame["semantic"] == frame.classes.index(name), f"semantic_segmentation: {name}")
    k, parameters = frame.camera["intrinsics"], files.document("camera_params")
    width, height = parameters["renderProductResolution"]
    check_near([parameters["cameraFocalLength"] / parameters["cameraAperture"][0] * width,
                parameters["cameraFocalLength"] / parameters["cameraAperture"][1] * height], [k["fx"], k["fy"]], 1e-9, "K")
    # What is seen is the aperture about its offset, in USD's camera space, whose y is up.
    offset = parameters["cameraApertureOffset"]
    check_near([width * (0.5 - offset[0] / parameters["cameraAperture"][0]),
                height * (0.5 + offset[1] / parameters["cameraAperture"][1])], [k["cx"], k["cy"]], 1e-9, "offset")
    # USD's camera looks along -z with y up, and its matrices act on row vectors.
    view = numpy.array(parameters["cameraViewTransform"]).reshape(4, 4)
    world = numpy.array(frame.camera["world_from_camera"]) @ [0.3, -0.2, 2.5, 1]
    check_near(world @ view, [0.3, 0.2, -2.5, 1], 1e-9, "cameraViewTransform")
    return files


def kubric_layer(set_, frame, name):
    return cv2.imread(str(set_.folder / f"kubric/{name}_{frame.index:05d}.png"), cv2.IMREAD_UNCHANGED)


def z_up(vectors):
    """glTF's world in Blender's."""
    return vectors[..., [0, 2, 1]] * [1, -1, 1]


def check_kubric_frame(set_, frame):
    """As MOVi's loader reads it; its 16-bit codes stand for 0..1 between the bounds of data_ranges.json."""
    rgba = cv2.cvtColor(kubric_layer(set_, frame, "rgba"), cv2.COLOR_BGRA2RGBA)
    check_same(rgba, frame["rgb"], "rgba")
    check_same(kubric_layer(set_, frame, "segmentation"), frame["instance"].astype(numpy.uint8), "segmentation")
    depth = cv2.imread(str(set_.folder / f"kubric/depth_{frame.index:05d}.tiff"), cv2.IMREAD_UNCHANGED)
    distance = frame["range"]
    check_same(depth, numpy.where(numpy.isinf(distance), numpy.float32(1e10), distance), "depth is the range")
    ranges = json.loads((set_.folder / "kubric/data_ranges.json").read_text())
    flows = {}
    for direction, sign in (("forward", 1), ("backward", -1)):
        codes = kubric_layer(set_, frame, f"{direction}_flow")[..., ::-1][..., :2].astype(float)
        low, high = ranges[f"{direction}_flow"]["min"], ranges[f"{direction}_flow"]["max"]
        flows[direction] = codes / 65535 * (high - low) + low
        expected = sign * numpy.nan_to_num(frame[f"flow_{direction}"])[..., ::-1]
        check_near(flows[direction], expected, (high - low) / 65535 * 0.51, f"{direction} flow: rows, columns")
    normal = kubric_layer(set_, frame, "normal")[..., ::-1] / 65535 * 2 - 1
    world = z_up(frame["normal"] @ numpy.array(frame.camera["world_from_camera"])[:3, :3].T)
    check_near(normal, world, 2 / 65535, "normal")
    hit = frame["instance"] > 0
    place = kubric_layer(set_, frame, "object_coordinates")[..., ::-1] / 65535
    own = frame["object_position"].astype(float)
    own = numpy.stack([own[..., 0], 1 - own[..., 2], own[..., 1]], axis=-1)
    check_near(place[hit], own[hit].clip(0, 1), 1 / 65535, "object_coordinates")
    return flows


def check_kubric_metadata(set_):
    document = json.loads((set_.folder / "kubric/metadata.json").read_text())
    camera, instances = document["camera"], document["instances"]
    check_equal(document["metadata"]["num_frames"], len(set_.frames), "num_frames")
    check_equal(json.loads((set_.folder / "kubric/events.json").read_text()), {"collisions": []}, "events")
    for number, frame in enumerate(set_.frames):
        height, width = frame["instance"].shape
        check_equal(document["metadata"]["resolution"], [width, height], "resolution")
        world = numpy.array(frame.camera["world_from_camera"])
        check_near(camera["positions"][number], z_up(world[:3, 3]), 1e-9, "camera")
        # Blender's camera looks along its own -z.
        w, x, y, z = camera["quaternions"][number]
        forward = -numpy.array([2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)])
        check_near(forward, z_up(world[:3, 2]), 1e-6, "the camera's axis")
        check_near([camera["focal_length"] / camera["sensor_width"] * width], [frame.camera["intrinsics"]["fx"]], 1e-6,
                   "focal length")
        for entry, instance in zip(instances, frame.instances):
            check_equal(entry["visibility"][number], instance["pixels"], "visibility")
            corners = numpy.array(instance["box_3d"]["corners"]) @ world[:3, :3].T + world[:3, 3]
            check_near(entry["bboxes_3d"][number], z_up(corners), 1e-6, "bboxes_3d")
            if instance["box_tight"]:
                x0, y0, x1, y1 = instance["box_tight"]
                box = entry["bboxes"][entry["bbox_frames"].index(number)]
                check_near(box, [y0 / height, x0 / width, y1 / height, x1 / width], 1e-12, "bboxes")
            else:
                check(number not in entry["bbox_frames"], "no box where nothing is seen")


rendered, vector = Set("rendered"), Set("vector")
for set_ in (rendered, vector):
    check_kubric_metadata(set_)
    for frame in set_.frames:
        kubric_flow = check_kubric_frame(set_, frame)
        files = check_replicator(set_, frame)
        if set_ is rendered:
            check_boxes(files, frame, "tight", "box_tight")
            check_boxes(files, frame, "loose", "box_loose")
# The test vector of docs/conventions.md.
step = 2 * 640 / 65535
check_near(kubric_flow["forward"][200, 100], [-8, 3], step, "Kubric's forward flow")
check_near(kubric_flow["backward"][200, 100], [-5, 2], step, "Kubric's backward flow")
check_equal(files.array("motion_vectors")[200, 100].tolist(), [-2, 5, 0, 0], "Replicator's motion vector")

[h5py] = need("h5py")
for set_ in (rendered, vector):
    for frame in set_.frames:
        values = check_blenderproc(h5py, set_, frame)
check_equal(values["forward_flow"][200, 100].tolist() + values["backward_flow"][200, 100].tolist(), [3, -8, -2, 5],
            "BlenderProc's flow")
print("BlenderProc, Kubric and Replicator: h5py, NumPy and OpenCV read the same values")
