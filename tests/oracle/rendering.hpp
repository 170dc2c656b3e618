#pragma once

#include "compare.hpp"
#include "scene_case.hpp"

#include <plumb/plumb.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace plumb::oracle {

/// A generated scene as a file that lives as long as this.
class SceneFile {
public:
    explicit SceneFile(const SceneCase& scene);
    ~SceneFile();
    SceneFile(const SceneFile&) = delete;
    SceneFile& operator=(const SceneFile&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

/// The scene's view at its size number `which`.
ViewRequest sized_view(const SceneCase& scene, std::size_t which);

/// The device that all tests of this program share; opened at first use and closed after the last test.
Device& shared_device();

/// The shot that shows `request` with the library.
Shot shot_of(const Scene& scene, const ViewRequest& request);
/// Names of the passes that the oracle has, of both policies.
std::vector<std::string> label_passes();

/// Asks for the labels of both policies alone.
RendererOptions label_options(Size size);
/// The labels of both policies of a frame.
Arrays arrays_of(const Frame& frame);
/// The labels of policy `through` under the names of their rows, to be compared with a request that looks through.
Arrays labels_through(const Arrays& arrays);

/// Renders `shot` with the library at the size of `request` and hands out all labels of both policies.
Arrays render(const Scene& scene, const ViewRequest& request, const Shot& shot);

}  // namespace plumb::oracle
