#include "dataset/contact_sheet.hpp"

#include "dataset/label.hpp"

#include <algorithm>
#include <cmath>

namespace plumb::dataset {

namespace {

constexpr std::uint32_t tile_edge = 320;
constexpr std::uint32_t tile_edge_min = 128;  // Room for the longest names.
constexpr std::uint32_t gap = 8;
constexpr std::uint32_t label_band = 22;
constexpr Rgb paper{28, 28, 30};

void draw_tile(RgbImage& sheet, std::uint32_t left, std::uint32_t top, const ContactTile& tile, std::uint32_t width,
               std::uint32_t height) {
    const auto label_width = static_cast<std::uint32_t>(tile.label.size()) * label_letter_width;
    const std::uint32_t scale = 2 * label_width <= width ? 2 : 1;
    draw_label(sheet, left, top + (label_band - label_letter_height * scale) / 2, scale, tile.label);
    for (std::uint32_t y = 0; y < height; ++y) {
        const auto source_y = static_cast<std::uint32_t>(std::uint64_t{y} * tile.image.height / height);
        for (std::uint32_t x = 0; x < width; ++x) {
            const auto source_x = static_cast<std::uint32_t>(std::uint64_t{x} * tile.image.width / width);
            sheet.at(left + x, top + label_band + y) = tile.image.at(source_x, source_y);
        }
    }
}

}  // namespace

RgbImage contact_sheet(const std::vector<ContactTile>& tiles) {
    const RgbImage& first = tiles.front().image;
    const double longest = std::max(first.width, first.height);
    const double scale =
        std::clamp(longest, static_cast<double>(tile_edge_min), static_cast<double>(tile_edge)) / longest;
    const auto width = std::max(1U, static_cast<std::uint32_t>(std::lround(first.width * scale)));
    const auto height = std::max(1U, static_cast<std::uint32_t>(std::lround(first.height * scale)));
    const std::uint32_t step_x = width + gap;
    const std::uint32_t step_y = height + label_band + gap;
    // As many columns as make the sheet about 1.6 times as wide as high.
    const auto count = static_cast<std::uint32_t>(tiles.size());
    const double columns_wanted = std::sqrt(1.6 * count * step_y / step_x);
    const auto columns = std::clamp(static_cast<std::uint32_t>(std::lround(columns_wanted)), 1U, count);
    const std::uint32_t rows = (count + columns - 1) / columns;

    RgbImage sheet(columns * step_x + gap, rows * step_y + gap);
    std::fill(sheet.pixels.begin(), sheet.pixels.end(), paper);
    for (std::uint32_t i = 0; i < count; ++i) {
        draw_tile(sheet, gap + i % columns * step_x, gap + i / columns * step_y, tiles[i], width, height);
    }
    return sheet;
}

}  // namespace plumb::dataset
