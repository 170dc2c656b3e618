#include "recipe/surroundings.hpp"

#include "recipe/anchor.hpp"
#include "recipe/light_color.hpp"
#include "recipe/placement.hpp"
#include "scene/read_out.hpp"

#include <algorithm>

namespace plumb::recipe {

void MapFiles::add(const std::filesystem::path& path, const Place& place) {
    if (!std::filesystem::is_regular_file(path))
        place.refuse("found " + gltf::quote(place.text()) + ", but " + path.string() +
                         " is no file; allowed: a Radiance .hdr file, relative to the recipe",
                     ErrorCode::not_found);
    files_.push_back({path, place});
}

std::shared_ptr<const EnvironmentMap> MapFiles::load(std::size_t index) const {
    constexpr std::size_t kept_count = 16;
    const std::scoped_lock lock(mutex_);
    for (const Kept& kept : kept_)
        if (kept.index == index) return kept.map;
    try {
        if (kept_.size() == kept_count) kept_.erase(kept_.begin());
        kept_.push_back({index, load_environment(files_[index].path)});
    } catch (const Error& error) {
        files_[index].place.refuse(error.what(), error.code());
    }
    return kept_.back().map;
}

Surroundings::Surroundings(const Place& document, Binder& binder) {
    if (const auto fog = document.find("fog")) bind_fog(*fog, binder);
    const std::optional<Place> environment = document.find("environment");
    if (!environment) return;
    const int kinds =
        (environment->has("map") ? 1 : 0) + (environment->has("sky") ? 1 : 0) + (environment->has("color") ? 1 : 0);
    if (kinds > 1) environment->refuse("found more than one of map, sky and color; allowed: one");
    if (const auto map = environment->find("map")) {
        const TextQuantity files(*map);
        maps_ = std::make_unique<MapFiles>();
        for (std::size_t index = 0; index < files.options.size(); ++index)
            maps_->add(binder.folder / files.options[index], files.places[index]);
        map_ = binder.selection(files, "map", "environment", *map);
    }
    color_ = binder.variable(*environment, "color", "environment");
    intensity_ = binder.variable(*environment, "intensity", "environment");
    rotation_deg_ = binder.variable(*environment, "rotation_deg", "environment");
    if (rotation_deg_ && !map_)
        (*environment)["rotation_deg"].refuse(
            "found rotation_deg without map; allowed: with a map, as nothing else "
            "shows it");
    if (const auto sky = environment->find("sky")) bind_sky(*sky, binder);
}

void Surroundings::bind_sky(const Place& sky, Binder& binder) {
    const std::string target = "environment/sky";
    has_sky_ = true;
    has_sun_ = sky.flag("sun", true);
    hour_ = binder.variable(sky, "hour", target);
    latitude_deg_ = binder.variable(sky, "latitude_deg", target);
    day_of_year_ = binder.variable(sky, "day_of_year", target);
    north_deg_ = binder.variable(sky, "north_deg", target);
    sun_elevation_deg_ = binder.variable(sky, "sun_elevation_deg", target);
    sun_azimuth_deg_ = binder.variable(sky, "sun_azimuth_deg", target);
    if (hour_.has_value() == sun_elevation_deg_.has_value())
        sky.refuse(std::string("found ") + (hour_ ? "both" : "neither") +
                   " of hour and sun_elevation_deg; allowed: one of the two");
    if (!hour_)
        for (const char* key : {"latitude_deg", "day_of_year", "north_deg"})
            if (sky.has(key)) sky[key].refuse(std::string("found ") + key + " without hour; allowed: with it");
    if (hour_ && sun_azimuth_deg_)
        sky["sun_azimuth_deg"].refuse("found sun_azimuth_deg beside hour; allowed: with sun_elevation_deg");
    turbidity_ = binder.variable(sky, "turbidity", target);
    ground_albedo_ = binder.variable(sky, "ground_albedo", target);
    sun_intensity_ = binder.variable(sky, "sun_intensity", target);
}

void Surroundings::bind_fog(const Place& fog, Binder& binder) {
    has_fog_ = true;
    fog_color_ = binder.variable(fog, "color", "fog");
    density_per_m_ = binder.variable(fog, "density_per_m", "fog");
    visibility_m_ = binder.variable(fog, "visibility_m", "fog");
    if (density_per_m_.has_value() == visibility_m_.has_value())
        fog.refuse(std::string("found ") + (density_per_m_ ? "both" : "neither") +
                   " of density_per_m and visibility_m; allowed: one of the two");
    base_height_m_ = binder.variable(fog, "base_height_m", "fog");
    falloff_m_ = binder.variable(fog, "falloff_m", "fog");
}

Fog Surroundings::draw_fog(Drawer& drawer) const {
    // Koschmieder: what a black object's contrast falls to at the distance of visibility is 2 %, and -ln 0.02 = 3.912.
    constexpr double contrast_depth = 3.912;
    Fog fog;
    if (fog_color_) fog.color = drawer.vec3(*fog_color_);
    fog.density_per_m = static_cast<float>(density_per_m_ ? drawer.number(*density_per_m_)
                                                          : contrast_depth / drawer.number(*visibility_m_));
    if (base_height_m_) fog.base_height_m = static_cast<float>(drawer.number(*base_height_m_));
    if (falloff_m_) fog.falloff_m = static_cast<float>(drawer.number(*falloff_m_));
    return fog;
}

void Surroundings::draw_sky(Drawer& drawer, Shot& shot) const {
    const auto number_or = [&](const std::optional<Variable>& variable, double otherwise) {
        return variable ? drawer.number(*variable) : otherwise;
    };
    Sky sky;
    if (hour_) {
        const double hour = drawer.number(*hour_);
        const double latitude = number_or(latitude_deg_, 45);
        const double day = number_or(day_of_year_, 172);
        sky.to_sun = rotation_y(number_or(north_deg_, 0)) * to_sun(hour, latitude, day);
    } else {
        const double elevation = drawer.number(*sun_elevation_deg_);
        sky.to_sun = direction_of(number_or(sun_azimuth_deg_, 0), elevation);
    }
    sky.turbidity = static_cast<float>(number_or(turbidity_, 3));
    if (ground_albedo_) sky.ground_albedo = drawer.vec3(*ground_albedo_);
    const double sun_intensity = number_or(sun_intensity_, 1);
    if (!(sky.to_sun.y > 0)) {
        // A clear night without a moon, cd/m2.
        shot.environment.color = {0.0004F, 0.0005F, 0.0008F};
        return;
    }
    shot.environment.sky = sky;
    if (!has_sun_) return;
    const Sunlight sun = sunlight(sky.to_sun.y, sky.turbidity);
    Light light;
    light.kind = Light::Kind::directional;
    light.name = "sun";
    light.angular_radius_rad = 0.00465F;
    light.direction = -sky.to_sun;
    light.color = sun.color;
    light.intensity = static_cast<float>(sun.illuminance_lx * sun_intensity * shot.environment.intensity);
    shot.lights.push_back(light);
}

void Surroundings::draw(Drawer& drawer, Shot& shot) const {
    if (map_) shot.environment.map = maps_->load(drawer.pick(*map_));
    if (color_) shot.environment.color = drawer.vec3(*color_);
    if (intensity_) shot.environment.intensity = static_cast<float>(drawer.number(*intensity_));
    if (rotation_deg_) {
        const glm::dmat3 rotation = rotation_y(drawer.number(*rotation_deg_));
        for (const scene::TimedMoment& timed : scene::moments_of(shot)) timed.moment->world_from_environment = rotation;
    }
    if (has_sky_) draw_sky(drawer, shot);
    if (has_fog_) shot.environment.fog = draw_fog(drawer);
}

}  // namespace plumb::recipe
