"""Renders a scene of scenes.py with Cycles, inside Blender: blender -b -P in_blender.py -- NAME SAMPLES SIZE OUT.npy"""

import sys
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix

sys.path.insert(0, str(Path(__file__).parent))
from scenes import SCENES  # noqa: E402

name, samples, size, out = sys.argv[sys.argv.index("--") + 1:]
spec = SCENES[name]
bpy.ops.wm.read_factory_settings(use_empty=True)
scene = bpy.context.scene


def material_of(values):
    material = bpy.data.materials.new(values["kind"])
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    nodes.clear()
    output = nodes.new("ShaderNodeOutputMaterial")
    if values["kind"] == "chalk":
        lobe = nodes.new("ShaderNodeBsdfDiffuse")
        lobe.inputs["Color"].default_value = (*values["color"], 1)
        lobe.inputs["Roughness"].default_value = 0
    elif values["kind"] == "metal":
        lobe = nodes.new("ShaderNodeBsdfGlossy")
        lobe.distribution = "GGX"
        lobe.inputs["Color"].default_value = (1, 1, 1, 1)
        lobe.inputs["Roughness"].default_value = values["roughness"]
    else:
        lobe = nodes.new("ShaderNodeEmission")
        lobe.inputs["Strength"].default_value = values["radiance"]
    links.new(lobe.outputs[0], output.inputs["Surface"])
    return material


def add(name_, data, pose):
    thing = bpy.data.objects.new(name_, data)
    thing.matrix_world = Matrix(pose)
    scene.collection.objects.link(thing)
    return thing


for entry in spec["items"]:
    corners, faces = entry["mesh"]
    mesh = bpy.data.meshes.new("mesh")
    mesh.from_pydata(corners, [], faces)
    mesh.materials.append(material_of(entry["material"]))
    add("item", mesh, entry["pose"])
for entry in spec["lights"]:
    is_sun = entry["kind"] == "directional"
    light = bpy.data.lights.new("light", "SUN" if is_sun else "POINT")
    # A sun's strength is irradiance; a lamp of P watts shines P / (4 pi) into each direction.
    light.energy = entry["intensity"] if is_sun else entry["intensity"] * 4 * np.pi
    if is_sun:
        light.angle = 0
    else:
        light.shadow_soft_size = 0
    add("light", light, entry["pose"])
world = bpy.data.worlds.new("world")
world.use_nodes = True
world.node_tree.nodes["Background"].inputs["Color"].default_value = (1, 1, 1, 1)
world.node_tree.nodes["Background"].inputs["Strength"].default_value = spec["world"]
scene.world = world
camera = bpy.data.cameras.new("camera")
camera.sensor_fit = "VERTICAL"
camera.angle = spec["fov_y_rad"]
scene.camera = add("camera", camera, spec["camera"])

scene.render.engine = "CYCLES"
scene.render.resolution_x = scene.render.resolution_y = int(size)
scene.render.resolution_percentage = 100
cycles = scene.cycles
cycles.samples = int(samples)
cycles.use_adaptive_sampling = False
cycles.use_denoising = False
cycles.pixel_filter_type = "BOX"
cycles.max_bounces = cycles.diffuse_bounces = cycles.glossy_bounces = 64
cycles.sample_clamp_direct = cycles.sample_clamp_indirect = 0
cycles.blur_glossy = 0
cycles.caustics_reflective = True
image = str(Path(out).with_suffix(".exr"))
scene.render.image_settings.file_format = "OPEN_EXR"
scene.render.image_settings.color_depth = "32"
scene.render.filepath = image
bpy.ops.render.render(write_still=True)
pixels = np.array(bpy.data.images.load(image).pixels, dtype=np.float32).reshape(int(size), int(size), 4)
np.save(out, pixels[::-1, :, :3])
