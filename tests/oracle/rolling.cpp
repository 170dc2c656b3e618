#include "rolling.hpp"

#include <glm/gtc/quaternion.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace plumb::oracle {
namespace {

/// Square root of a symmetric positive matrix, by Jacobi's rotations.
glm::dmat3 root_of(glm::dmat3 m) {
    glm::dmat3 axes(1);
    for (int sweep = 0; sweep < 50; ++sweep)
        for (const auto& [p, q] : {std::pair(0, 1), std::pair(0, 2), std::pair(1, 2)}) {
            if (m[q][p] == 0) continue;
            const double angle = 0.5 * std::atan2(2 * m[q][p], m[q][q] - m[p][p]);
            glm::dmat3 turn(1);
            turn[p][p] = turn[q][q] = std::cos(angle);
            turn[q][p] = std::sin(angle);
            turn[p][q] = -std::sin(angle);
            m = glm::transpose(turn) * m * turn;
            axes = axes * turn;
        }
    glm::dmat3 root(0);
    for (int i = 0; i < 3; ++i) root[i][i] = std::sqrt(m[i][i]);
    return axes * root * glm::transpose(axes);
}

glm::dmat4 pose_of(const Camera& camera) {
    glm::dmat4 pose(camera.world_from_camera);
    pose[3] = glm::dvec4(camera.eye, 1);
    return pose;
}

/// A share of a read-out and how far below the row of then a point is seen; none where it is not before the camera.
struct Gap {
    double share;
    std::optional<double> px;
    [[nodiscard]] bool is_below() const { return px && *px > 0; }
    [[nodiscard]] bool is_not_below() const { return px && *px <= 0; }
};

/// When a point is exposed.
struct Exposure {
    std::optional<double> share;
    bool is_sure = true;  ///< false: it may be in several rows, or in none but for rounding
};

/// The share at which a point is seen in the row that is exposed then. Ends of the read-out are shares as well, for
/// what is above the image or below it.
/// @param gap_at  Gap of a share
template <class GapAt>
Exposure exposed_share(const GapAt& gap_at) {
    constexpr int steps = 32;
    std::vector<Gap> gaps;
    for (int i = 0; i <= steps; ++i) gaps.push_back(gap_at(-1 + 2.0 * i / steps));
    // Where a point comes before the camera, the way from there to the next share is looked at more closely.
    for (std::size_t i = 0; i + 1 < gaps.size(); ++i) {
        if (gaps[i].px.has_value() == gaps[i + 1].px.has_value()) continue;
        Gap seen = gaps[i].px ? gaps[i] : gaps[i + 1], unseen = gaps[i].px ? gaps[i + 1] : gaps[i];
        for (int k = 0; k < 60; ++k) {
            const Gap middle = gap_at((seen.share + unseen.share) / 2);
            (middle.px ? seen : unseen) = middle;
        }
        gaps.insert(gaps.begin() + static_cast<std::ptrdiff_t>(++i), seen);
    }
    std::vector<double> found;
    if (gaps.front().is_not_below()) found.push_back(-1);
    if (gaps.back().is_below()) found.push_back(1);
    for (std::size_t i = 0; i + 1 < gaps.size(); ++i) {
        Gap low = gaps[i], high = gaps[i + 1];
        if (!low.is_below() || !high.is_not_below()) continue;
        for (int k = 0; k < 60; ++k) {
            const Gap middle = gap_at((low.share + high.share) / 2);
            (middle.is_below() ? low : high) = middle;
        }
        found.push_back((low.share + high.share) / 2);
    }
    const bool is_ever_seen = std::ranges::any_of(gaps, [](const Gap& gap) { return gap.px.has_value(); });
    if (found.size() == 1) return {found.front()};
    return {std::nullopt, !is_ever_seen};
}

}  // namespace

Way::Way(const glm::dmat4& from, const glm::dmat4& to) : from_(from), to_(to) {
    if (from == to) return;
    const glm::dmat3 change = glm::dmat3(to) * glm::inverse(glm::dmat3(from));
    stretch_ = root_of(glm::transpose(change) * change);
    turn_ = glm::quat_cast(change * glm::inverse(stretch_));
}

glm::dmat4 Way::at(double share) const {
    if (from_ == to_) return from_;
    const glm::dmat3 turn = glm::mat3_cast(glm::slerp(glm::dquat(1, 0, 0, 0), turn_, share));
    glm::dmat4 m(turn * (glm::dmat3(1) * (1 - share) + stretch_ * share) * glm::dmat3(from_));
    m[3] = from_[3] * (1 - share) + to_[3] * share;
    return m;
}

