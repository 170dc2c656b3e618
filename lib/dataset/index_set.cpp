#include "dataset/index_set.hpp"

#include <iterator>

namespace plumb::dataset {

bool IndexSet::contains(std::uint64_t index) const {
    const auto after = ranges_.upper_bound(index);
    return after != ranges_.begin() && index < std::prev(after)->second;
}

void IndexSet::insert(std::uint64_t index) {
    if (contains(index)) return;
    ++count_;
    const auto after = ranges_.upper_bound(index);
    const bool meets_after = after != ranges_.end() && after->first == index + 1;
    const std::uint64_t end = meets_after ? after->second : index + 1;
    const auto before = after == ranges_.begin() ? ranges_.end() : std::prev(after);
    const bool meets_before = before != ranges_.end() && before->second == index;
    if (meets_after) ranges_.erase(after);
    if (meets_before) {
        before->second = end;
    } else {
        ranges_.emplace(index, end);
    }
}

void IndexSet::erase(std::uint64_t index) {
    if (!contains(index)) return;
    --count_;
    const auto range = std::prev(ranges_.upper_bound(index));
    const std::uint64_t first = range->first, end = range->second;
    ranges_.erase(range);
    if (first < index) ranges_.emplace(first, index);
    if (index + 1 < end) ranges_.emplace(index + 1, end);
}

}  // namespace plumb::dataset
