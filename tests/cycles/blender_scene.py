"""Scenes for Blender Cycles, inside Blender: those of scenes.py and glTF files, seen and sampled as plumb does it."""

import time

import bpy
import numpy as np
from mathutils import Matrix

# Blender's importer turns glTF's +y up into its own +z up.
BLENDER_FROM_GLTF = Matrix(((1, 0, 0, 0), (0, 0, -1, 0), (0, 1, 0, 0), (0, 0, 0, 1)))


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


def add(name, data, pose):
    thing = bpy.data.objects.new(name, data)
    thing.matrix_world = Matrix(pose)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def add_lights(entries):
    for entry in entries:
        is_sun = entry["kind"] == "directional"
        light = bpy.data.lights.new("light", "SUN" if is_sun else "POINT")
        # A sun's strength is irradiance; a lamp of P watts shines P / (4 pi) into each direction.
        light.energy = entry["intensity"] if is_sun else entry["intensity"] * 4 * np.pi
        if is_sun:
            light.angle = 0
        else:
            light.shadow_soft_size = 0
        add("light", light, entry["pose"])


def look(pose, fov_y_rad, world_radiance):
    """A camera and surroundings of one grey."""
    scene = bpy.context.scene
    world = bpy.data.worlds.new("world")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs["Color"].default_value = (1, 1, 1, 1)
    world.node_tree.nodes["Background"].inputs["Strength"].default_value = world_radiance
    scene.world = world
    camera = bpy.data.cameras.new("camera")
    camera.sensor_fit = "VERTICAL"
    camera.angle = fov_y_rad
    scene.camera = add("camera", camera, pose)


def build(spec):
    """A scene of scenes.py."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    for entry in spec["items"]:
        corners, faces = entry["mesh"]
        mesh = bpy.data.meshes.new("mesh")
        mesh.from_pydata(corners, [], faces)
        mesh.materials.append(material_of(entry["material"]))
        add("item", mesh, entry["pose"])
    add_lights(spec["lights"])
    look(spec["camera"], spec["fov_y_rad"], spec["world"])


def load(path, pose, fov_y_rad, world_radiance):
    """A glTF file. @param pose  world_from_camera as glTF has it"""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    np.bool = bool  # the importer of Blender 3.4 uses a name that numpy 1.24 no longer has
    bpy.ops.import_scene.gltf(filepath=str(path))
    look(BLENDER_FROM_GLTF @ Matrix(pose), fov_y_rad, world_radiance)


def prepare(width, height):
    """Cycles with nothing that trades light for less noise."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.render.resolution_x, scene.render.resolution_y = width, height
    scene.render.resolution_percentage = 100
    cycles = scene.cycles
    cycles.use_adaptive_sampling = False
    cycles.use_denoising = False
    cycles.pixel_filter_type = "BOX"
    cycles.max_bounces = cycles.diffuse_bounces = cycles.glossy_bounces = cycles.transmission_bounces = 64
    cycles.transparent_max_bounces = 64
    cycles.sample_clamp_direct = cycles.sample_clamp_indirect = 0
    cycles.blur_glossy = 0
    cycles.caustics_reflective = cycles.caustics_refractive = True
    scene.render.image_settings.file_format = "OPEN_EXR"
    scene.render.image_settings.color_depth = "32"


def render(samples, seed, out):
    """Linear radiance, height x width x 3, into OUT.npy. @return  seconds that rendering alone took"""
    scene = bpy.context.scene
    scene.cycles.samples, scene.cycles.seed = samples, seed
    start = time.monotonic()
    bpy.ops.render.render()
    seconds = time.monotonic() - start
    image = str(out) + ".exr"
    bpy.data.images["Render Result"].save_render(image, scene=scene)
    saved = bpy.data.images.load(image)
    width, height = saved.size
    pixels = np.array(saved.pixels, dtype=np.float32).reshape(height, width, 4)
    bpy.data.images.remove(saved)
    np.save(out, pixels[::-1, :, :3])
    return seconds
