"""Every material of the workshop, by name, with its textures embedded into the document."""
import pictures
import textures
from noise import picture

# name: (function that draws the set, JPEG quality)
TEXTURES = {
    "planks": (textures.planks, 86), "wood": (textures.wood, 86),
    "dark_wood": (lambda: textures.wood(22, 512, (0.40, 0.24, 0.15), (0.20, 0.11, 0.07)), 86),
    "brick": (textures.brick, 84), "plaster": (textures.plaster, 84), "fabric": (textures.fabric, 82),
    "metal": (textures.brushed_metal, 86), "rug": (textures.rug, 86), "painting": (pictures.painting, 88),
    "spines": (pictures.spines, 88), "clock_face": (pictures.clock_face, 88), "screen": (pictures.screen, 90),
    "leaf": (pictures.leaf, 86), "ball": (pictures.ball, 90),
}


class Materials:
    """Materials by name; textures are drawn when first used."""

    def __init__(self, writer):
        self.writer = writer
        self.drawn = {}
        self.index = {}
        self.sampler = writer.add("samplers", {"magFilter": 9729, "minFilter": 9987, "wrapS": 10497, "wrapT": 10497})
        self.clamp = writer.add("samplers", {"magFilter": 9729, "minFilter": 9987, "wrapS": 33071, "wrapT": 33071})

    def __getitem__(self, name):
        return self.index[name]

    def textures(self, name, clamp=False):
        """{"base": texture index, ...} of a drawn set."""
        if name not in self.drawn:
            draw, quality = TEXTURES[name]
            self.drawn[name] = {}
            for part, array in draw().items():
                encoding = "png" if array.shape[2] == 4 else quality
                image = self.writer.add_image(f"{name}_{part}", picture(array), encoding)
                self.drawn[name][part] = self.writer.add("textures", {
                    "name": f"{name}_{part}", "sampler": self.clamp if clamp else self.sampler, "source": image})
        return self.drawn[name]

    def add(self, name, color=(1, 1, 1), texture=None, metallic=0.0, roughness=0.5, *, alpha=1.0, normal=1.0,
            clamp=False, transform=None, extensions=None, **fields):
        """Adds a material; `extensions` maps names of material extensions to their objects, `fields` are glTF's."""
        pbr = {"baseColorFactor": [*map(float, color), float(alpha)], "metallicFactor": float(metallic),
               "roughnessFactor": float(roughness)}
        material = {"name": name, "pbrMetallicRoughness": pbr, **fields}
        drawn = self.textures(texture, clamp) if texture else {}
        def slot(part, **more):
            info = {"index": drawn[part], **more}
            if transform:
                self.writer.use("KHR_texture_transform")
                info["extensions"] = {"KHR_texture_transform": transform}
            return info
        if "base" in drawn:
            pbr["baseColorTexture"] = slot("base")
        if "mr" in drawn:
            pbr["metallicRoughnessTexture"] = slot("mr")
            pbr["metallicFactor"] = pbr["roughnessFactor"] = 1.0
        if "normal" in drawn:
            material["normalTexture"] = slot("normal", scale=float(normal))
        if "emissive" in drawn:
            material["emissiveTexture"] = slot("emissive")
        for extension, value in (extensions or {}).items():
            self.writer.use(extension)
            material.setdefault("extensions", {})[extension] = value
        self.index[name] = self.writer.add("materials", material)


def glass(tint, thickness_m, attenuation_m, ior=1.5):
    """Extensions of a solid glass of the given tint."""
    return {"KHR_materials_transmission": {"transmissionFactor": 1.0}, "KHR_materials_ior": {"ior": ior},
            "KHR_materials_volume": {"thicknessFactor": thickness_m, "attenuationDistance": attenuation_m,
                                     "attenuationColor": list(tint)}}


def add_all(writer):
    """All materials of the workshop."""
    m = Materials(writer)
    add_building(m)
    add_furniture(m)
    add_things(m)
    return m


def add_building(m):
    m.add("floor_planks", texture="planks", transform={"scale": [0.5, 0.5], "offset": [0.13, 0.0]}, normal=0.8)
    m.add("brick", (1.0, 0.97, 0.95), "brick", transform={"scale": [0.5, 0.5]})
    broad = {"scale": [0.43, 0.43], "rotation": 0.35}
    m.add("plaster", (0.93, 0.93, 0.92), "plaster", normal=0.6, transform=broad)
    m.add("plaster_green", (0.60, 0.71, 0.64), "plaster", normal=0.6, transform=broad)
    m.add("ceiling_white", (0.88, 0.87, 0.84), roughness=0.9)
    m.add("white_paint", (0.82, 0.81, 0.78), roughness=0.45)
    m.add("window_pane", (0.72, 0.82, 0.84), roughness=0.03, alpha=0.14, alphaMode="BLEND")


