#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace plumb::dataset {

/// Indices of frames; takes memory by their gaps, not by their number.
class IndexSet {
public:
    using Range = std::pair<std::uint64_t, std::uint64_t>;  ///< first, and one past the last

    void insert(std::uint64_t index);
    void erase(std::uint64_t index);
    [[nodiscard]] bool contains(std::uint64_t index) const;
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    /// Ascending, with gaps between them.
    [[nodiscard]] std::vector<Range> ranges() const { return {ranges_.begin(), ranges_.end()}; }

private:
    std::map<std::uint64_t, std::uint64_t> ranges_;
    std::uint64_t count_ = 0;
};

}  // namespace plumb::dataset
