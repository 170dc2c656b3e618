#include "alone.hpp"

#include "raycast.hpp"
#include "rolling.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numbers>
#include <thread>

namespace plumb::oracle {
namespace {

/// Whether the camera has a ray through a place of the image or beside it. A lens ends where it folds, and no farther
/// out than its radial part does.
bool has_ray(const Camera& camera, const glm::dvec2& px) {
    const Distortion& lens = camera.distortion;
    if (!lens.is_lens()) return true;
    const Pinhole& k = camera.pinhole;
    const glm::dvec2 at((px.x - k.cx) / k.fx, (px.y - k.cy) / k.fy);
    if (lens.kind == Distortion::Kind::equirectangular) {
        const double aside = (px.x - 0.5 * camera.width) / k.fx;
        return aside >= -std::numbers::pi && aside < std::numbers::pi && std::abs(at.y) <= std::numbers::pi / 2;
    }
    const auto direction = lens.direction(at);
    if (!direction) return false;
    Distortion radial = lens;
    if (lens.kind == Distortion::Kind::brown_conrady) radial.k[2] = radial.k[3] = 0;
    const auto again = lens.place(*direction);
    return again && glm::length(*again - at) < 1e-9 && radial.place(*direction);
}

/// The camera whose only pixel is this one.
std::optional<Camera> camera_at(const Camera& camera, int x, int y) {
    if (camera.distortion.is_lens()) return camera.near_place({x + 0.5, y + 0.5});
    Camera local = camera;
    local.pinhole.cx -= x;
    local.pinhole.cy -= y;
    local.width = local.height = 1;
    return local;
}

/// Goes through the rows of a canvas.
class Caster {
public:
    Caster(const Topology& topology, const StagedInstant& now, const std::vector<MaskView>& masks)
        : read_out_(topology, now, false), masks_(masks), triangles_(masks.size()) {
        for (std::size_t t = 0; t < topology.triangles.size(); ++t) {
            const std::uint32_t instance = topology.part(t).instance;
            if (now.stances[instance].is_visible) triangles_[instance].push_back(static_cast<std::uint32_t>(t));
        }
    }

    void cast_row(int y, std::vector<Alone>& found) const {
        const Camera& image = read_out_.staged().camera;
        const double share = read_out_.share_of(y + 0.5);
        const auto row = read_out_.at(share);
        const Camera camera = read_out_.camera_at(share);
        for (int x = -image.width; x < 2 * image.width; ++x) {
            std::optional<Camera> local;
            if (has_ray(image, {x + 0.5, y + 0.5})) local = camera_at(camera, x, y);
            for (std::size_t i = 0; i < triangles_.size(); ++i) {
                Hit hit;
                if (local && !triangles_[i].empty())
                    hit = View(row->geometry, *local, triangles_[i]).cast(glm::dvec2(0.5));
                add(x, y, i, hit, found[i]);
            }
        }
    }

    [[nodiscard]] int height() const { return read_out_.staged().camera.height; }

private:
    void add(int x, int y, std::size_t instance, const Hit& hit, Alone& found) const {
        const Camera& image = read_out_.staged().camera;
        const bool is_inside = x >= 0 && x < image.width && y >= 0 && y < image.height;
        Bounds& bounds = is_inside ? found.inside : found.outside;
        if (hit.edge_px <= edge_band_px) {
            ++bounds.uncertain;
            return;
        }
        bounds.certain += hit.is_hit() ? 1 : 0;
        if (is_inside &&
            masks_[instance].at(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y)) != hit.is_hit())
            ++found.wrong;
    }

    ReadOut read_out_;
    const std::vector<MaskView>& masks_;
    std::vector<std::vector<std::uint32_t>> triangles_;  ///< by instance; none of what is absent
};

}  // namespace

std::vector<Alone> cast_alone(const Topology& topology, const StagedInstant& now, const std::vector<MaskView>& masks) {
    const Caster caster(topology, now, masks);
    std::vector<Alone> found(masks.size());
    std::mutex mutex;
    std::vector<std::jthread> threads;
    const int thread_count = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    for (int thread = 0; thread < thread_count; ++thread)
        threads.emplace_back([&, thread] {
            std::vector<Alone> own(masks.size());
            for (int y = thread - caster.height(); y < 2 * caster.height(); y += thread_count) caster.cast_row(y, own);
            const std::lock_guard lock(mutex);
            for (std::size_t i = 0; i < own.size(); ++i) {
                found[i].wrong += own[i].wrong;
                for (Bounds Alone::*const part : {&Alone::inside, &Alone::outside}) {
                    (found[i].*part).certain += (own[i].*part).certain;
                    (found[i].*part).uncertain += (own[i].*part).uncertain;
                }
            }
        });
    threads.clear();
    return found;
}

std::vector<MaskView> masks_of(const Frame& frame) {
    std::vector<MaskView> masks;
    for (const InstanceAnnotation& a : frame.annotations().instances) masks.push_back(frame.amodal(a.id));
    return masks;
}

void expect_within(std::uint32_t count, const Bounds& bounds, const std::string& what) {
    EXPECT_GE(count, bounds.certain) << what;
    EXPECT_LE(count, bounds.certain + bounds.uncertain) << what;
}

void AloneTotals::add(const AmodalAnnotation& said, const Alone& found, const std::string& what) {
    EXPECT_EQ(found.wrong, 0U) << what;
    expect_within(said.pixels, found.inside, what + ", inside");
    expect_within(said.pixels_outside, found.outside, what + ", outside");
    const bool is_exact = found.inside.uncertain + found.outside.uncertain == 0;
    const bool is_there = said.pixels + said.pixels_outside > 0;
    instances += is_there ? 1 : 0;
    exact += is_exact && is_there ? 1 : 0;
    cut += said.pixels > 0 && said.pixels_outside > 0 ? 1 : 0;
    pixels += found.inside.certain + found.outside.certain;
    uncertain += found.inside.uncertain + found.outside.uncertain;
}

}  // namespace plumb::oracle
