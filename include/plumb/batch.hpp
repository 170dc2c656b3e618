#pragma once

#include <plumb/export.hpp>
#include <plumb/frame.hpp>
#include <plumb/passes.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace plumb {

/// One pass of all frames of a batch: count x height x width x channels, row-major, channels last, no padding.
struct BatchView {
    const PassInfo* info = nullptr;
    std::size_t count = 0;  ///< frames
    Size size;
    std::span<const std::byte> bytes;  ///< frame after frame

    /// @tparam T  as for PassView
    template <class T>
    [[nodiscard]] std::span<const T> as() const {
        return PassView{info, size, bytes}.as<T>();
    }
};

struct BatchPart;

/// The frames of shots that were rendered together, in the shots' order: a range of frames, and of each pass one array
/// over all of them, in the same memory. Frames of several sizes, and those that take more memory than the device
/// allots at once, lie in several parts, each of which is such a batch. Cheap to move, and to copy (memory is shared).
/// A frame that is kept keeps the memory of its whole part.
class PLUMB_API Batch {
public:
    struct Content;

    [[nodiscard]] std::size_t size() const noexcept { return frames().size(); }
    [[nodiscard]] bool empty() const noexcept { return frames().empty(); }
    /// @param index  below size()
    [[nodiscard]] const Frame& operator[](std::size_t index) const noexcept { return frames()[index]; }
    [[nodiscard]] const Frame& front() const noexcept { return frames().front(); }
    [[nodiscard]] auto begin() const noexcept { return frames().begin(); }
    [[nodiscard]] auto end() const noexcept { return frames().end(); }
    [[nodiscard]] const std::vector<Frame>& frames() const noexcept;
    /// Frames share their memory, so that this copies no array.
    operator std::vector<Frame>() const { return frames(); }

    /// Whether all frames lie in one memory.
    [[nodiscard]] bool is_whole() const noexcept;
    /// Those that lie in one memory each; a batch that is whole is its only part.
    [[nodiscard]] std::vector<BatchPart> parts() const;

    /// Width and height of every frame; 0 x 0 if sizes differ.
    [[nodiscard]] Size frame_size() const noexcept;
    /// Names in the order of the pass table, then those of through_passes().
    [[nodiscard]] std::span<const std::string> pass_names() const noexcept;
    [[nodiscard]] bool has(std::string_view pass) const noexcept;
    /// @throws Error  invalid_argument if the pass was not asked for, listing those that were; or if the batch has
    ///                several parts
    [[nodiscard]] BatchView operator[](std::string_view pass) const;
    /// Keeps the bytes of every view alive, for those who hand them on.
    [[nodiscard]] std::shared_ptr<const void> memory() const noexcept;

    /// For plumb's own parts.
    [[nodiscard]] const Content& content() const noexcept { return *content_; }
    explicit Batch(std::shared_ptr<const Content> content) : content_(std::move(content)) {}

private:
    std::shared_ptr<const Content> content_;
};

/// Frames of a batch that share one size and one memory.
struct BatchPart {
    std::vector<std::size_t> frames;  ///< their numbers in the whole batch, ascending
    Batch batch;
};

}  // namespace plumb
