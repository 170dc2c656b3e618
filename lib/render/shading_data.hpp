#pragma once

#include "gpu/buffer.hpp"
#include "render/aces_table.hpp"
#include "render/shot_span.hpp"
#include "render/sky.hpp"
#include "render/upload_ring.hpp"
#include "shared/view.h"

#include <plumb/shot.hpp>

#include <array>
#include <map>
#include <memory>
#include <span>

namespace plumb::render {

/// Environment maps in device memory with their diffuse part; each map is uploaded once while its owner lives.
class EnvironmentCache {
public:
    /// @param has_cells  for paths: with the means to choose directions by their light; else with what rough surfaces
    ///                   mirror
    EnvironmentCache(std::shared_ptr<gpu::Context> context, bool has_cells)
        : context_(std::move(context)), has_cells_(has_cells) {}

    struct Entry {
        std::weak_ptr<const EnvironmentMap> map;
        gpu::Buffer texels;
        gpu::Buffer lobes;  ///< lobes_of_map(); for direct colour
        gpu::Buffer cells;  ///< shared::EnvironmentCell; empty where none is asked for or nothing shines
        std::uint32_t cells_width = 0;
        std::uint32_t cells_height = 0;
        std::array<glm::vec4, 9> diffuse_sh{};  ///< irradiance / pi of the map at intensity 1
    };
    const Entry& find(const std::shared_ptr<const EnvironmentMap>& map);
    [[nodiscard]] SkyCache& skies() noexcept { return skies_; }
    [[nodiscard]] bool has_cells() const noexcept { return has_cells_; }

private:
    std::shared_ptr<gpu::Context> context_;
    bool has_cells_;
    std::map<const EnvironmentMap*, Entry> entries_;
    SkyCache skies_;
};

/// Bytes that write_shadings() takes for one shot.
std::uint64_t shading_bytes(const Shot& shot);

/// Lights, in the camera's frame, and surroundings of each shot.
UploadRing::Part<shared::ViewShading> write_shadings(ShotSpan shots, EnvironmentCache& environments, AcesTable& aces,
                                                     UploadRing& ring);

/// Openings of lenses for paths.
void write_apertures(ShotSpan shots, Size size, std::span<shared::ViewShading> shadings);

}  // namespace plumb::render
