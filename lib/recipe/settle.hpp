#pragma once

#include "recipe/bind.hpp"
#include "recipe/drop.hpp"
#include "recipe/obstacles.hpp"

#include <optional>
#include <string>
#include <vector>

namespace plumb::recipe {

/// The section `settle`: objects that fall from where the sections before have put them until they are at rest.
class Settle {
public:
    Settle(const Place& document, Binder& binder);

    /// To be called once all targets are known.
    /// @throws Error  bad_asset if something else moves a node above an object that is to settle
    void finish(const TargetTable& table) const;

    /// Whether anything settles.
    [[nodiscard]] bool is_used() const noexcept { return !items_.empty(); }

    /// Moves the objects to where they come to rest.
    ///
    /// @param placed    the shot's own time, `placements` applied
    /// @param is_falling  false: to where they start to fall
    /// @throws Error    invalid_argument, naming the object, if one does not come to rest, reaches into another or
    /// falls
    ///                  out of the scene, unless the recipe says what becomes of it
    void draw(Drawer& drawer, const TargetTable& table, const Moment& placed, bool is_falling,
              std::vector<Placement>& placements) const;

private:
    enum class Otherwise : std::uint8_t { error, hide, keep };

    /// Convex parts of one instance of an object.
    struct Piece {
        std::uint32_t instance = 0;
        std::vector<std::vector<std::uint32_t>> parts;    ///< vertices, for a mesh that deforms
        std::vector<std::vector<glm::dvec3>> mesh_parts;  ///< corners of the hulls in mesh space, for one that does not
    };
    struct Item {
        Place place;
        std::uint32_t target = 0;
        std::string name;
        std::optional<Variable> lift_m, friction, restitution, density_kg_m3, mass_kg;
        std::optional<NamedKey> rotation;
        bool has_own_parts = false;  ///< a hull for each loose part, not one for all
        std::vector<Piece> pieces;
    };
    /// An item of a shot, where it starts.
    struct Falling {
        const Item* item = nullptr;
        glm::dmat3 rotation{1};  ///< away from where it was placed: turned, then shifted
        glm::dvec3 translation{0};
    };

    void bind_rule(const Place& place, Binder& binder);
    void bind_pieces(Item& item, const Target& target, const scene::SceneData& data) const;
    void bind_obstacles(const Place& settle, Binder& binder);
    static DropBody drawn(const Item& item, Drawer& drawer, glm::dvec3& lift, glm::dmat3& rotation);
    [[nodiscard]] std::vector<std::vector<glm::dvec3>> parts_at(const Item& item, const Moment& placed) const;
    void judge(const Falling& falling, const DropResult& result, const std::string& neighbour,
               Placement& placement) const;

    const scene::SceneData* data_;
    std::vector<Item> items_;
    Obstacles obstacles_;
    DropSettings settings_;
    double depth_limit_m_ = 0.002;
    Otherwise if_unsettled_ = Otherwise::error;
    Otherwise if_lost_ = Otherwise::error;
};

}  // namespace plumb::recipe
