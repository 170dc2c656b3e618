"""Reads every file of a frame with the libraries that users read them with and compares the formats with each other.

usage: read_frame.py FRAME_FOLDER
exit code 77: NumPy or Pillow is missing
"""
import json
import sys
from pathlib import Path

try:
    import numpy
    from PIL import Image
except ImportError as error:
    print(error)
    sys.exit(77)

TYPES = {"u8": numpy.uint8, "u32": numpy.uint32, "f32": numpy.float32}


def check(condition, what):
    if not condition:
        sys.exit(f"read_frame.py: {what}")


def check_png(folder, entry, array, info):
    image = Image.open(folder / entry["file"])
    image.load()
    values = numpy.asarray(image)
    name = info["name"]
    check(image.text["plumb:pass"] == name, f"{name}: text of the PNG")
    if info["type"] == "u8":
        check(numpy.array_equal(values, array), f"{name}: PNG and NPY differ")
    elif info["type"] == "u32":
        check(image.mode.startswith("I"), f"{name}: PNG has mode {image.mode}")
        expected = numpy.minimum(array, 65535)
        check(numpy.array_equal(values, expected), f"{name}: PNG and NPY differ")
    else:
        scale = entry["metres_per_value"]
        check(scale == float(image.text["plumb:metres_per_value"]) == 0.001, f"{name}: scale")
        held = numpy.isfinite(array) & (array < 65.535) & (array > 0.001)
        check(held.any(), f"{name}: no distance to compare")
        check(numpy.abs(values[held] * scale - array[held]).max() <= 0.00051, f"{name}: PNG and NPY differ")
        check((values[numpy.isinf(array)] == 0).all(), f"{name}: no surface must be 0")


def main():
    folder = Path(sys.argv[1])
    document = json.loads((folder / "frame.json").read_text(encoding="utf-8"))
    counts = {"npy": 0, "png": 0}
    for info in document["passes"]:
        array = numpy.load(folder / f"{info['name']}.npy", allow_pickle=False)
        check(array.dtype == TYPES[info["type"]], f"{info['name']}: type {array.dtype}")
        check(list(array.shape) == info["shape"], f"{info['name']}: shape {array.shape}")
        check(array.flags["C_CONTIGUOUS"], f"{info['name']}: order")
        counts["npy"] += 1
        for entry in info["files"]:
            if entry["format"] == "png":
                check_png(folder, entry, array, info)
                counts["png"] += 1
        if info["name"] != "rgb":
            preview = Image.open(folder / f"{info['name']}_preview.png")
            check(preview.size == (array.shape[1], array.shape[0]), f"{info['name']}: size of the preview")
    check(counts["png"] == 9, f"{counts['png']} passes as PNG, not 9")
    Image.open(folder / "contact.png").verify()
    print(counts)


main()
