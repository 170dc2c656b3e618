#include "frame_hashes.hpp"

#include <xxhash.h>

#include <cstdio>

namespace plumb::property {

std::uint64_t hash_of(const PassView& pass) {
    return XXH3_64bits(pass.bytes.data(), pass.bytes.size());
}

std::string frame_hashes(const Device& device, const std::filesystem::path& file) {
    const Scene scene = Scene::load(file);
    RendererOptions options;
    options.size = {79, 53};
    options.passes.clear();
    for (const PassInfo& info : passes()) options.passes.emplace_back(info.name);
    for (const PassInfo& info : through_passes()) options.passes.emplace_back(info.name);
    const Frame frame = Renderer(device, scene, options).render(scene.default_shot(0.3, 0.1));
    std::string text;
    for (const std::string& name : frame.pass_names()) {
        char hash[20];
        std::snprintf(hash, sizeof hash, "%016llx", static_cast<unsigned long long>(hash_of(frame[name])));
        text += name + " " + hash + "\n";
    }
    return text;
}

}  // namespace plumb::property
