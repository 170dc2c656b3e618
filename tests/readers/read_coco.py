"""COCO by pycocotools: masks, areas and boxes are those of the `instance` pass and frame.json; panoptic ids too."""
import json

from written import Set, check, check_equal, check_same, need, numpy

[cv2] = need("cv2")
need("pycocotools.mask")
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO


def check_instances(rendered):
    coco = COCO(str(rendered.folder / "coco/annotations/instances.json"))
    check_equal(sorted(coco.imgs), [frame.index for frame in rendered.frames], "image ids")
    check_equal([c["name"] for c in coco.loadCats(coco.getCatIds())], rendered.frames[0].classes[1:], "categories")
    check_equal(sorted(coco.anns), list(range(1, len(coco.anns) + 1)), "annotation ids")
    for frame in rendered.frames:
        image = coco.loadImgs(frame.index)[0]
        picture = cv2.imread(str(rendered.folder / "coco/images" / image["file_name"]), cv2.IMREAD_UNCHANGED)
        check_same(picture[..., ::-1], frame["rgb"][..., :3], f"frame {frame.index}: picture")
        check_equal((image["height"], image["width"]), picture.shape[:2], "size")
        ids = frame["instance"]
        annotations = coco.loadAnns(coco.getAnnIds(imgIds=frame.index))
        check_equal([a["instance_id"] for a in annotations], [i["id"] for i in frame.visible()], "instances")
        for annotation, instance in zip(annotations, frame.visible()):
            what = f"frame {frame.index}, instance {instance['id']}"
            mask = coco.annToMask(annotation)
            check_same(mask, (ids == instance["id"]).astype(numpy.uint8), what)
            check_equal(annotation["area"], int(mask.sum()), f"{what}: area")
            check_equal(annotation["area"], int(coco_mask.area(annotation["segmentation"])), f"{what}: area of RLE")
            check_equal(annotation["bbox"], coco_mask.toBbox(annotation["segmentation"]).tolist(), f"{what}: bbox")
            x0, y0, x1, y1 = instance["box_tight"]
            check_equal(annotation["bbox"], [x0, y0, x1 - x0, y1 - y0], f"{what}: bbox")
            check_equal(annotation["category_id"], instance["semantic"], f"{what}: category")
            # The packed text is the very one that pycocotools packs.
            packed = coco_mask.encode(numpy.asfortranarray(mask))["counts"].decode()
            check_equal(annotation["segmentation"]["counts"], packed, f"{what}: counts")


def rgb2id(colour):
    colour = colour.astype(numpy.int64)
    return colour[..., 0] + 256 * colour[..., 1] + 65536 * colour[..., 2]


def check_panoptic(rendered):
    document = json.loads((rendered.folder / "coco/annotations/panoptic.json").read_text())
    check_equal({c["isthing"] for c in document["categories"]}, {1}, "isthing")
    check(all(len(c["color"]) == 3 for c in document["categories"]), "colours")
    check_equal(len(document["annotations"]), len(rendered.frames), "panoptic annotations")
    for annotation, frame in zip(document["annotations"], rendered.frames):
        picture = cv2.imread(str(rendered.folder / "coco/panoptic" / annotation["file_name"]), cv2.IMREAD_UNCHANGED)
        ids = rgb2id(picture[..., ::-1])
        check_same(ids, frame["instance"].astype(numpy.int64), f"frame {frame.index}: panoptic ids")
        segments = {segment["id"]: segment for segment in annotation["segments_info"]}
        values, counts = numpy.unique(ids[ids > 0], return_counts=True)
        check_equal(sorted(segments), values.tolist(), "segments cover the picture")
        for value, count in zip(values.tolist(), counts.tolist()):
            check_equal(segments[value]["area"], count, f"segment {value}: area")
            check_equal(segments[value]["category_id"], frame.instances[value - 1]["semantic"], "category")


def check_polygons(rendered):
    """Polygons cover the same pixels but for holes, which they fill."""
    with_rle = COCO(str(rendered.folder / "coco/annotations/instances.json"))
    coco = COCO(str(rendered.folder / "coco-polygon/annotations/instances.json"))
    check_equal(sorted(coco.anns), sorted(with_rle.anns), "annotations")
    for key, annotation in coco.anns.items():
        mask, exact = coco.annToMask(annotation), with_rle.annToMask(with_rle.anns[key])
        check((mask >= exact).all(), f"annotation {key}: polygons lack pixels")
        holes = cv2.findContours(exact, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)[1]
        if not (holes[0, :, 3] >= 0).any():
            check_same(mask, exact, f"annotation {key}: polygons")


def check_keypoints(rendered):
    """COCO's keypoints are those of frame.json, with the first pixel's centre at 0; masks are those of the figures."""
    coco = COCO(str(rendered.folder / "coco/annotations/keypoints.json"))
    for frame in rendered.frames:
        figures = {}
        for keypoint in frame.document["keypoints"]:
            figures.setdefault(keypoint["figure"], []).append(keypoint)
        seen = [figure for figure in sorted(figures) if frame.instances[figure - 1]["pixels"]]
        annotations = coco.loadAnns(coco.getAnnIds(imgIds=frame.index))
        check_equal([a["instance_id"] for a in annotations], seen, f"frame {frame.index}: figures")
        check(seen, "no figure to compare")
        for annotation in annotations:
            figure = annotation["instance_id"]
            names = coco.cats[annotation["category_id"]]["keypoints"]
            check_equal(coco.cats[annotation["category_id"]]["name"], frame.instances[figure - 1]["class"], "class")
            found = {k["name"]: k for k in figures[figure]}
            expected = []
            for name in names:
                keypoint = found.get(name)
                state = {"outside": 0, "hidden": 1, "visible": 2}.get(keypoint["state"], keypoint["state"])
                expected.append([*(numpy.array(keypoint["pixel"]) - 0.5), state] if state else [0, 0, 0])
            check_same(numpy.array(annotation["keypoints"], float).reshape(-1, 3), numpy.array(expected, float), "keypoints")
            check_equal(annotation["num_keypoints"], sum(1 for k in expected if k[2]), "num_keypoints")
            check_same(coco.annToMask(annotation), (frame["instance"] == figure).astype(numpy.uint8), "mask of the figure")


rendered = Set("rendered")
check_keypoints(rendered)
check_instances(rendered)
check_panoptic(rendered)
check_polygons(rendered)
print("COCO: pycocotools reads the same masks, areas and boxes")
