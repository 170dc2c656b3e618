#include <plumb/dataset.hpp>
#include <plumb/shot_json.hpp>

#include "dataset/atomic_file.hpp"

#include <array>
#include <span>

namespace plumb {

std::filesystem::path write_shot(const std::filesystem::path& root, std::uint64_t index, const Scene& scene,
                                 const Shot& shot, bool overwrite) {
    const std::string text = shot_json(scene, shot);
    const std::filesystem::path folder = frame_folder(root, index);
    dataset::create_folder(folder);
    const std::array parts{std::as_bytes(std::span(text))};
    dataset::write_file_atomically(folder / "shot.json", parts, overwrite);
    return folder / "shot.json";
}

}  // namespace plumb
