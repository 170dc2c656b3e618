#pragma once

#include "recipe/base_scene.hpp"
#include "recipe/camera_rule.hpp"
#include "recipe/conditions.hpp"
#include "recipe/exposure_rule.hpp"
#include "recipe/figures.hpp"
#include "recipe/lights.hpp"
#include "recipe/materials.hpp"
#include "recipe/objects.hpp"
#include "recipe/scatter.hpp"
#include "recipe/sensor_rule.hpp"
#include "recipe/settle.hpp"
#include "recipe/surroundings.hpp"

#include <plumb/recipe.hpp>
#include <plumb/scene.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace plumb::recipe {

/// A recipe whose names have been looked up in a scene: all that a shot needs, immutable.
class Binding {
public:
    /// @param document  has passed check_schema(); must outlive the binding
    /// @param folder    where relative paths in it start
    /// @throws Error    not_found for names that match nothing, bad_asset for what cannot be
    Binding(const Scene& scene, const Place& document, const std::filesystem::path& folder);
    Binding(const Binding&) = delete;
    Binding& operator=(const Binding&) = delete;

    [[nodiscard]] Shot shot(std::uint64_t seed, std::uint64_t index, const DrawOptions& options) const;
    [[nodiscard]] std::vector<FailedCondition> judge(const Frame& frame) const;
    /// Keeps the scene alive, so that its address stays its own.
    [[nodiscard]] const Scene& scene() const noexcept { return scene_; }
    /// Where the draws come from, by key.
    [[nodiscard]] const std::map<std::string, KeySource>& sources() const noexcept { return sources_; }

private:
    struct Parts;

    void follow_camera(const std::vector<std::uint32_t>& chain, const std::vector<Placement>& placements,
                       double offset_s, Camera& camera) const;

    void follow_lights(const std::vector<Placement>& placements, Shot& shot) const;

    Scene scene_;
    TargetTable table_;
    std::vector<std::vector<std::uint32_t>> camera_chains_;  // targets that a camera of the file is part of
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> light_chains_;  // by node with a light
    std::unique_ptr<const Parts> parts_;
    std::map<std::string, KeySource> sources_;

public:
    ~Binding();
};

}  // namespace plumb::recipe
