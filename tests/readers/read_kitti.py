"""KITTI by OpenCV and the definitions of its development kit: labels, flow, depth, disparity, calibration; .flo too."""
import math

from written import Set, check, check_equal, check_near, check_same, need, numpy

[cv2] = need("cv2")


def read_png16(path):
    picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    check(picture is not None and picture.dtype == numpy.uint16, f"{path}: not a 16-bit picture")
    return picture


def read_flow(path):
    """Flow and validity as the development kit has them; OpenCV gives blue, green, red."""
    codes = read_png16(path)[..., ::-1].astype(float)
    return (codes[..., :2] - 32768) / 64, codes[..., 2]


def known(frame, direction="forward"):
    classes, flow = frame[f"flow_{direction}_class"], frame[f"flow_{direction}"]
    return (classes >= 1) & (classes <= 4) & numpy.isfinite(flow).all(axis=2)


def check_flow(folder, frame):
    flow = frame["flow_forward"]
    fits = (numpy.abs(numpy.nan_to_num(flow, nan=1e9) + 1 / 128) <= 512).all(axis=2)
    seen = frame["flow_forward_class"] == 1
    for name, expected in (("flow_occ", known(frame)), ("flow_noc", known(frame) & seen)):
        read, valid = read_flow(folder / name / f"{frame.index:06d}_10.png")
        check_same(valid, (expected & fits).astype(float), f"{name}: validity")
        check_near(read[valid > 0], flow[valid > 0], 1 / 128, f"{name}: flow")
        check((read_png16(folder / name / f"{frame.index:06d}_10.png")[valid == 0] == 0).all(), f"{name}: invalid")


def check_depth(folder, frame, baseline_m):
    depth = frame["depth"].astype(float)
    number = f"{frame.index:06d}"
    codes = read_png16(folder / "proj_depth/groundtruth/image_02" / f"{number}.png")
    with numpy.errstate(invalid="ignore"):
        fits = numpy.isfinite(depth) & (depth * 256 >= 0.5) & (depth * 256 < 65535.5)
    check_same(codes > 0, fits, "depth: validity")
    check_near(codes[fits] / 256, depth[fits], 1 / 512, "depth")
    calibration = read_calibration(folder, frame)
    k = frame.camera["intrinsics_integer_center"]
    check_near(calibration["P2"].reshape(3, 4)[:, :3], k["K"], 0, "P2 is the integer-centre K")
    disparity_file = folder / "disp_occ_0" / f"{number}_10.png"
    if not disparity_file.exists():
        return
    # The right camera's matrix has minus focal length times baseline, and a point's shift between the two is disparity.
    shift = -calibration["P3"].reshape(3, 4)[0, 3]
    check_near([shift], [k["fx"] * baseline_m], 1e-9, "baseline")
    codes = read_png16(disparity_file)
    disparity = shift / depth
    fits = numpy.isfinite(depth) & (disparity * 256 >= 0.5) & (disparity * 256 < 65535.5)
    check_same(codes > 0, fits, "disparity: validity")
    check_near(codes[fits] / 256, disparity[fits], 1 / 512, "disparity")


def read_calibration(folder, frame):
    rows = (folder / "calib" / f"{frame.index:06d}.txt").read_text().splitlines()
    return {row.split(":")[0]: numpy.array(row.split(":")[1].split(), float) for row in rows}


def check_labels(folder, frame):
    rows = [row.split() for row in (folder / "label_2" / f"{frame.index:06d}.txt").read_text().splitlines()]
    check_equal(len(rows), len(frame.visible()), "rows")
    upright = 0
    for row, instance in zip(rows, frame.visible()):
        check_equal(len(row), 15, "words of a row")
        numbers = [float(word) for word in row[1:]]
        is_labelled = instance["semantic"] > 1
        check_equal(row[0], instance["class"] if is_labelled else "DontCare", "type")
        x0, y0, x1, y1 = instance["box_tight"]
        check_equal(numbers[3:7], [x0, y0, x1 - 1, y1 - 1], "box")
        check_equal(numbers[1], int(numbers[1]), "occluded is a whole number")
        height, width, length, x, y, z, rotation_y = numbers[7:]
        if height < 0:
            check_equal(numbers[7:], [-1, -1, -1, -1000, -1000, -1000, -10], "unknown 3-D box")
            check_equal(numbers[2], -10, "unknown alpha")
            continue
        upright += 1
        # The development kit's box: corners about the bottom centre, turned by rotation_y about the camera's y axis.
        xs = numpy.array([1, 1, -1, -1, 1, 1, -1, -1]) * length / 2
        ys = numpy.array([0, 0, 0, 0, -1, -1, -1, -1]) * height
        zs = numpy.array([1, -1, -1, 1, 1, -1, -1, 1]) * width / 2
        c, s = math.cos(rotation_y), math.sin(rotation_y)
        corners = numpy.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]) @ [xs, ys, zs] + [[x], [y], [z]]
        box = instance["box_3d"]
        axes = numpy.array(box["camera_from_box"]) * box["size"] / 2
        signs = numpy.array([[(k >> b & 1) * 2 - 1 for b in range(3)] for k in range(8)])
        expected = signs @ axes.T + box["center"]
        # Upright within a degree: corners are off by at most that much of the box's diagonal.
        slack = math.radians(1) * numpy.linalg.norm(box["size"])
        distances = numpy.linalg.norm(corners.T[:, None] - expected[None], axis=2)
        check(distances.min(axis=1).max() <= slack, "3-D box")
        alpha = rotation_y - math.atan2(x, z)
        check_near([math.cos(alpha - numbers[2])], [1], 1e-9, "alpha")
    return upright


