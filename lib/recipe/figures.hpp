#pragma once

#include "recipe/bind.hpp"

#include <plumb/figure.hpp>
#include <plumb/shot.hpp>

#include <optional>
#include <string>
#include <vector>

namespace plumb::recipe {

/// The section `figures`: clips, joints and morph weights of parts of the scene that are posed on their own.
class Figures {
public:
    Figures(const Place& document, Binder& binder);

    /// Poses the figures at the moments of `shot`, where nothing has been moved yet.
    /// @param has_neighbours  whether previous and next are there; they are made where a figure needs them
    /// @return                whether they are there now
    bool draw(Drawer& drawer, bool has_neighbours, Shot& shot) const;

private:
    struct Joint {
        std::uint32_t node = 0;
        Variable rotation_deg;
    };
    struct Weight {
        std::vector<Figure::Target> targets;
        Variable value;
    };
    struct Posed {
        Figure figure;
        std::uint32_t copy = 0;
        std::optional<Selection> clip;
        std::vector<std::optional<std::uint32_t>> clips;  ///< that `clip` chooses from
        std::optional<Variable> time_s, phase, speed;
        std::vector<Joint> joints;
        std::vector<Weight> weights;
    };

    void bind_rule(const Place& place, Binder& binder);
    static void bind_clip(const Place& place, const std::string& name, Binder& binder, Posed& posed);
    static void bind_joints(const Place& joints, const std::string& name, Binder& binder, Posed& posed);
    static void bind_weights(const Place& weights, const std::string& name, Binder& binder, Posed& posed);
    FigurePose drawn(const Posed& posed, Drawer& drawer, const Shot& shot, double& speed) const;

    std::vector<double> durations_s_;  // by clip
    std::vector<Posed> posed_;
};

}  // namespace plumb::recipe
