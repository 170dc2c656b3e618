"""What write_sets wrote: the arrays and frame.json of each frame, to compare what a reader reads with."""
import importlib
import json
import sys
from pathlib import Path

SKIPPED = 77


def need(*names):
    """Modules by name; ends the test as skipped, naming what is missing."""
    try:
        return [importlib.import_module(name) for name in names]
    except ImportError as error:
        print(f"{Path(sys.argv[0]).name}: Skipped\nlacks {error.name}")
        sys.exit(SKIPPED)


[numpy] = need("numpy")


def check(condition, what):
    if not condition:
        sys.exit(f"{Path(sys.argv[0]).name}: {what}")


def check_equal(value, expected, what):
    if not (value == expected):
        sys.exit(f"{Path(sys.argv[0]).name}: {what}: {value!r}, not {expected!r}")


def check_same(array, expected, what):
    """Equal shapes and values, NaN being equal to NaN."""
    array, expected = numpy.asarray(array), numpy.asarray(expected)
    check_equal(array.shape, expected.shape, f"{what}: shape")
    nan = array.dtype.kind == "f" and expected.dtype.kind == "f"
    if not numpy.array_equal(array, expected, equal_nan=nan):
        wrong = numpy.argwhere(array != expected)
        at = tuple(wrong[0])
        sys.exit(f"{Path(sys.argv[0]).name}: {what}: {len(wrong)} differ, at {at}: {array[at]} not {expected[at]}")


def check_near(array, expected, tolerance, what):
    array, expected = numpy.asarray(array, float), numpy.asarray(expected, float)
    check_equal(array.shape, expected.shape, f"{what}: shape")
    worst = numpy.abs(array - expected).max(initial=0)
    check(worst <= tolerance, f"{what}: off by {worst}, allowed are {tolerance}")


class Frame:
    """One frame as its .npy arrays and frame.json."""

    def __init__(self, folder):
        self.folder = folder
        self.index = int(folder.name)
        self.document = json.loads((folder / "frame.json").read_text(encoding="utf-8"))
        self.instances = self.document["instances"]
        self.camera = self.document["camera"]
        self.classes = self.document["classes"]

    def __getitem__(self, name):
        return numpy.load(self.folder / f"{name}.npy", allow_pickle=False)

    def visible(self):
        return [instance for instance in self.instances if instance["pixels"]]


class Set:
    """A set that write_sets wrote: `rendered`, frames of the workshop, or `vector`, one made frame of 640 x 480."""

    def __init__(self, name):
        self.folder = Path(sys.argv[1]) / name
        self.frames = [Frame(folder) for folder in sorted((self.folder / "frames").iterdir())]
        check(self.frames, f"no frames in {self.folder}")
