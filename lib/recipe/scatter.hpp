#pragma once

#include "recipe/bind.hpp"
#include "recipe/oriented_box.hpp"

#include <optional>
#include <string>
#include <vector>

namespace plumb::recipe {

/// The section `scatter`: objects put down at random without overlap of their boxes.
class Scatter {
public:
    Scatter(const Place& document, Binder& binder);

    /// Looks up what lies below what; to be called once all targets are known.
    /// @throws Error  bad_asset if something else moves a node above a scattered object
    void finish(const TargetTable& table);

    /// Places the objects and hides those that are too many.
    /// @throws Error  invalid_argument if one does not fit, naming it
    void draw(Drawer& drawer, const TargetTable& table, std::vector<Placement>& placements) const;

private:
    struct Item {
        std::uint32_t target = 0;
        std::string name;
        NamedKey rank, place;
        std::optional<Variable> yaw_deg;
        std::optional<NamedKey> rotation;
        double volume = 0;
    };
    /// Something that stands in the way, or that is stood upon.
    struct Obstacle {
        std::uint32_t node = 0;
        std::uint32_t copy = scene::none;
        std::vector<OrientedBox> boxes;    ///< rest pose
        std::vector<std::uint32_t> chain;  ///< of targets that move it
    };
    /// Where objects may lie: a level rectangle to stand on, or a box to float in.
    struct Region {
        OrientedBox box;  ///< `half.y` is 0 for a rectangle
        bool is_volume = false;
    };
    struct Entry {
        Place place;
        std::string name;
        std::vector<Item> items;  ///< the largest first
        std::optional<Variable> count;
        std::optional<Obstacle> surface;
        Region region;  ///< unless there is a surface
        std::vector<Obstacle> avoided;
        double gap_m = 0;
        double margin_m = 0;
        std::size_t try_count = 200;
        bool hides_what_does_not_fit = false;
    };

    void bind_entry(const Place& place, Binder& binder);
    static Item bind_item(const Place& place, const std::string& entry, const Target& target, Binder& binder);
    static void bind_region(const Place& on, Binder& binder, Entry& entry);
    static Obstacle obstacle(const Target& target, const scene::SceneData& data, bool is_whole);
    static std::vector<OrientedBox> boxes_now(const Obstacle& obstacle, const TargetTable& table,
                                              const std::vector<Placement>& placements);
    static std::vector<bool> chosen(const Entry& entry, Drawer& drawer);
    static Region region_now(const Entry& entry, const TargetTable& table, const std::vector<Placement>& placements);
    static bool find_room(const Entry& entry, const Item& item, const Region& region, Drawer& drawer,
                          const std::vector<OrientedBox>& taken, OrientedBox& box);

    std::vector<Entry> entries_;
};

/// The box of a target in the rest pose.
OrientedBox rest_box(const Target& target);

}  // namespace plumb::recipe
