#pragma once

#include "render_arguments.hpp"

#include <plumb/plumb.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plumb::program {

/// A folder that frames of a run are written into as one set.
struct RunFolder {
    std::filesystem::path root;
    std::optional<std::uint32_t> view;  ///< of a stereo recipe
};

/// Where a frame of a run belongs.
struct RunPlace {
    std::size_t folder = 0;  ///< index into ShotSource::folders()
    std::uint64_t index = 0;
    std::string key;  ///< what it is made from, where index and arguments do not say it
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
    /// The recipe that decides the frames, if there is one.
    [[nodiscard]] virtual std::optional<Recipe> recipe() const { return std::nullopt; }
    [[nodiscard]] virtual const std::vector<RunFolder>& folders() const = 0;
    [[nodiscard]] virtual std::uint64_t count() const = 0;
    /// Where the shot at `position`, below count(), belongs.
    [[nodiscard]] virtual RunPlace place(std::uint64_t position) const = 0;
    /// Called once before shots(), with the device that renders them.
    virtual void start(const Device&) {}
    /// The shots at `first` .. `first + count - 1`, all of them below count().
    [[nodiscard]] virtual std::vector<Shot> shots(std::uint64_t first, std::uint64_t count) = 0;
};

/// Loads what the arguments name. Frames that are there and must stay are found before the scene is loaded.
/// @throws Error  what loading throws; invalid_argument for frames that are there
std::unique_ptr<ShotSource> make_shot_source(const RenderArguments& arguments);

}  // namespace plumb::program
