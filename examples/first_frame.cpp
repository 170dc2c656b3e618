// Renders one frame of a glTF file with its labels and writes it to a folder.
//     first_frame scene.glb out
#include <plumb/plumb.hpp>

#include <cstdio>

int main(int argument_count, char** arguments) {
    if (argument_count != 3) {
        std::fprintf(stderr, "usage: first_frame SCENE FOLDER\n");
        return 2;
    }
    try {
        const plumb::Scene scene = plumb::Scene::load(arguments[1]);
        const plumb::Device device = plumb::Device::create();
        plumb::Renderer renderer(device, scene, {.size = {640, 480}, .passes = {"rgb", "depth", "instance", "normal"}});

        const plumb::Frame frame = renderer.render(scene.default_shot());
        const auto written = plumb::write_frame(arguments[2], 0, scene, frame,
                                                {.formats = {"png", "npy"}, .previews = true, .overwrite = true});
        std::printf("rendered on %s\n", device.info().name.c_str());
        for (const auto& path : written) std::printf("%s\n", path.c_str());
    } catch (const plumb::Error& error) {
        std::fprintf(stderr, "first_frame: %s\n", error.what());
        return 1;
    }
}
