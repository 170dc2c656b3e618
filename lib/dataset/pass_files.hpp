#pragma once

#include "dataset/format.hpp"

#include <plumb/passes.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace plumb::dataset {

/// plumb's own layout: frames/INDEX/PASS.EXT for every pass, and frames/INDEX/frame.json last.
class PassFiles : public Format {
public:
    struct Options {
        std::vector<std::string> formats;  ///< of npy, png, exr; empty: frame.json alone
        bool previews = false;             ///< PASS_preview.png and contact.png
    };
    explicit PassFiles(Options options) : options_(std::move(options)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "frames"; }
    [[nodiscard]] EncodedFrame encode(const FrameRecord& record) const override;

    /// Names within the frame's folder, in the order of encode().
    [[nodiscard]] std::vector<std::string> file_names(std::span<const std::string> passes) const;

private:
    Options options_;
};

}  // namespace plumb::dataset
