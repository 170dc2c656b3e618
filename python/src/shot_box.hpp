#pragma once

#include <plumb/shot.hpp>

#include <nanobind/nanobind.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace plumb::python {

/// A shot as Python has it. What nobody looked into stays the C++ value that it came as, and is handed on without a
/// copy. The first look turns it into Python objects, which keep what they hold in place however the shot is edited.
class ShotBox {
public:
    explicit ShotBox(Shot shot) : original_(std::make_shared<const Shot>(std::move(shot))) {}

    struct Parts {
        double time_s = 0;
        double dt_s = 0;
        std::optional<std::uint32_t> animation;
        nanobind::object now, previous, next;  ///< Moment, or None
        nanobind::list lights;                 ///< of Light
        nanobind::object environment, sensor;
        nanobind::list materials;  ///< of MaterialOverride
        std::optional<std::uint32_t> variant;
        std::optional<Aperture> aperture;
        std::optional<Shutter> shutter;
        nanobind::object rolling_shutter;  ///< RollingShutter, or None
        std::vector<Draw> draws;
        std::optional<ShotAddress> address;
    };
    /// For reading and editing.
    Parts& parts();
    /// As C++ takes it.
    /// @throws nanobind::type_error  if a list holds something else
    [[nodiscard]] std::shared_ptr<const Shot> share() const;

private:
    std::shared_ptr<const Shot> original_;  ///< null once there are parts
    std::unique_ptr<Parts> parts_;
};

}  // namespace plumb::python
