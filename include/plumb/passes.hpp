#pragma once

#include <plumb/export.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace plumb {

/// Type of one component of a pass. The table has u8, u32 and f32; see packed_pass() for the others.
enum class ComponentType : std::uint8_t { u8, u32, f32, u16, f16 };

/// Bytes of one component.
constexpr std::size_t size_of(ComponentType type) noexcept {
    if (type == ComponentType::u8) return 1;
    return type == ComponentType::u16 || type == ComponentType::f16 ? 2 : 4;
}

/// "u8", "u32", "f32", "u16" or "f16".
PLUMB_API std::string_view to_string(ComponentType type) noexcept;

/// What must be worked out per pixel before a pass can be evaluated; a bit set.
enum class PassNeeds : std::uint32_t {
    none = 0,
    surface = 1,          ///< interpolated attributes and material
    next = 2,             ///< the pose at t + dt
    previous = 4,         ///< the pose at t - dt
    next_sight = 8,       ///< what is seen at t + dt where the point is then
    previous_sight = 16,  ///< what is seen at t - dt where the point was then
    shading = 32,         ///< lights and environment
};
constexpr PassNeeds operator|(PassNeeds a, PassNeeds b) noexcept {
    return static_cast<PassNeeds>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b));
}
constexpr bool contains(PassNeeds set, PassNeeds part) noexcept {
    return (static_cast<std::uint32_t>(set) & static_cast<std::uint32_t>(part)) == static_cast<std::uint32_t>(part);
}

/// One row of the pass table: all that is known of a pass outside its shader file `shaders/passes/NAME.glsl`.
struct PassInfo {
    std::string_view name;        ///< array, file and shader function are called so
    ComponentType type;           ///< of each component
    std::uint32_t channels;       ///< components a pixel, stored last
    std::string_view unit;        ///< physical unit, "id", "1" for pure numbers
    std::string_view frame;       ///< coordinate frame, empty where none applies
    std::string_view background;  ///< value of a pixel that sees no surface
    std::string_view meaning;     ///< one sentence
    PassNeeds needs;
    bool has_through = true;        ///< whether there is a pass `NAME_through` besides, see through_passes()
    const PassInfo* row = nullptr;  ///< that `NAME_through` or a packed pass varies; none in the table
};

/// THE TABLE. Order is the order of output slots and of documentation; names never change their meaning.
inline constexpr PassInfo pass_table[] = {
    {"rgb", ComponentType::u8, 4, "sRGB, straight alpha", "", "environment",
     "display colour: exposure and view transform applied", PassNeeds::shading, false},
    {"hdr", ComponentType::f32, 4, "linear Rec.709 radiance, associated alpha", "", "environment",
     "scene-referred colour, nothing applied", PassNeeds::shading, false},
    {"depth", ComponentType::f32, 1, "m", "camera", "+inf", "planar depth along the camera's +z", PassNeeds::none},
    {"range", ComponentType::f32, 1, "m", "camera", "+inf", "distance from the optical centre", PassNeeds::none},
    {"instance", ComponentType::u32, 1, "id", "", "0", "instance id, 1..N in scene order", PassNeeds::none},
    {"semantic", ComponentType::u32, 1, "id", "", "0", "class of the instance: 0 background, 1 unlabelled, 2.. classes",
     PassNeeds::none},
    {"material", ComponentType::u32, 1, "id", "", "0",
     "1 + glTF material index; 1 + material count for the default material", PassNeeds::none},
    {"triangle", ComponentType::u32, 1, "index", "", "4294967295",
     "triangle within the instance's mesh, primitives counted in order", PassNeeds::none},
    {"barycentric", ComponentType::f32, 2, "1", "", "NaN", "weights of the triangle's 2nd and 3rd vertex",
     PassNeeds::none},
    {"flow_forward", ComponentType::f32, 2, "px", "image, x right, y down", "flow of points at infinity",
     "where this surface point is at t+dt, minus where it is at t", PassNeeds::next},
    {"flow_backward", ComponentType::f32, 2, "px", "image, x right, y down", "flow of points at infinity",
     "where this surface point was at t-dt, minus where it is at t", PassNeeds::previous},
    {"flow_forward_class", ComponentType::u8, 1, "code", "", "class of points at infinity",
     "0 no neighbour, 1 visible, 2 hidden by another instance, 3 hidden by itself, 4 outside the image, "
     "5 behind the camera, 6 instance absent then",
     PassNeeds::next | PassNeeds::next_sight},
    {"flow_backward_class", ComponentType::u8, 1, "code", "", "class of points at infinity",
     "as flow_forward_class, at t-dt", PassNeeds::previous | PassNeeds::previous_sight},
    {"scene_flow_forward", ComponentType::f32, 3, "m", "camera at t", "0",
     "displacement of the surface point from t to t+dt", PassNeeds::next},
    {"scene_flow_backward", ComponentType::f32, 3, "m", "camera at t", "0",
     "displacement of the surface point from t to t-dt", PassNeeds::previous},
    {"normal", ComponentType::f32, 3, "unit", "camera", "0,0,0",
     "shading normal, normal map applied, facing the camera", PassNeeds::surface},
    {"normal_geometric", ComponentType::f32, 3, "unit", "camera", "0,0,0",
     "the triangle's own normal, facing the camera", PassNeeds::none},
    {"position", ComponentType::f32, 3, "m", "world", "NaN", "surface point", PassNeeds::none},
    {"object_position", ComponentType::f32, 3, "1", "instance", "NaN",
     "position in the instance's rest-pose box, 0..1 along each axis", PassNeeds::none},
    {"uv", ComponentType::f32, 2, "1", "texture", "NaN", "TEXCOORD_0", PassNeeds::surface},
    {"albedo", ComponentType::f32, 3, "linear", "", "0", "base colour times texture and vertex colour",
     PassNeeds::surface},
    {"roughness_metallic", ComponentType::f32, 2, "1", "", "0", "roughness and metallic factor after textures",
     PassNeeds::surface},
    {"emission", ComponentType::f32, 3, "linear", "", "0", "emitted radiance after texture and emissive strength",
     PassNeeds::surface},
};
inline constexpr std::size_t pass_count = std::size(pass_table);

/// Instances, and materials, a pixel that the passes of coverage_passes() tell.
inline constexpr std::uint32_t coverage_ranks = 8;

/// The row of the table that `pass` is or varies.
constexpr const PassInfo& row_of(const PassInfo& pass) noexcept {
    return pass.row != nullptr ? *pass.row : pass;
}

/// All rows of the table, for programs that do not want to depend on its size.
PLUMB_API std::span<const PassInfo> passes() noexcept;

/// The passes of policy `through`, in the order of the table: `NAME_through` is as NAME, but of the first surface that
/// is neither blended nor transmissive. Rows without `has_through` have none: colour shows what is behind by itself.
PLUMB_API std::span<const PassInfo> through_passes() noexcept;

/// What 64 samples of each pixel see, beside the table: no single ray decides it. `coverage_id` and `coverage`,
/// instances with most area and their shares; `material_coverage_id` and `material_coverage`, the same of materials.
PLUMB_API std::span<const PassInfo> coverage_passes() noexcept;

/// The row, the pass of policy `through`, or the one of coverage_passes() called `name`.
/// @throws Error  invalid_argument, naming the nearest known pass, if there is none
PLUMB_API const PassInfo& find_pass(std::string_view name);

}  // namespace plumb
