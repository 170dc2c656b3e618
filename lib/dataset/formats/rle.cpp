#include "dataset/formats/rle.hpp"

#include "base/assert.hpp"

namespace plumb::dataset {

namespace {

/// Grows one mask by runs in rising order.
class Runs {
public:
    void add(std::uint32_t first, std::uint32_t end) {
        if (!lengths_.empty() && first == end_) {
            lengths_.back() += end - first;
        } else {
            lengths_.push_back(first - end_);
            lengths_.push_back(end - first);
        }
        end_ = end;
    }
    [[nodiscard]] RunLengths take(std::uint32_t pixel_count) {
        if (end_ < pixel_count) lengths_.push_back(pixel_count - end_);
        return std::move(lengths_);
    }

private:
    RunLengths lengths_;
    std::uint32_t end_ = 0;
};

}  // namespace

std::vector<RunLengths> masks_of_ids(std::span<const std::uint32_t> ids, Size size, std::uint32_t count) {
    PLUMB_ASSERT(ids.size() == std::size_t{size.width} * size.height);
    std::vector<Runs> runs(count);
    for (std::uint32_t x = 0; x < size.width; ++x) {
        for (std::uint32_t y = 0; y < size.height;) {
            const std::uint32_t id = ids[std::size_t{y} * size.width + x];
            const std::uint32_t first = y;
            while (++y < size.height && ids[std::size_t{y} * size.width + x] == id) {
            }
            if (id == 0) continue;
            PLUMB_ASSERT(id <= count);
            runs[id - 1].add(x * size.height + first, x * size.height + y);
        }
    }
    std::vector<RunLengths> masks(count);
    for (std::uint32_t i = 0; i < count; ++i) masks[i] = runs[i].take(size.width * size.height);
    return masks;
}

RunLengths mask_of(const PixelBox& box, const std::function<bool(std::uint32_t x, std::uint32_t y)>& is_set,
                   Size size) {
    Runs runs;
    for (std::uint32_t x = box.x_min; x < box.x_max; ++x) {
        for (std::uint32_t y = box.y_min; y < box.y_max; ++y) {
            const std::uint32_t first = y;
            while (y < box.y_max && is_set(x, y)) ++y;
            if (y > first) runs.add(x * size.height + first, x * size.height + y);
        }
    }
    return runs.take(size.width * size.height);
}

std::string pack(const RunLengths& lengths) {
    std::string text;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        std::int64_t value = lengths[i];
        if (i > 2) value -= lengths[i - 2];
        for (bool has_more = true; has_more;) {
            std::int64_t group = value & 0x1F;
            value >>= 5;
            has_more = (group & 0x10) != 0 ? value != -1 : value != 0;
            if (has_more) group |= 0x20;
            text += static_cast<char>(group + 48);
        }
    }
    return text;
}

}  // namespace plumb::dataset
