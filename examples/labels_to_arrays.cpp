// Walks through an animated scene and reads its labels as arrays: how far each object moves in the image.
//     labels_to_arrays scene.glb [frames] [frames_per_second]
#include <plumb/plumb.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

struct Motion {
    std::uint32_t pixels = 0;
    double sum_px = 0;
};

/// Mean length of forward flow per instance id, over the pixels where the flow is a number.
std::vector<Motion> measure_motion(const plumb::Scene& scene, const plumb::Frame& frame) {
    std::vector<Motion> motion(scene.instances().size() + 1);
    const plumb::PassView instance = frame["instance"];
    const plumb::PassView flow = frame["flow_forward"];
    for (std::uint32_t y = 0; y < frame.size().height; ++y) {
        for (std::uint32_t x = 0; x < frame.size().width; ++x) {
            const double length = std::hypot(flow.at<float>(x, y, 0), flow.at<float>(x, y, 1));
            if (std::isnan(length)) continue;  // the point is behind the next frame's camera
            Motion& entry = motion[instance.at<std::uint32_t>(x, y)];
            ++entry.pixels;
            entry.sum_px += length;
        }
    }
    return motion;
}

void print_objects(const plumb::Scene& scene, const plumb::Frame& frame) {
    const std::vector<Motion> motion = measure_motion(scene, frame);
    std::printf("t = %.3f s\n  %4s %-24s %-14s %8s  %-22s %s\n", frame.time_s(), "id", "name", "class", "pixels", "box",
                "motion px");
    for (const plumb::InstanceAnnotation& seen : frame.annotations().instances) {
        if (!seen.box_tight) continue;
        const plumb::InstanceInfo& info = scene.instances()[seen.id - 1];
        const plumb::PixelBox& box = *seen.box_tight;
        const Motion& moved = motion[seen.id];
        std::printf("  %4u %-24s %-14s %8u  [%4u %4u %4u %4u]  %.2f\n", seen.id, info.name.c_str(),
                    scene.classes()[info.semantic].c_str(), seen.pixels, box.x_min, box.y_min, box.x_max, box.y_max,
                    moved.pixels == 0 ? 0.0 : moved.sum_px / moved.pixels);
    }
}

}  // namespace

int main(int argument_count, char** arguments) {
    if (argument_count < 2 || argument_count > 4) {
        std::fprintf(stderr, "usage: labels_to_arrays SCENE [FRAMES] [FRAMES_PER_SECOND]\n");
        return 2;
    }
    const int frame_count = argument_count > 2 ? std::atoi(arguments[2]) : 3;
    const double frames_per_second = argument_count > 3 ? std::atof(arguments[3]) : 12.0;
    if (frame_count < 1 || !(frames_per_second > 0)) {
        std::fprintf(stderr, "labels_to_arrays: frames and frames per second must be positive\n");
        return 2;
    }
    try {
        const plumb::Scene scene = plumb::Scene::load(arguments[1]);
        plumb::Renderer renderer(plumb::Device::create(), scene,
                                 {.size = {320, 240}, .passes = {"instance", "flow_forward"}});
        const double dt_s = 1 / frames_per_second;
        for (int i = 0; i < frame_count; ++i) {
            print_objects(scene, renderer.render(scene.default_shot(i * dt_s, dt_s)));
        }
    } catch (const plumb::Error& error) {
        std::fprintf(stderr, "labels_to_arrays: %s\n", error.what());
        return 1;
    }
}
