#include "dataset/formats/outline.hpp"

#include "base/assert.hpp"

#include <algorithm>
#include <limits>

namespace plumb::dataset {

namespace {

enum Direction : std::uint8_t { right, down, left, up };

/// Bits of the edges that leave a corner, with the mask on their right-hand side.
using EdgeBits = std::uint8_t;
constexpr EdgeBits bit(Direction direction) noexcept {
    return static_cast<EdgeBits>(1U << direction);
}

/// Edges between set and other pixels of a box, by the corner they start at.
class Edges {
public:
    Edges(const PixelBox& box, const std::function<bool(std::uint32_t, std::uint32_t)>& is_set)
        : box_(box), width_(box.x_max - box.x_min + 1), height_(box.y_max - box.y_min + 1), bits_(width_ * height_) {
        // One pixel more on each side, so that edges of the box are edges like others.
        const std::size_t row = width_ + 1;
        std::vector<std::uint8_t> mask(row * (height_ + 1));
        for (std::uint32_t y = 0; y + 1 < height_; ++y) {
            for (std::uint32_t x = 0; x + 1 < width_; ++x) {
                mask[(y + 1) * row + x + 1] = is_set(box.x_min + x, box.y_min + y) ? 1 : 0;
            }
        }
        for (std::uint32_t y = 0; y < height_; ++y) {
            for (std::uint32_t x = 0; x < width_; ++x) {
                const std::uint8_t* const above = &mask[y * row + x];
                const std::uint8_t* const below = above + row;
                EdgeBits& bits = bits_[y * width_ + x];
                if (above[1] == 0 && below[1] != 0) bits |= bit(right);
                if (below[1] == 0 && below[0] != 0) bits |= bit(down);
                if (below[0] == 0 && above[0] != 0) bits |= bit(left);
                if (above[0] == 0 && above[1] != 0) bits |= bit(up);
            }
        }
    }

    /// The outline that starts at the corner of that index, with one of the edges that are left; takes its edges.
    [[nodiscard]] Outline take(std::size_t start) {
        const std::ptrdiff_t width = static_cast<std::ptrdiff_t>(width_);
        const std::ptrdiff_t steps[4] = {1, width, -1, -width};
        Outline outline;
        std::size_t at = start;
        Direction direction = first_of(bits_[start]);
        const Direction first_direction = direction;
        do {
            bits_[at] &= static_cast<EdgeBits>(~bit(direction));
            at += static_cast<std::size_t>(steps[direction]);
            const EdgeBits bits = bits_[at];
            if (at == start && (bits & bit(turned_right(direction))) == 0) break;
            const Direction next = next_of(direction, bits);
            if (next != direction) outline.push_back(corner(at));
            direction = next;
        } while (true);
        if (direction != first_direction) outline.insert(outline.begin(), corner(start));
        return outline;
    }

    [[nodiscard]] std::size_t count() const noexcept { return bits_.size(); }
    [[nodiscard]] bool is_left(std::size_t index) const noexcept { return bits_[index] != 0; }

private:
    static Direction turned_right(Direction d) noexcept { return static_cast<Direction>((d + 1) % 4); }
    static Direction turned_left(Direction d) noexcept { return static_cast<Direction>((d + 3) % 4); }
    static Direction first_of(EdgeBits bits) noexcept {
        for (const Direction d : {right, down, left, up}) {
            if ((bits & bit(d)) != 0) return d;
        }
        return right;
    }
    /// Where two outlines touch, the one to the right keeps to its own pixel.
    static Direction next_of(Direction d, EdgeBits bits) noexcept {
        for (const Direction next : {turned_right(d), d, turned_left(d)}) {
            if ((bits & bit(next)) != 0) return next;
        }
        PLUMB_ASSERT(false);
        return d;
    }
    [[nodiscard]] PixelCorner corner(std::size_t index) const noexcept {
        return {box_.x_min + static_cast<std::uint32_t>(index % width_),
                box_.y_min + static_cast<std::uint32_t>(index / width_)};
    }

    PixelBox box_;
    std::size_t width_, height_;  ///< corners
    std::vector<EdgeBits> bits_;
};

struct Bridge {
    std::size_t from = 0, to = 0;  ///< corners of the one and of the other outline
};

/// The nearest pair of corners; of long outlines only every so many corners are looked at.
Bridge bridge_between(const Outline& a, const Outline& b) {
    constexpr std::size_t pair_limit = 1'000'000;
    const std::size_t step = 1 + a.size() * b.size() / pair_limit;
    Bridge best;
    std::int64_t best_distance = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = 0; i < a.size(); i += step) {
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::int64_t x = std::int64_t{a[i].x} - b[j].x, y = std::int64_t{a[i].y} - b[j].y;
            const std::int64_t distance = x * x + y * y;
            if (distance >= best_distance) continue;
            best_distance = distance;
            best = {i, j};
        }
    }
    return best;
}

}  // namespace

std::int64_t doubled_area(const Outline& outline) noexcept {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < outline.size(); ++i) {
        const PixelCorner& a = outline[i];
        const PixelCorner& b = outline[(i + 1) % outline.size()];
        sum += std::int64_t{a.x} * b.y - std::int64_t{b.x} * a.y;
    }
    return sum;
}

std::vector<Outline> outlines_of(const PixelBox& box,
                                 const std::function<bool(std::uint32_t x, std::uint32_t y)>& is_set) {
    Edges edges(box, is_set);
    std::vector<Outline> outlines;
    for (std::size_t i = 0; i < edges.count(); ++i) {
        while (edges.is_left(i)) outlines.push_back(edges.take(i));
    }
    return outlines;
}

Outline joined(const std::vector<Outline>& outlines) {
    PLUMB_ASSERT(!outlines.empty());
    Outline all = outlines.front();
    for (std::size_t i = 1; i < outlines.size(); ++i) {
        const Outline& next = outlines[i];
        const Bridge bridge = bridge_between(all, next);
        Outline detour(next.begin() + static_cast<std::ptrdiff_t>(bridge.to), next.end());
        detour.insert(detour.end(), next.begin(), next.begin() + static_cast<std::ptrdiff_t>(bridge.to) + 1);
        detour.push_back(all[bridge.from]);
        all.insert(all.begin() + static_cast<std::ptrdiff_t>(bridge.from) + 1, detour.begin(), detour.end());
    }
    return all;
}

}  // namespace plumb::dataset
