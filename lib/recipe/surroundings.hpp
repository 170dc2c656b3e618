#pragma once

#include "recipe/bind.hpp"

#include <plumb/shot.hpp>

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace plumb::recipe {

/// Environment maps of a recipe, read when they are first drawn; the latest ones are kept.
class MapFiles {
public:
    /// @param place  of the file's name, for complaints
    void add(const std::filesystem::path& path, const Place& place);
    [[nodiscard]] std::shared_ptr<const EnvironmentMap> load(std::size_t index) const;

private:
    struct File {
        std::filesystem::path path;
        Place place;
    };
    struct Kept {
        std::size_t index;
        std::shared_ptr<const EnvironmentMap> map;
    };
    std::vector<File> files_;
    mutable std::mutex mutex_;
    mutable std::vector<Kept> kept_;  // the latest last
};

/// The sections `environment` and `fog`.
class Surroundings {
public:
    Surroundings(const Place& document, Binder& binder);

    /// Sets the environment of `shot` and adds the sun to its lights.
    void draw(Drawer& drawer, Shot& shot) const;

private:
    void bind_sky(const Place& sky, Binder& binder);
    void bind_fog(const Place& fog, Binder& binder);
    void draw_sky(Drawer& drawer, Shot& shot) const;
    Fog draw_fog(Drawer& drawer) const;

    std::unique_ptr<MapFiles> maps_;
    std::optional<Selection> map_;
    std::optional<Variable> color_, intensity_, rotation_deg_;
    bool has_sky_ = false;
    bool has_sun_ = true;
    std::optional<Variable> hour_, latitude_deg_, day_of_year_, sun_elevation_deg_, sun_azimuth_deg_, north_deg_;
    std::optional<Variable> turbidity_, ground_albedo_, sun_intensity_;
    bool has_fog_ = false;
    std::optional<Variable> fog_color_, density_per_m_, visibility_m_, base_height_m_, falloff_m_;
};

}  // namespace plumb::recipe