def add_furniture(m):
    sheen = {"KHR_materials_sheen": {"sheenColorFactor": [0.35, 0.38, 0.42], "sheenRoughnessFactor": 0.45}}
    m.add("oak", texture="wood")
    m.add("walnut", texture="dark_wood")
    m.add("sofa_fabric", (0.105, 0.185, 0.26), "fabric", normal=0.6, extensions=sheen)
    m.add("cushion_mustard", (0.80, 0.42, 0.065), "fabric")
    m.add("cushion_rust", (0.62, 0.16, 0.08), "fabric")
    m.add("seat_fabric", (0.24, 0.31, 0.17), "fabric", normal=0.6)
    m.add("curtain_velvet", (0.55, 0.13, 0.10), "fabric", normal=0.4, doubleSided=True, extensions={
        "KHR_materials_sheen": {"sheenColorFactor": [0.5, 0.2, 0.16], "sheenRoughnessFactor": 0.3}})
    m.add("rug", texture="rug", roughness=0.95, clamp=True)
    m.add("steel", texture="metal")
    m.add("black_metal", (0.025, 0.025, 0.028), metallic=0.6, roughness=0.42)
    m.add("brass", (0.86, 0.62, 0.26), metallic=1.0, roughness=0.26)
    m.add("mirror", (0.93, 0.94, 0.94), metallic=1.0, roughness=0.02)
    m.add("table_glass", (0.93, 0.98, 0.96), roughness=0.02,
          extensions=glass((0.72, 0.92, 0.84), 0.012, 0.06, 1.52))


def add_things(m):
    clearcoat = {"KHR_materials_clearcoat": {"clearcoatFactor": 1.0, "clearcoatRoughnessFactor": 0.05}}
    strength = lambda s: {"KHR_materials_emissive_strength": {"emissiveStrength": s}}
    m.add("books", texture="spines", roughness=0.62)
    m.add("paper", (0.84, 0.79, 0.68), roughness=0.9)
    m.add("painting", texture="painting", roughness=0.55, normal=0.6, clamp=True)
    m.add("clock_face", texture="clock_face", roughness=0.4, clamp=True)
    m.add("screen", (0.01, 0.01, 0.012), "screen", roughness=0.12, clamp=True, emissiveFactor=[1.0, 1.0, 1.0],
          extensions=strength(1.4))
    m.add("bulb", (1.0, 0.93, 0.80), roughness=0.5, emissiveFactor=[1.0, 0.74, 0.42], extensions=strength(6.0))
    m.add("lamp_shade", (0.92, 0.84, 0.68), roughness=0.85, doubleSided=True, emissiveFactor=[0.36, 0.24, 0.12])
    m.add("leaf", texture="leaf", roughness=0.45, alphaMode="MASK", alphaCutoff=0.5, doubleSided=True, clamp=True)
    m.add("bark", (0.19, 0.115, 0.06), roughness=0.9)
    m.add("soil", (0.05, 0.032, 0.02), roughness=1.0)
    m.add("terracotta", (0.55, 0.22, 0.115), roughness=0.75)
    m.add("vase_glass", (0.80, 0.93, 0.98), roughness=0.03, extensions=glass((0.45, 0.75, 0.86), 0.03, 0.10))
    m.add("bottle_glass", (0.62, 0.88, 0.64), roughness=0.03, extensions=glass((0.10, 0.42, 0.14), 0.02, 0.03))
    m.add("enamel_blue", (0.03, 0.12, 0.34), roughness=0.3, extensions=clearcoat)
    m.add("enamel_cream", (0.80, 0.72, 0.55), roughness=0.3, extensions=clearcoat)
    m.add("beach_ball", texture="ball", roughness=0.4, clamp=True, extensions=clearcoat)
    m.add("painted", (1, 1, 1), roughness=0.55)
    m.add("figure", (1, 1, 1), roughness=0.72)
    m.add("glazed_clay", (1, 1, 1), roughness=0.42, extensions={
        "KHR_materials_clearcoat": {"clearcoatFactor": 0.4, "clearcoatRoughnessFactor": 0.15}})
