#include "recipe/stream.hpp"

#include "recipe/normal.hpp"

#include <plumb/error.hpp>

namespace plumb::recipe {

Stream::Stream(const DrawAddress& address) noexcept
    : counter_{static_cast<std::uint32_t>(address.frame), static_cast<std::uint32_t>(address.frame >> 32U),
               address.attempt, 0},
      key_(philox_key(address)) {}

std::uint32_t Stream::next_u32() {
    if (used_ == words_.size()) {
        constexpr std::uint32_t block_limit = std::uint32_t{1} << 31U;
        if (counter_[3] == block_limit)
            throw Error(ErrorCode::invalid_argument, "draw: a stream has 2^33 words, and all of them are used");
        words_ = philox4x32_10(counter_, key_);
        ++counter_[3];
        used_ = 0;
    }
    return words_[used_++];
}

double Stream::next_unit() {
    const std::uint64_t low = next_u32();
    const std::uint64_t high = next_u32();
    return unit_from_bits(high << 32U | low);
}

std::uint32_t Stream::next_below(std::uint32_t count) {
    if (count == 0) throw Error(ErrorCode::invalid_argument, "draw: a number below 0 is asked for, need 1 or more");
    std::uint64_t product = std::uint64_t{next_u32()} * count;
    if (static_cast<std::uint32_t>(product) < count) {
        const std::uint32_t biased = (0U - count) % count;
        while (static_cast<std::uint32_t>(product) < biased) product = std::uint64_t{next_u32()} * count;
    }
    return static_cast<std::uint32_t>(product >> 32U);
}

double Stream::next_normal() {
    return normal_quantile(next_unit());
}

}  // namespace plumb::recipe
