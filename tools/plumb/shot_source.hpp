#pragma once

#include "render_arguments.hpp"

#include <plumb/plumb.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace plumb::program {

/// A shot of a run, and where its frame belongs.
struct RunShot {
    std::filesystem::path root;  ///< of frame_folder()
    std::uint64_t index = 0;
    Shot shot;
};

/// The shots of one run of `plumb render`.
class ShotSource {
public:
    ShotSource() = default;
    virtual ~ShotSource() = default;
    ShotSource(const ShotSource&) = delete;
    ShotSource& operator=(const ShotSource&) = delete;

    /// The scene that the shots are of.
    [[nodiscard]] virtual const Scene& scene() const = 0;
    [[nodiscard]] virtual std::uint64_t count() const = 0;
    /// Called once before shots(), with the device that renders them.
    virtual void start(const Device&) {}
    /// The shots at `first` .. `first + count - 1`, all of them below count().
    [[nodiscard]] virtual std::vector<RunShot> shots(std::uint64_t first, std::uint64_t count) = 0;
};

/// Loads what the arguments name. Frames that are there and must stay are found before the scene is loaded.
/// @throws Error  what loading throws; invalid_argument for frames that are there
std::unique_ptr<ShotSource> make_shot_source(const RenderArguments& arguments);

}  // namespace plumb::program
