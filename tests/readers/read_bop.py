"""BOP by the definitions of its toolkit: depth, K, poses on the models, silhouettes, boxes, counts and visibility."""
import json

from written import Set, check, check_equal, check_near, check_same, need, numpy

[cv2] = need("cv2")


def calc_2d_bbox(mask):
    """The toolkit's box: as wide as the distance between the outermost pixels."""
    ys, xs = mask.nonzero()
    return [int(v) for v in (xs.min(), ys.min(), xs.max() - xs.min(), ys.max() - ys.min())]


def load_ply(path):
    data = path.read_bytes()
    end = data.index(b"end_header\n") + len(b"end_header\n")
    words = data[:end].decode().split()
    check_equal(words[:4], ["ply", "format", "binary_little_endian", "1.0"], "PLY header")
    vertex_count, face_count = (int(words[words.index(name) + 1]) for name in ("vertex", "face"))
    points = numpy.frombuffer(data, "<f4", 3 * vertex_count, end).reshape(-1, 3)
    faces = numpy.frombuffer(data, numpy.dtype([("n", "u1"), ("v", "<i4", 3)]), face_count, end + points.nbytes)
    check_equal(end + points.nbytes + faces.nbytes, len(data), "size of the PLY")
    check(face_count == 0 or (faces["n"] == 3).all() and faces["v"].max() < vertex_count, "faces")
    return points


def read(path, kind):
    picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    check(picture is not None and picture.dtype == kind, f"{path}: not as wanted")
    return picture


def check_image(root, frame, models, camera, poses, infos):
    scene, image = root / "train_pbr/000000", f"{frame.index:06d}"
    check_same(read(scene / f"rgb/{image}.png", numpy.uint8)[..., ::-1], frame["rgb"][..., :3], "rgb")
    codes = read(scene / f"depth/{image}.png", numpy.uint16)
    depth = frame["depth"].astype(float)
    hit = numpy.isfinite(depth) & (depth * 1000 < 65535)
    check_near(codes[hit] * camera["depth_scale"], depth[hit] * 1000, 0.5, "depth")
    check((codes[~hit] == 0).all(), "no depth is 0")
    k = numpy.array(camera["cam_K"]).reshape(3, 3)
    check_near(k, frame.camera["intrinsics_integer_center"]["K"], 0, "cam_K has integer pixel centres")
    world = numpy.linalg.inv(frame.camera["world_from_camera"])
    check_near(numpy.array(camera["cam_R_w2c"]).reshape(3, 3), world[:3, :3], 1e-12, "cam_R_w2c")
    check_near(camera["cam_t_w2c"], world[:3, 3] * 1000, 1e-9, "cam_t_w2c")

    present = [instance for instance in frame.instances if instance["is_visible"]]
    check_equal(len(poses), len(present), "scene_gt lists every instance")
    height, width = depth.shape
    for number, (instance, pose, info) in enumerate(zip(present, poses, infos)):
        what = f"image {frame.index}, instance {instance['id']}"
        visible = read(scene / f"mask_visib/{image}_{number:06d}.png", numpy.uint8)
        alone = read(scene / f"mask/{image}_{number:06d}.png", numpy.uint8)
        check_same(visible, (frame["instance"] == instance["id"]).astype(numpy.uint8) * 255, f"{what}: mask_visib")
        check((alone >= visible).all(), f"{what}: what is seen lies within the silhouette")
        check_equal(int((alone > 0).sum()), instance["amodal_pixels"], f"{what}: silhouette")
        check_equal(info["px_count_all"], instance["amodal_pixels"] + instance["amodal_pixels_outside"], f"{what}: px_count_all")
        check_equal(info["px_count_visib"], int((visible > 0).sum()), f"{what}: px_count_visib")
        check_equal(info["px_count_valid"], int((codes[alone > 0] > 0).sum()), f"{what}: px_count_valid")
        share = info["px_count_visib"] / info["px_count_all"] if info["px_count_all"] else 0.0
        check_equal(info["visib_fract"], share, f"{what}: visib_fract")
        if not visible.any():
            check_equal(info["bbox_obj"] + info["bbox_visib"], [-1] * 8, f"{what}: no boxes")
            continue
        check_equal(info["bbox_visib"], calc_2d_bbox(visible), f"{what}: bbox_visib")
        x, y, w, h = info["bbox_obj"]
        x0, y0, x1, y1 = instance["box_loose_unclipped"]
        check_equal([x, y, w, h], [x0, y0, x1 - x0 - 1, y1 - y0 - 1], f"{what}: bbox_obj")
        inside = calc_2d_bbox(alone)
        check(x <= inside[0] and y <= inside[1] and x + w >= inside[0] + inside[2] and y + h >= inside[1] + inside[3],
              f"{what}: bbox_obj holds the silhouette")

        # The model in its pose, projected with K, covers the silhouette's box.
        rotation = numpy.array(pose["cam_R_m2c"]).reshape(3, 3)
        check_near(rotation @ rotation.T, numpy.eye(3), 1e-4, f"{what}: a rotation")
        check(numpy.linalg.det(rotation) > 0, f"{what}: no mirror")
        # Of skinned and morphed instances frame.json has the posed box, and the model is the rest pose.
        size = [infos_of_models[str(pose["obj_id"])][f"size_{axis}"] for axis in "xyz"]
        if numpy.abs(numpy.array(size) - numpy.array(instance["box_3d"]["size"]) * 1000).max() > 0.1:
            continue
        points = models[pose["obj_id"]] @ rotation.T + pose["cam_t_m2c"]
        if points[:, 2].min() < 20:
            continue
        pixels = points @ k.T
        pixels = pixels[:, :2] / pixels[:, 2:]
        # Pixel centres of the silhouette lie inside, but for the rasterizer's steps of 1/256 px. Parts that are thinner
        # than a pixel, cut out or seen from behind may be missing.
        low, high = pixels.min(axis=0), pixels.max(axis=0)
        on_canvas = (low > [-width, -height]).all() and (high < [2 * width, 2 * height]).all()
        if on_canvas:
            check(x >= low[0] - 0.02 and y >= low[1] - 0.02 and x + w <= high[0] + 0.02 and y + h <= high[1] + 0.02,
                  f"{what}: silhouette {[x, y, x + w, y + h]} outside of the model's {[*low, *high]}")
            distances.append(numpy.abs(numpy.array([x, y, x + w, y + h]) - [*low, *high]).max())


