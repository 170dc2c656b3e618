#pragma once

#include <plumb/shot.hpp>

#include <cstddef>
#include <iterator>
#include <span>
#include <vector>

namespace plumb::render {

/// Shots in an order of their own, each wherever it lies. Owns neither them nor the pointers.
class ShotSpan {
public:
    class Iterator {
    public:
        using value_type = Shot;
        using difference_type = std::ptrdiff_t;
        Iterator() = default;
        explicit Iterator(const Shot* const* at) : at_(at) {}
        const Shot& operator*() const { return **at_; }
        const Shot* operator->() const { return *at_; }
        Iterator& operator++() { return ++at_, *this; }
        Iterator operator++(int) { return Iterator(at_++); }
        friend bool operator==(const Iterator&, const Iterator&) = default;

    private:
        const Shot* const* at_ = nullptr;
    };

    /// @param shots  none of them null
    explicit ShotSpan(std::span<const Shot* const> shots) : shots_(shots) {}

    [[nodiscard]] std::size_t size() const { return shots_.size(); }
    [[nodiscard]] const Shot& operator[](std::size_t i) const { return *shots_[i]; }
    [[nodiscard]] const Shot& front() const { return *shots_.front(); }
    [[nodiscard]] ShotSpan first(std::size_t count) const { return ShotSpan(shots_.first(count)); }
    [[nodiscard]] ShotSpan subspan(std::size_t first, std::size_t count) const {
        return ShotSpan(shots_.subspan(first, count));
    }
    [[nodiscard]] Iterator begin() const { return Iterator(shots_.data()); }
    [[nodiscard]] Iterator end() const { return Iterator(shots_.data() + shots_.size()); }

private:
    std::span<const Shot* const> shots_;
};
static_assert(std::forward_iterator<ShotSpan::Iterator>);

/// Where shots are that lie side by side.
inline std::vector<const Shot*> places_of(std::span<const Shot> shots) {
    std::vector<const Shot*> places;
    places.reserve(shots.size());
    for (const Shot& shot : shots) places.push_back(&shot);
    return places;
}

}  // namespace plumb::render
