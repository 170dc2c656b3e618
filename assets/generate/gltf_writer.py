"""Collects a glTF 2.0 document and writes it as one .glb file with everything embedded."""
import io
import json
import struct

import numpy as np

from meshes import tangents

ARRAY_BUFFER, ELEMENT_ARRAY_BUFFER = 34962, 34963
COMPONENT = {"f4": 5126, "u1": 5121, "u2": 5123, "u4": 5125}
SHAPE = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}


class GltfWriter:
    """A document under construction. The add_* functions return the glTF index of what they added."""

    def __init__(self, copyright_line, generator):
        self.json = {"asset": {"version": "2.0", "copyright": copyright_line, "generator": generator}, "scene": 0,
                     "scenes": [{"nodes": []}]}
        self.blob = bytearray()
        self.used = set()

    def add(self, key, item):
        """Appends `item` to the top-level array `key`."""
        rows = self.json.setdefault(key, [])
        rows.append(item)
        return len(rows) - 1

    def use(self, extension):
        self.used.add(extension)

    def _view(self, data, target=None):
        self.blob.extend(b"\0" * (-len(self.blob) % 4))
        view = {"buffer": 0, "byteOffset": len(self.blob), "byteLength": len(data)}
        if target:
            view["target"] = target
        self.blob.extend(data)
        return self.add("bufferViews", view)

    def add_accessor(self, values, kind="f4", target=None, bounds=False, normalized=False):
        """Stores an (n,) or (n, width) array. `kind` is a NumPy little-endian type: f4, u1, u2, u4."""
        array = np.ascontiguousarray(values, dtype="<" + kind)
        flat = array.reshape(len(array), -1)
        accessor = {"bufferView": self._view(array.tobytes(), target), "componentType": COMPONENT[kind],
                    "count": len(flat), "type": SHAPE[flat.shape[1]]}
        if normalized:
            accessor["normalized"] = True
        if bounds:
            accessor["min"] = [v.item() for v in flat.min(0)]
            accessor["max"] = [v.item() for v in flat.max(0)]
        return self.add("accessors", accessor)

    def add_sparse(self, values, bounds=False):
        """Stores an (n, 3) float array that is zero in most rows."""
        array = np.asarray(values, np.float32)
        rows = np.flatnonzero(np.any(array != 0, axis=1))
        accessor = {"componentType": COMPONENT["f4"], "count": len(array), "type": "VEC3"}
        if bounds:
            accessor["min"] = [v.item() for v in array.min(0)]
            accessor["max"] = [v.item() for v in array.max(0)]
        if len(rows):
            accessor["sparse"] = {
                "count": len(rows),
                "indices": {"bufferView": self._view(rows.astype("<u4").tobytes()), "componentType": COMPONENT["u4"]},
                "values": {"bufferView": self._view(array[rows].astype("<f4").tobytes())}}
        return self.add("accessors", accessor)

    def add_image(self, name, picture, encoding):
        """Embeds a Pillow picture; `encoding` is "png" or a JPEG quality."""
        stream = io.BytesIO()
        if encoding == "png":
            picture.save(stream, "PNG", optimize=True)
            media = "image/png"
        else:
            picture.convert("RGB").save(stream, "JPEG", quality=encoding, optimize=True, subsampling=0)
            media = "image/jpeg"
        view = self._view(stream.getvalue())
        return self.add("images", {"name": name, "mimeType": media, "bufferView": view})

    def _texture_slots(self, material):
        """Names of the textures that a material uses; without any, texture coordinates are left out."""
        fields = self.json["materials"][material]
        return [key for part in (fields, fields["pbrMetallicRoughness"]) for key in part if key.endswith("Texture")]

    def add_primitive(self, mesh, material, targets=(), skin_weights=None):
        """Turns a meshes.Mesh into a primitive object. `targets` are (position, normal) displacement pairs."""
        slots = self._texture_slots(material)
        attributes = {"POSITION": self.add_accessor(mesh.positions, target=ARRAY_BUFFER, bounds=True),
                      "NORMAL": self.add_accessor(mesh.normals, target=ARRAY_BUFFER)}
        if "normalTexture" in slots:
            attributes["TANGENT"] = self.add_accessor(tangents(mesh), target=ARRAY_BUFFER)
        if slots and mesh.uvs is not None:
            attributes["TEXCOORD_0"] = self.add_accessor(mesh.uvs, target=ARRAY_BUFFER)
        if mesh.colors is not None:
            rgba = np.concatenate([mesh.colors, np.ones((len(mesh.colors), 1))], 1)
            attributes["COLOR_0"] = self.add_accessor(np.round(rgba.clip(0, 1) * 255), "u1", ARRAY_BUFFER,
                                                      normalized=True)
        if skin_weights is not None:
            joints, weights = skin_weights
            attributes["JOINTS_0"] = self.add_accessor(joints, "u1", ARRAY_BUFFER)
            attributes["WEIGHTS_0"] = self.add_accessor(weights, target=ARRAY_BUFFER)
        kind = "u2" if len(mesh.positions) < 65535 else "u4"
        primitive = {"attributes": attributes, "material": material,
                     "indices": self.add_accessor(mesh.triangles.reshape(-1), kind, ELEMENT_ARRAY_BUFFER)}
        if targets:
            primitive["targets"] = [{"POSITION": self.add_sparse(p, bounds=True), "NORMAL": self.add_sparse(n)}
                                    for p, n in targets]
        return primitive

    def add_node(self, name, parent=None, **fields):
        """Adds a node below `parent` (None: a root of the scene). Fields are those of glTF; tuples become lists."""
        node = {"name": name}
        for key, value in fields.items():
            if value is not None:
                node[key] = [float(v) for v in value] if isinstance(value, (tuple, np.ndarray)) else value
        index = self.add("nodes", node)
        if parent is None:
            self.json["scenes"][0]["nodes"].append(index)
        else:
            self.json["nodes"][parent].setdefault("children", []).append(index)
        return index

    def write(self, path):
        """Writes the .glb file and returns its size in bytes."""
        if self.used:
            self.json["extensionsUsed"] = sorted(self.used)
        self.blob.extend(b"\0" * (-len(self.blob) % 4))
        if self.blob:
            self.json["buffers"] = [{"byteLength": len(self.blob)}]
        text = json.dumps(self.json, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        size = 12 + 8 + len(text) + 8 + len(self.blob)
        with open(path, "wb") as file:
            file.write(struct.pack("<4sII", b"glTF", 2, size))
            file.write(struct.pack("<I4s", len(text), b"JSON") + text)
            file.write(struct.pack("<I4s", len(self.blob), b"BIN\0") + bytes(self.blob))
        return size
