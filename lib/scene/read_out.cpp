#include "scene/read_out.hpp"

#include <optional>

namespace plumb::scene {

namespace {

RollingShutter::Edges still_edges(const Moment& middle, double readout_s) {
    RollingShutter::Edges edges{middle, middle};
    edges.top.time_s = middle.time_s - readout_s / 2;
    edges.bottom.time_s = middle.time_s + readout_s / 2;
    return edges;
}

template <class T>
auto* address_of(std::optional<T>& value) {
    return value ? &*value : nullptr;
}

template <class T>
const T* address_of(const std::optional<T>& value) {
    return value ? &*value : nullptr;
}

}  // namespace

std::vector<TimedMoment> moments_of(Shot& shot) {
    std::vector<TimedMoment> found{{&shot.now, 0}};
    if (shot.previous) found.push_back({&*shot.previous, -shot.dt_s});
    if (shot.next) found.push_back({&*shot.next, shot.dt_s});
    if (!shot.rolling_shutter) return found;
    RollingShutter& shutter = *shot.rolling_shutter;
    const auto add = [&](RollingShutter::Edges* edges, double offset_s) {
        if (edges == nullptr) return;
        found.push_back({&edges->top, offset_s - shutter.readout_s / 2});
        found.push_back({&edges->bottom, offset_s + shutter.readout_s / 2});
    };
    add(&shutter.now, 0);
    add(address_of(shutter.previous), -shot.dt_s);
    add(address_of(shutter.next), shot.dt_s);
    return found;
}

void copy_edges(Shot& shot, double readout_s) {
    RollingShutter& shutter = shot.rolling_shutter.emplace();
    shutter.readout_s = readout_s;
    shutter.now = still_edges(shot.now, readout_s);
    if (shot.previous) shutter.previous = still_edges(*shot.previous, readout_s);
    if (shot.next) shutter.next = still_edges(*shot.next, readout_s);
}

std::vector<ReadOut> read_outs_of(const Shot& shot) {
    const RollingShutter& shutter = *shot.rolling_shutter;
    return {{"now", &shot.now, &shutter.now},
            {"next", address_of(shot.next), address_of(shutter.next)},
            {"previous", address_of(shot.previous), address_of(shutter.previous)}};
}

}  // namespace plumb::scene
