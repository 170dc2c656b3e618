// Lets one struct definition serve C++ and GLSL. GLSL reads it with scalar layout, whose rules C++ shares for these
// types.
#ifndef PLUMB_SHARED_LAYOUT_H
#define PLUMB_SHARED_LAYOUT_H
#ifdef __cplusplus
#include <glm/glm.hpp>

#include <cstdint>
#define PLUMB_SHARED_BEGIN namespace plumb::shared {
#define PLUMB_SHARED_END }
#define PLUMB_SHARED_FUNCTION inline
namespace plumb::shared {
using uint = std::uint32_t;
using uint64_t = std::uint64_t;
using vec2 = glm::vec2;
using vec3 = glm::vec3;
using vec4 = glm::vec4;
using dvec2 = glm::dvec2;
using dvec3 = glm::dvec3;
}  // namespace plumb::shared
#else
#define PLUMB_SHARED_BEGIN
#define PLUMB_SHARED_END
#define PLUMB_SHARED_FUNCTION
#endif
#endif
