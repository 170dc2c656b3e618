#include "upload/draw_guide.hpp"

#include <algorithm>

namespace plumb::upload {

namespace {

constexpr std::uint64_t blocks_of_a_draw = 4;

}  // namespace

DrawGuide draw_guide(std::span<const shared::Draw> draws, std::uint64_t reference_count) {
    DrawGuide guide;
    if (draws.empty()) return guide;
    while ((reference_count >> guide.shift) > blocks_of_a_draw * draws.size()) ++guide.shift;
    std::uint32_t draw = 0;
    for (std::uint64_t first = 0; first < reference_count; first += std::uint64_t{1} << guide.shift) {
        while (draw + 1 < draws.size() && draws[draw + 1].first_reference <= first) ++draw;
        guide.draws.push_back(draw);
    }
    guide.draws.push_back(static_cast<std::uint32_t>(draws.size() - 1));
    return guide;
}

}  // namespace plumb::upload
