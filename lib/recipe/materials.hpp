#pragma once

#include "recipe/bind.hpp"

#include <plumb/shot.hpp>

#include <optional>
#include <vector>

namespace plumb::recipe {

/// The section `materials`.
class Materials {
public:
    Materials(const Place& document, Binder& binder);

    void draw(Drawer& drawer, Shot& shot) const;

private:
    struct Changed {
        std::uint32_t index = 0;
        glm::vec4 file_color{1};
    };
    struct Rule {
        std::vector<Changed> materials;  ///< that share the draws
        std::optional<Variable> base_color, hue_deg, saturation, value;
        std::optional<Variable> roughness, metallic, normal_scale, emission;
        std::optional<Variable> uv_offset, uv_rotation_deg, uv_scale;
        std::optional<Selection> texture;
        std::vector<std::uint32_t> textures;  ///< that `texture` chooses from
        bool has_jitter = false;
        bool has_uv = false;
    };

    void bind_rule(const Place& place, Binder& binder);
    static Rule make_rule(const Place& place, const std::string& name, Binder& binder);
    static void bind_texture(const Place& place, const std::string& name, Binder& binder, Rule& rule);
    static MaterialOverride drawn(const Rule& rule, Drawer& drawer, glm::dvec3& jitter);

    std::vector<Rule> rules_;
    std::vector<std::uint32_t> slot_of_;  // by material: place in Shot::materials; none
    std::vector<std::uint32_t> changed_;  // materials, by slot
};

}  // namespace plumb::recipe