rendered = Set("rendered")
root = rendered.folder / "bop"
scene = root / "train_pbr/000000"
cameras, gt, gt_info = (json.loads((scene / f"scene_{name}.json").read_text()) for name in ("camera", "gt", "gt_info"))
infos_of_models = json.loads((root / "models/models_info.json").read_text())
models = {}
for key, info in infos_of_models.items():
    points = load_ply(root / f"models/obj_{int(key):06d}.ply")
    models[int(key)] = points
    check_near([info["min_x"], info["min_y"], info["min_z"]], points.min(axis=0), 1e-3, "models_info: min")
    check_near([info["size_x"], info["size_y"], info["size_z"]], numpy.ptp(points, axis=0), 1e-3, "models_info: size")
    if len(points) < 3000:
        between = numpy.linalg.norm(points[:, None] - points[None], axis=2)
        check_near([info["diameter"]], [between.max()], 1e-2, "models_info: diameter")
distances = []
for frame in rendered.frames:
    key = str(frame.index)
    check_image(root, frame, models, cameras[key], gt[key], gt_info[key])
check_equal(sorted(gt, key=int), [str(frame.index) for frame in rendered.frames], "images")
check(len(distances) >= 20, f"only {len(distances)} models could be projected")
close = numpy.mean(numpy.array(distances) <= 1.01)
check(close >= 0.8, f"only {close:.0%} of the silhouettes reach to within a pixel of their projected model")
camera = json.loads((root / "camera.json").read_text())
check_equal((camera["width"], camera["height"]), (160, 120), "camera.json")
print(f"BOP: boxes, masks and {len(distances)} projected models agree")