ReadOut::ReadOut(const Topology& topology, const StagedInstant& staged, bool looks_through)
    : topology_(topology), staged_(staged), looks_through_(looks_through) {
    middle_ = std::make_shared<const Instant>(Geometry(topology, staged_.stances), staged_.camera, looks_through);
    if (!is_rolling()) return;
    for (const StagedInstant& edge : staged_.edges) edges_.emplace_back(topology, edge.stances);
    const StagedInstant &top = staged_.edges[0], &bottom = staged_.edges[1];
    for (std::size_t i = 0; i < staged_.stances.size(); ++i) {
        const glm::dmat4& from = staged_.stances[i].world_from_instance;
        instances_.push_back(
            {Way(from, top.stances[i].world_from_instance), Way(from, bottom.stances[i].world_from_instance)});
    }
    const glm::dmat4 camera = pose_of(staged_.camera), environment(staged_.camera.world_from_environment);
    cameras_.push_back({Way(camera, pose_of(top.camera)), Way(camera, pose_of(bottom.camera))});
    cameras_.push_back({Way(environment, glm::dmat4(top.camera.world_from_environment)),
                        Way(environment, glm::dmat4(bottom.camera.world_from_environment))});
}

double ReadOut::share_of(double y) const {
    return std::clamp(2 * y / staged_.camera.height - 1, -1.0, 1.0);
}

Camera ReadOut::camera_at(double share) const {
    Camera camera = staged_.camera;
    if (!is_rolling()) return camera;
    const std::size_t edge = share < 0 ? 0 : 1;
    const glm::dmat4 pose = cameras_[0][edge].at(std::abs(share));
    camera.world_from_camera = glm::dmat3(pose);
    camera.eye = glm::dvec3(pose[3]);
    camera.world_from_environment = glm::dmat3(cameras_[1][edge].at(std::abs(share)));
    return camera;
}

glm::dmat4 ReadOut::instance_at(std::size_t instance, double share) const {
    if (!is_rolling()) return staged_.stances[instance].world_from_instance;
    return instances_[instance][share < 0 ? 0 : 1].at(std::abs(share));
}

std::shared_ptr<const Instant> ReadOut::at(double share) const {
    if (!is_rolling() || share == 0) return middle_;
    std::vector<Stance> stances = staged_.stances;
    for (std::size_t i = 0; i < stances.size(); ++i) stances[i].world_from_instance = instance_at(i, share);
    return std::make_shared<const Instant>(
        Geometry(middle_->geometry, edge_at(share), std::abs(share), std::move(stances)), camera_at(share),
        looks_through_);
}

glm::dvec3 ReadOut::point_at(std::size_t triangle, const glm::dvec3& weights, double share) const {
    const Geometry& middle = middle_->geometry;
    glm::dvec3 own(0);
    for (std::size_t i = 0; i < 3; ++i)
        own += weights[static_cast<int>(i)] *
               glm::mix(middle.own_corner(triangle, i), edge_at(share).own_corner(triangle, i), std::abs(share));
    const Part& part = topology_.part(triangle);
    return middle.is_skinned(part) ? own : glm::dvec3(instance_at(part.instance, share) * glm::dvec4(own, 1));
}

std::optional<glm::dvec2> Neighbour::place_at(const View& now, const glm::dvec2& place, const Hit& hit, double share,
                                              bool is_limited) const {
    Camera camera = read_out_.camera_at(share);
    if (!is_limited) camera.distortion.half_field_rad = 4;
    if (!hit.is_hit()) {
        const glm::dvec3 direction = now.camera().direction(place) * now.camera().world_from_environment;
        return camera.place_of_direction((camera.world_from_environment * direction) * camera.world_from_camera);
    }
    return camera.place(read_out_.point_at(static_cast<std::size_t>(hit.triangle), hit.weights, share));
}

Motion Neighbour::motion_of(const View& now, const glm::dvec2& place, const Hit& hit) const {
    if (!read_out_.is_rolling()) return oracle::motion_of(now, place, hit, read_out_.at(0)->view);
    const bool is_dark = !hit.is_hit() && now.camera().direction(place) == glm::dvec3(0);
    if (is_dark) return oracle::motion_of(now, place, hit, read_out_.at(0)->view);
    const double height = read_out_.staged().camera.height;
    const Exposure exposure = exposed_share([&](double s) {
        const std::optional<glm::dvec2> there = place_at(now, place, hit, s, false);
        return Gap{s, there ? std::optional(there->y - height * (s + 1) / 2) : std::nullopt};
    });
    const bool is_seen = exposure.share && place_at(now, place, hit, *exposure.share, true);
    Motion motion = oracle::motion_of(now, place, hit, read_out_.at(is_seen ? *exposure.share : 0)->view);
    motion.is_ambiguous = !exposure.is_sure;
    if (is_seen || motion.flow_class == FlowClass::absent) return motion;
    motion.is_uncertain = motion.is_remote = !exposure.is_sure;
    motion.flow = glm::dvec2(std::numeric_limits<double>::quiet_NaN());
    motion.flow_class = FlowClass::behind;
    return motion;
}

}  // namespace plumb::oracle
