#pragma once

#include "render_arguments.hpp"

#include <plumb/plumb.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>

namespace plumb::program {

/// A shot of a run, and where its frame belongs.
struct RunShot {
    std::filesystem::path root;  ///< of frame_folder()
    std::uint64_t index = 0;
    Shot shot;
};

/// The shots of one run of `plumb render`, made one by one. Safe to use from several threads.
class ShotSource {
public:
    ShotSource() = default;
    virtual ~ShotSource() = default;
    ShotSource(const ShotSource&) = delete;
    ShotSource& operator=(const ShotSource&) = delete;

    /// The scene that the shots are of.
    [[nodiscard]] virtual const Scene& scene() const = 0;
    [[nodiscard]] virtual std::uint64_t count() const = 0;
    /// @param position  below count()
    [[nodiscard]] virtual RunShot shot(std::uint64_t position) const = 0;
};

/// Loads what the arguments name. Frames that are there and must stay are found before the scene is loaded.
/// @throws Error  what loading throws; invalid_argument for frames that are there
std::unique_ptr<ShotSource> make_shot_source(const RenderArguments& arguments);

}  // namespace plumb::program
