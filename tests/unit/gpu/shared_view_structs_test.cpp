#include "shared/lens.h"
#include "shared/view.h"
#include "shared_structs.hpp"

#include <gtest/gtest.h>

#include <cstddef>

namespace plumb::shared {
namespace {

TEST(SharedStructs, CameraMoment) {
    LAYOUT_OF(CameraMoment);
    ASSERT_EQ(layout.members.size(), 11U);
    PLUMB_EXPECT_SAME_OFFSET(layout, CameraMoment, fx);
    PLUMB_EXPECT_SAME_OFFSET(layout, CameraMoment, fy);
    PLUMB_EXPECT_SAME_OFFSET(layout, CameraMoment, cx);
    PLUMB_EXPECT_SAME_OFFSET(layout, CameraMoment, cy);
    PLUMB_EXPECT_SAME_OFFSET(layout, CameraMoment, near_m);
    PLUMB_EXPECT_SAME_OFFSET(layout, CameraMoment, far_m);
    PLUMB_EXPECT_SAME_OFFSET(layout, CameraMoment, world_from_camera);
    PLUMB_EXPECT_SAME_OFFSET(layout, CameraMoment, camera_from_environment);
    PLUMB_EXPECT_SAME_OFFSET(layout, CameraMoment, is_orthographic);
    PLUMB_EXPECT_SAME_OFFSET(layout, CameraMoment, exists);
    PLUMB_EXPECT_SAME_OFFSET(layout, CameraMoment, environment_motion);
}

TEST(SharedStructs, Lens) {
    LAYOUT_OF(Lens);
    ASSERT_EQ(layout.members.size(), 11U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Lens, fx);
    PLUMB_EXPECT_SAME_OFFSET(layout, Lens, fy);
    PLUMB_EXPECT_SAME_OFFSET(layout, Lens, cx);
    PLUMB_EXPECT_SAME_OFFSET(layout, Lens, cy);
    PLUMB_EXPECT_SAME_OFFSET(layout, Lens, radial);
    PLUMB_EXPECT_SAME_OFFSET(layout, Lens, tangential);
    PLUMB_EXPECT_SAME_OFFSET(layout, Lens, aside);
    PLUMB_EXPECT_SAME_OFFSET(layout, Lens, reach);
    PLUMB_EXPECT_SAME_OFFSET(layout, Lens, bracket);
    PLUMB_EXPECT_SAME_OFFSET(layout, Lens, model);
    PLUMB_EXPECT_SAME_OFFSET(layout, Lens, padding);
}

TEST(SharedStructs, InstanceMoment) {
    LAYOUT_OF(InstanceMoment);
    ASSERT_EQ(layout.members.size(), 8U);
    PLUMB_EXPECT_SAME_OFFSET(layout, InstanceMoment, pixel_from_object);
    PLUMB_EXPECT_SAME_OFFSET(layout, InstanceMoment, world_from_object);
    PLUMB_EXPECT_SAME_OFFSET(layout, InstanceMoment, eye);
    PLUMB_EXPECT_SAME_OFFSET(layout, InstanceMoment, flags);
    PLUMB_EXPECT_SAME_OFFSET(layout, InstanceMoment, padding);
    PLUMB_EXPECT_SAME_OFFSET(layout, InstanceMoment, pixel_motion);
    PLUMB_EXPECT_SAME_OFFSET(layout, InstanceMoment, camera_from_normal);
    PLUMB_EXPECT_SAME_OFFSET(layout, InstanceMoment, camera_from_tangent);
}

TEST(SharedStructs, Light) {
    LAYOUT_OF(Light);
    ASSERT_EQ(layout.members.size(), 11U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Light, position);
    PLUMB_EXPECT_SAME_OFFSET(layout, Light, kind);
    PLUMB_EXPECT_SAME_OFFSET(layout, Light, direction);
    PLUMB_EXPECT_SAME_OFFSET(layout, Light, range_m);
    PLUMB_EXPECT_SAME_OFFSET(layout, Light, intensity);
    PLUMB_EXPECT_SAME_OFFSET(layout, Light, cone_scale);
    PLUMB_EXPECT_SAME_OFFSET(layout, Light, cone_offset);
    PLUMB_EXPECT_SAME_OFFSET(layout, Light, radius_m);
    PLUMB_EXPECT_SAME_OFFSET(layout, Light, sine_radius);
    PLUMB_EXPECT_SAME_OFFSET(layout, Light, half_across);
    PLUMB_EXPECT_SAME_OFFSET(layout, Light, half_up);
}

TEST(SharedStructs, Sky) {
    LAYOUT_OF(Sky);
    ASSERT_EQ(layout.members.size(), 8U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Sky, to_sun);
    PLUMB_EXPECT_SAME_OFFSET(layout, Sky, zenith);
    PLUMB_EXPECT_SAME_OFFSET(layout, Sky, a);
    PLUMB_EXPECT_SAME_OFFSET(layout, Sky, b);
    PLUMB_EXPECT_SAME_OFFSET(layout, Sky, c);
    PLUMB_EXPECT_SAME_OFFSET(layout, Sky, d);
    PLUMB_EXPECT_SAME_OFFSET(layout, Sky, e);
    PLUMB_EXPECT_SAME_OFFSET(layout, Sky, ground);
}

TEST(SharedStructs, Fog) {
    LAYOUT_OF(Fog);
    ASSERT_EQ(layout.members.size(), 3U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Fog, color);
    PLUMB_EXPECT_SAME_OFFSET(layout, Fog, log_density);
    PLUMB_EXPECT_SAME_OFFSET(layout, Fog, inverse_falloff);
}

TEST(SharedStructs, Sensor) {
    LAYOUT_OF(Sensor);
    ASSERT_EQ(layout.members.size(), 8U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Sensor, noise_seed);
    PLUMB_EXPECT_SAME_OFFSET(layout, Sensor, aces);
    PLUMB_EXPECT_SAME_OFFSET(layout, Sensor, gains);
    PLUMB_EXPECT_SAME_OFFSET(layout, Sensor, view_transform);
    PLUMB_EXPECT_SAME_OFFSET(layout, Sensor, vignette);
    PLUMB_EXPECT_SAME_OFFSET(layout, Sensor, full_well_electrons);
    PLUMB_EXPECT_SAME_OFFSET(layout, Sensor, read_noise_electrons);
    PLUMB_EXPECT_SAME_OFFSET(layout, Sensor, padding);
}

TEST(SharedStructs, ViewShading) {
    LAYOUT_OF(ViewShading);
    ASSERT_EQ(layout.members.size(), 25U);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, lights);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, environment_map);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, cells);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, environment_lobes);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, emitters);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, emitter_densities);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, sensor);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, light_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, environment_color);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, environment_intensity);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, environment_width);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, environment_height);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, has_sky);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, cells_width);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, cells_height);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, path_key);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, emitter_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, aperture_radius_m);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, focus_distance_m);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, aperture_blades);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, aperture_rotation);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, sky);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, fog);
    PLUMB_EXPECT_SAME_OFFSET(layout, ViewShading, diffuse_sh);
}

TEST(SharedStructs, Emitter) {
    LAYOUT_OF(Emitter);
    ASSERT_EQ(layout.members.size(), 5U);
    PLUMB_EXPECT_SAME_OFFSET(layout, Emitter, areas);
    PLUMB_EXPECT_SAME_OFFSET(layout, Emitter, draw);
    PLUMB_EXPECT_SAME_OFFSET(layout, Emitter, triangle_count);
    PLUMB_EXPECT_SAME_OFFSET(layout, Emitter, end);
    PLUMB_EXPECT_SAME_OFFSET(layout, Emitter, density);
}

TEST(SharedStructs, EnvironmentCell) {
    LAYOUT_OF(EnvironmentCell);
    ASSERT_EQ(layout.members.size(), 3U);
    PLUMB_EXPECT_SAME_OFFSET(layout, EnvironmentCell, threshold);
    PLUMB_EXPECT_SAME_OFFSET(layout, EnvironmentCell, other);
    PLUMB_EXPECT_SAME_OFFSET(layout, EnvironmentCell, density);
}

}  // namespace
}  // namespace plumb::shared
