// What a program of somebody else looks like: it loads the scene it is given and measures the distance in the middle.
#include <plumb/plumb.hpp>

#include <cmath>
#include <cstdio>

int main(int argument_count, char** arguments) {
    try {
        const auto scene = plumb::Scene::load(argument_count > 1 ? arguments[1] : "");
        plumb::Renderer renderer(plumb::Device::create(), scene, {.size = {64, 64}, .passes = {"depth"}});
        const float depth_m = renderer.render(scene.default_shot())["depth"].at<float>(32, 32);
        std::printf("plumb %s: %.6f m\n", plumb::version(), static_cast<double>(depth_m));
        return std::abs(depth_m - 5.0F) < 1e-4F ? 0 : 1;
    } catch (const plumb::Error& error) {
        std::fprintf(stderr, "%s: %s\n", plumb::to_string(error.code()).data(), error.what());
        return 1;
    }
}
