"""Colour by paths beside Blender Cycles, on scenes whose lights and materials mean the same to both.

compare.py PLUMB [SCENE..]: prints the mean relative difference of each, over blocks of 4 x 4 pixels, and fails where it is
above what noise and the two programs' models explain. Ends with 77 where Blender or numpy is not there.
"""

import base64
import json
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import numpy as np
except ImportError:
    print("skipped: this Python has no numpy (Debian: apt-get install python3-numpy)")
    sys.exit(77)

from scenes import SCENES

HERE = Path(__file__).parent
SIZE, SAMPLES, BLOCK = 64, 256, 4
# Noise of 16 x 256 paths a block is about 1 %. Cycles masks its microfacets with heights that belong together, glTF
# without; at a roughness of 0.4 the ball is 1 to 3 % brighter there.
ALLOWED = {"terrace": 0.02, "lantern": 0.02, "room": 0.03, "ball": 0.04}


def gltf_material(values):
    specular = {"KHR_materials_specular": {"specularFactor": 0}}
    if values["kind"] == "chalk":
        return {"doubleSided": True, "extensions": specular,
                "pbrMetallicRoughness": {"baseColorFactor": [*values["color"], 1], "metallicFactor": 0}}
    if values["kind"] == "metal":
        return {"doubleSided": True, "pbrMetallicRoughness": {"roughnessFactor": values["roughness"]}}
    return {"doubleSided": True, "emissiveFactor": [1, 1, 1],
            "extensions": specular | {"KHR_materials_emissive_strength": {"emissiveStrength": values["radiance"]}},
            "pbrMetallicRoughness": {"baseColorFactor": [0, 0, 0, 1], "metallicFactor": 0}}


def columns(rows):
    return [rows[r][c] for c in range(4) for r in range(4)]


def write_gltf(spec, path):
    data = bytearray()
    json_ = {"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": []}], "nodes": [], "meshes": [],
             "materials": [], "accessors": [], "bufferViews": [],
             "cameras": [{"type": "perspective", "perspective": {"yfov": spec["fov_y_rad"], "znear": 0.01}}],
             "extensionsUsed": ["KHR_materials_specular", "KHR_materials_emissive_strength"]}

    def accessor(fmt, rows, kind, component):
        view = {"buffer": 0, "byteOffset": len(data), "byteLength": 0}
        for row in rows:
            data.extend(struct.pack(fmt, *row))
        view["byteLength"] = len(data) - view["byteOffset"]
        json_["bufferViews"].append(view)
        made = {"bufferView": len(json_["bufferViews"]) - 1, "componentType": component, "count": len(rows), "type": kind}
        if kind == "VEC3":
            made["min"] = [min(np.float32(row[i]) for row in rows).item() for i in range(3)]
            made["max"] = [max(np.float32(row[i]) for row in rows).item() for i in range(3)]
        json_["accessors"].append(made)
        return len(json_["accessors"]) - 1

    def node(members, pose):
        json_["scenes"][0]["nodes"].append(len(json_["nodes"]))
        json_["nodes"].append(members | {"matrix": columns(pose)})

    for entry in spec["items"]:
        corners, faces = entry["mesh"]
        json_["materials"].append(gltf_material(entry["material"]))
        flat = [corners[i] for face in faces for i in face]
        primitive = {"attributes": {"POSITION": accessor("<3f", flat, "VEC3", 5126)},
                     "material": len(json_["materials"]) - 1}
        json_["meshes"].append({"primitives": [primitive]})
        node({"mesh": len(json_["meshes"]) - 1}, entry["pose"])
    node({"camera": 0}, spec["camera"])
    if spec["lights"]:
        json_["extensionsUsed"].append("KHR_lights_punctual")
        json_["extensions"] = {"KHR_lights_punctual": {
            "lights": [{"type": light["kind"], "intensity": light["intensity"]} for light in spec["lights"]]}}
        for i, light in enumerate(spec["lights"]):
            node({"extensions": {"KHR_lights_punctual": {"light": i}}}, light["pose"])
    uri = "data:application/octet-stream;base64," + base64.b64encode(bytes(data)).decode()
    json_["buffers"] = [{"byteLength": len(data), "uri": uri}]
    path.write_text(json.dumps(json_))


def write_hdr(path, value):
    """A Radiance picture of one grey."""
    mantissa, exponent = np.frexp(value) if value > 0 else (0, -128)
    texel = bytes([round(mantissa * 256)] * 3 + [exponent + 128])
    path.write_bytes(b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 2 +X 4\n" + texel * 8)


def by_plumb(plumb, spec, folder):
    write_gltf(spec, folder / "scene.gltf")
    write_hdr(folder / "world.hdr", spec["world"])
    subprocess.run([plumb, "render", folder / "scene.gltf", "--out", folder / "set", "--size", f"{SIZE}x{SIZE}",
                    "--passes", "hdr", "--format", "npy", "--color", "path", "--samples", str(SAMPLES),
                    "--environment", folder / "world.hdr"], check=True, stdout=subprocess.DEVNULL)
    return np.load(folder / "set" / "frames" / "000000" / "hdr.npy")[:, :, :3]


def by_cycles(blender, name, folder):
    out = folder / "cycles.npy"
    subprocess.run([blender, "-b", "--factory-startup", "--python-exit-code", "1", "-P", HERE / "in_blender.py", "--",
                    name, str(SAMPLES), str(SIZE), out], check=True, stdout=subprocess.DEVNULL)
    return np.load(out)


def blocks(image):
    return image.reshape(SIZE // BLOCK, BLOCK, SIZE // BLOCK, BLOCK, 3).mean(axis=(1, 3))


def main():
    blender = shutil.which("blender")
    if blender is None:
        print("skipped: there is no program called blender (Debian: apt-get install blender)")
        return 77
    probe = [blender, "-b", "--factory-startup", "--python-exit-code", "1", "--python-expr", "import numpy"]
    if subprocess.run(probe, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0:
        print(f"skipped: the Python of {blender} has no numpy (Debian: apt-get install python3-numpy; another Python first in "
              "PATH hides it)")
        return 77
    failed = False
    for name in sys.argv[2:] or SCENES:
        with tempfile.TemporaryDirectory() as folder:
            ours = blocks(by_plumb(sys.argv[1], SCENES[name], Path(folder)))
            theirs = blocks(by_cycles(blender, name, Path(folder)))
        difference = np.mean(np.abs(ours - theirs) / np.maximum(theirs, 0.05 * theirs.mean()))
        print(f"{name:8} mean {ours.mean():.4f}, Cycles {theirs.mean():.4f}; mean relative difference {difference:.4f}, "
              f"allowed {ALLOWED[name]}")
        failed = failed or not difference <= ALLOWED[name]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
