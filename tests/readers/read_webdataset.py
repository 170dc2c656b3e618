"""WebDataset shards by webdataset and tarfile: keys, adjacency, headers without owner and date, values."""
import io
import json
import tarfile

from written import Set, check, check_equal, check_same, need, numpy

[cv2] = need("cv2")
[webdataset] = need("webdataset")


def check_headers(path):
    data = path.read_bytes()
    check_equal(data[-1024:], bytes(1024), f"{path.name}: end")
    keys = []
    with tarfile.open(path) as archive:
        for member in archive:
            check(member.isreg() and not member.pax_headers, f"{member.name}: a plain USTAR member")
            check_equal((member.mtime, member.uid, member.gid, member.uname, member.gname, member.mode),
                        (0, 0, 0, "", "", 0o644), f"{member.name}: header")
            key = member.name.split(".")[0]
            if not keys or keys[-1] != key:
                keys.append(key)
    check_equal(len(keys), len(set(keys)), f"{path.name}: members of a sample are adjacent")


def samples_of(paths):
    return list(webdataset.WebDataset([str(path) for path in paths], shardshuffle=False, empty_check=False))


rendered = Set("rendered")
expected_shards = {"webdataset": {0: [0, 1, 7]}, "webdataset-of-2": {0: [0, 1], 3: [7]}}
for folder, shards in expected_shards.items():
    paths = sorted((rendered.folder / folder).glob("*.tar"))
    check_equal([path.name for path in paths], [f"shard-{shard:06d}.tar" for shard in shards], folder)
    for path, indices in zip(paths, shards.values()):
        check_headers(path)
        check_equal([int(sample["__key__"]) for sample in samples_of([path])], indices, f"{path}: samples")
    for sample, frame in zip(samples_of(paths), rendered.frames):
        check_equal(json.loads(sample["frame.json"])["instances"], frame.instances, "frame.json")
        picture = cv2.imdecode(numpy.frombuffer(sample["rgb.png"], numpy.uint8), cv2.IMREAD_UNCHANGED)
        check_same(picture[..., ::-1], frame["rgb"][..., :3], "rgb.png")
        for info in frame.document["passes"]:
            if info["name"] != "rgb":
                array = numpy.load(io.BytesIO(sample[f"{info['name']}.npy"]))
                check_same(array, frame[info["name"]], info["name"])
print("WebDataset: webdataset reads the same samples")