def read_flo(path):
    data = path.read_bytes()
    check_equal(data[:4], b"PIEH", f"{path}: tag")
    width, height = numpy.frombuffer(data, "<i4", 2, 4)
    return numpy.frombuffer(data, "<f4", offset=12).reshape(height, width, 2)


def check_flo(set_):
    for frame in set_.frames:
        for direction in ("forward", "backward"):
            path = set_.folder / "flo" / direction / f"{frame.index:06d}.flo"
            flow = read_flo(path)
            check_same(cv2.readOpticalFlow(str(path)), flow, "OpenCV reads the same .flo")
            valid = known(frame, direction)
            check_same(numpy.abs(flow).max(axis=2) < 1e9, valid, f"{path}: unknown flow")
            check_same(flow[valid], frame[f"flow_{direction}"][valid], f"{path}: flow")


def check_pair(left_set, right_set):
    """A recipe's pair, its second camera 12 cm to the right: what both see stands at the disparity in the other one."""
    left_folder, right_folder = left_set.folder / "kitti", right_set.folder / "kitti"
    for left, right in zip(left_set.frames, right_set.frames, strict=True):
        number = f"{left.index:06d}"
        check_depth(left_folder, left, 0.12)
        check_equal((right_folder / "calib" / f"{number}.txt").read_text(), (left_folder / "calib" / f"{number}.txt").read_text(), "calib")
        for folder, name, frame in ((left_folder, "image_2", left), (right_folder, "image_3", right)):
            check_same(cv2.imread(str(folder / name / f"{number}.png"))[..., ::-1], frame["rgb"][..., :3], name)
        names = {path.relative_to(right_folder).parts[0] for path in right_folder.rglob("*.*")}
        check_equal(names, {"calib", "image_3", "proj_depth"}, "what the right camera has")
        disparity = read_png16(left_folder / "disp_occ_0" / f"{number}_10.png") / 256
        depths = read_png16(right_folder / "proj_depth/groundtruth/image_03" / f"{number}.png") / 256
        rows, columns = numpy.nonzero(disparity)
        there = columns - numpy.rint(disparity[rows, columns]).astype(int)
        inside = there >= 0
        rows, columns, there = rows[inside], columns[inside], there[inside]
        seen = depths[rows, there] / left["depth"][rows, columns]
        # Depth is the same from both cameras. What the right one does not see is hidden by something nearer; half a pixel of
        # rounding matters on slanted surfaces.
        check((numpy.abs(seen - 1) < 0.03).mean() > 0.85, f"pair {number}: {(numpy.abs(seen - 1) < 0.03).mean():.3f} agree")
        check(disparity.max() > 2, "a baseline that can be seen")


rendered, vector = Set("rendered"), Set("vector")
check_pair(Set("stereo/left"), Set("stereo/right"))
for set_ in (rendered, vector):
    for frame in set_.frames:
        check_labels(set_.folder / "kitti", frame)
        check_depth(set_.folder / "kitti", frame, 0.5)
        check_flow(set_.folder / "kitti", frame)
    check_flo(set_)

# The test vector of docs/conventions.md and the depth codes, as they are stored.
codes = read_png16(vector.folder / "kitti/flow_occ/000042_10.png")[200, 100, ::-1]
check_equal(codes.tolist(), [32960, 32256, 1], "flow code of the test vector")
check_equal(read_flo(vector.folder / "flo/forward/000042.flo")[200, 100].tolist(), [3, -8], ".flo of the test vector")
check_equal(read_flo(vector.folder / "flo/backward/000042.flo")[200, 100].tolist(), [-2, 5], ".flo backward")
depths = read_png16(vector.folder / "kitti/proj_depth/groundtruth/image_02/000042.png")
check_equal(depths[0, [0, 5, 6, 7]].tolist(), [1280, 65533, 0, 0], "depth codes: 5 m, 255.99 m, 300 m, 0.4 mm")
losses = (vector.folder / "kitti.losses.txt").read_text()
check("flow beyond" in losses and "depth beyond" in losses, "what does not fit is reported")
print("KITTI and .flo: OpenCV reads the same flow, depth, disparity and boxes")
