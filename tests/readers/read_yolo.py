"""YOLO rows: boxes are box_tight in shares of the picture, outlines fill the masks, classes count from 0."""
from written import Set, check, check_equal, check_near, check_same, need, numpy

[cv2] = need("cv2")
[yaml] = need("yaml")


def rows_of(folder, frame):
    text = (folder / "labels/train" / f"{frame.index:06d}.txt").read_text()
    return [[float(word) for word in row.split()] for row in text.splitlines()]


def check_document(folder, frame):
    document = yaml.safe_load((folder / "data.yaml").read_text())
    check_equal(list(document["names"].values()), frame.classes[2:], "names")
    check_equal(list(document["names"]), list(range(len(frame.classes) - 2)), "classes count from 0")
    check_equal(document["train"], "images/train", "train")


def labelled(frame):
    return [instance for instance in frame.visible() if instance["semantic"] >= 2]


def filled(corners, height, width):
    """The pixels whose centres lie inside by the even-odd rule: OpenCV's fillPoly paints bridges as well."""
    mask = numpy.zeros((height, width), numpy.uint8)
    following = numpy.roll(corners, -1, axis=0)
    for row in range(height):
        y = row + 0.5
        crossing = (corners[:, 1] > y) != (following[:, 1] > y)
        a, b = corners[crossing].astype(float), following[crossing].astype(float)
        xs = numpy.sort(a[:, 0] + (y - a[:, 1]) * (b[:, 0] - a[:, 0]) / (b[:, 1] - a[:, 1]))
        for low, high in zip(xs[::2], xs[1::2]):
            mask[row, int(numpy.ceil(low - 0.5)):int(numpy.ceil(high - 0.5))] = 1
    return mask


rendered = Set("rendered")
for frame in rendered.frames:
    height, width = frame["instance"].shape
    detect, segment = rendered.folder / "yolo", rendered.folder / "yolo-segment"
    for folder in (detect, segment):
        check_document(folder, frame)
        picture = cv2.imread(str(folder / "images/train" / f"{frame.index:06d}.png"), cv2.IMREAD_UNCHANGED)
        check_same(picture[..., ::-1], frame["rgb"][..., :3], "picture")
    rows = rows_of(detect, frame)
    check_equal(len(rows), len(labelled(frame)), "rows")
    for row, instance in zip(rows, labelled(frame)):
        check_equal(row[0], instance["semantic"] - 2, "class")
        check(len(row) == 5 and min(row[1:]) >= 0 and max(row[1:]) <= 1, "shares of the picture")
        x, y, w, h = numpy.array(row[1:]) * [width, height, width, height]
        check_near([x - w / 2, y - h / 2, x + w / 2, y + h / 2], instance["box_tight"], 1e-9, "box")
    rows = rows_of(segment, frame)
    check_equal(len(rows), len(labelled(frame)), "rows")
    for row, instance in zip(rows, labelled(frame)):
        check_equal(row[0], instance["semantic"] - 2, "class")
        points = numpy.array(row[1:]).reshape(-1, 2)
        check(len(points) >= 3 and points.min() >= 0 and points.max() <= 1, "outline")
        corners = numpy.rint(points * [width, height]).astype(numpy.int32)
        check_near(points * [width, height], corners, 1e-9, "corners of pixels")
        expected = (frame["instance"] == instance["id"]).astype(numpy.uint8)
        check_same(filled(corners, height, width), expected, f"outline of {instance['id']}")
        painted = numpy.zeros((height + 1, width + 1), numpy.uint8)
        cv2.fillPoly(painted, [corners], 1)
        check((painted[:height, :width] >= expected).all(), f"OpenCV fills the outline of {instance['id']}")
    rows = rows_of(rendered.folder / "yolo-pose", frame)
    document = yaml.safe_load((rendered.folder / "yolo-pose/data.yaml").read_text())
    check_equal(document["kpt_shape"], [3, 3], "kpt_shape")
    check_equal(sorted(document["kpt_names"][0]), ["floor", "middle", "seat"], "kpt_names")
    figures = sorted({k["figure"] for k in frame.document["keypoints"]})
    figures = [frame.instances[figure - 1] for figure in figures if frame.instances[figure - 1]["pixels"]]
    check_equal(len(rows), len(figures), "figures")
    for row, instance in zip(rows, figures):
        check_equal((row[0], len(row)), (instance["semantic"] - 2, 5 + 9), "row of a figure")
        for name, (x, y, state) in zip(document["kpt_names"][0], numpy.array(row[5:]).reshape(-1, 3)):
            found = [k for k in frame.document["keypoints"] if (k["figure"], k["name"]) == (instance["id"], name)]
            if state:
                check_near([x * width, y * height], found[0]["pixel"], 1e-9, f"keypoint {name}")
            else:
                check(not found or found[0]["state"] in (0, "outside"), f"keypoint {name} is outside")
print("YOLO: boxes, outlines and keypoints are those of the frames")
