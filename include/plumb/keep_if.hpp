#pragma once

#include <plumb/device.hpp>
#include <plumb/export.hpp>
#include <plumb/recipe.hpp>
#include <plumb/scene.hpp>
#include <plumb/shot.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace plumb {

/// How often frames failed the conditions of `keep_if`.
struct KeepRates {
    std::uint64_t attempts = 0;                     ///< frames that were judged
    std::uint64_t kept = 0;                         ///< of these, those that met all conditions
    std::map<std::string, std::uint64_t> failures;  ///< by the condition's JSON pointer; one frame may fail several
};

/// Finds the shots of a recipe whose frames meet its `keep_if`: renders the labels that the conditions read and goes on
/// to the next attempt until they hold. Which attempt a frame ends with is a pure function of scene, recipe, seed,
/// index and size. Of a stereo recipe the left view is judged. Not for use by two threads at once.
class PLUMB_API ShotKeeper {
public:
    /// @param prepared  what Recipe::prepare() gave
    /// @param size      of the frames that are judged; conditions in pixels depend on it
    /// @throws Error    what Renderer's constructor throws
    ShotKeeper(const Device& device, const Scene& prepared, const Recipe& recipe, Size size);
    ~ShotKeeper();
    ShotKeeper(ShotKeeper&&) noexcept;
    ShotKeeper& operator=(ShotKeeper&&) noexcept;

    /// The first shot from DrawOptions::attempt on that is to be kept; Shot::address tells its attempt.
    /// @throws Error  invalid_argument if none of Recipe::attempt_limit() attempts is, with the share of the attempts
    ///                that failed each condition; what Recipe::shot() throws
    [[nodiscard]] Shot shot(std::uint64_t seed, std::uint64_t index, const DrawOptions& options = {});
    /// The same for several frames at once, which are judged together.
    [[nodiscard]] std::vector<Shot> shots(std::uint64_t seed, std::span<const std::uint64_t> indices,
                                          const DrawOptions& options = {});
    /// Judges frames as they are drawn, without going on to further attempts.
    [[nodiscard]] KeepRates measure(std::uint64_t seed, std::span<const std::uint64_t> indices,
                                    const DrawOptions& options = {});

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace plumb
