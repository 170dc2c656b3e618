"""NPZ by NumPy, the table by pyarrow and csv: the same arrays and annotations; two writings are the same bytes."""
import csv
import io
import json

from written import Set, check, check_equal, check_near, check_same, need, numpy

COLUMNS = {"frame": "int64", "instance": "int64", "pixels": "int64", "class": "string", "time_s": "double"}


def check_npz(set_, folder):
    for frame in set_.frames:
        with numpy.load(set_.folder / folder / f"{frame.index:06d}.npz") as archive:
            document = json.loads(archive["frame.json"])
            for info in frame.document["passes"]:
                check_same(archive[info["name"]], frame[info["name"]], f"{folder}: {info['name']}")
        check_equal(document["instances"], frame.instances, f"{folder}: frame.json")


def check_rows(set_, rows):
    """Rows as dictionaries whose values are texts, numbers, or None where there is nothing."""
    expected = [(frame, instance) for frame in set_.frames for instance in frame.instances]
    check_equal(len(rows), len(expected), "rows")
    for row, (frame, instance) in zip(rows, expected):
        check_equal(int(row["frame"]), frame.index, "frame")
        for column, key in (("instance", "id"), ("pixels", "pixels"), ("semantic", "semantic"), ("node", "node")):
            check_equal(int(row[column]), instance[key], column)
        for key in ("name", "path", "class"):
            check_equal(row[key], instance[key], key)
        box = [row[f"box_{edge}"] for edge in ("x_min", "y_min", "x_max", "y_max")]
        if instance["box_tight"] is None:
            check(all(edge in (None, "") for edge in box), "no box")
        else:
            check_equal([int(edge) for edge in box], instance["box_tight"], "box")
        # Texts give the very same doubles back.
        pose = [float(row[f"camera_from_object_{r}{c}"]) for r in range(3) for c in range(4)]
        check_equal(pose, [v for line in instance["camera_from_object"][:3] for v in line], "pose")
        center = [float(row[f"box_3d_center_{axis}"]) for axis in "xyz"]
        check_equal(center, instance["box_3d"]["center"], "centre")


rendered, vector = Set("rendered"), Set("vector")
for set_ in (rendered, vector):
    check_npz(set_, "npz")
    with open(set_.folder / "csv/annotations.csv", newline="", encoding="utf-8") as file:
        check_rows(set_, list(csv.DictReader(file)))
check_npz(rendered, "npz-deflate")

[pyarrow_csv, parquet] = need("pyarrow.csv", "pyarrow.parquet")
for set_ in (rendered, vector):
    table = pyarrow_csv.read_csv(set_.folder / "csv/annotations.csv")
    for column, kind in COLUMNS.items():
        check_equal(str(table.schema.field(column).type), kind, f"pyarrow: type of {column}")
    check_rows(set_, table.to_pylist())
    # The one line of docs/formats.md that makes a Parquet file of it.
    sink = io.BytesIO()
    parquet.write_table(table, sink)
    check_equal(parquet.read_table(io.BytesIO(sink.getvalue())), table, "Parquet")
print("NPZ and CSV: NumPy and pyarrow read the same arrays and annotations")
