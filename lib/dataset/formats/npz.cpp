#include "dataset/formats/archive.hpp"
#include "dataset/formats/bytes.hpp"
#include "dataset/formats/makers.hpp"
#include "dataset/frame_json.hpp"
#include "dataset/npy.hpp"

#include <array>
#include <utility>

namespace plumb::dataset {

namespace {

class Npz : public Format {
public:
    Npz(std::string root, ArchiveWriter::Kind kind) : root_(std::move(root)), kind_(kind) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "npz"; }
    [[nodiscard]] EncodedFrame encode(const FrameRecord& record) const override {
        ArchiveWriter archive(kind_);
        for (const std::string& pass : record.frame.pass_names()) {
            archive.add(pass + ".npy", npy_bytes(record.frame[pass]));
        }
        archive.add("frame.json", bytes_of(frame_json_text(record.scene, record.frame, record.index, {})));
        EncodedFrame encoded;
        encoded.files.push_back({root_ + index_text(record.index) + ".npz", archive.take()});
        return encoded;
    }

private:
    std::string root_;
    ArchiveWriter::Kind kind_;
};

}  // namespace

std::unique_ptr<Format> make_npz(FormatSpec& spec, std::string root) {
    constexpr std::array<std::string_view, 2> words{"none", "deflate"};
    constexpr std::array kinds{ArchiveWriter::Kind::zip_stored, ArchiveWriter::Kind::zip_deflated};
    return std::make_unique<Npz>(std::move(root), kinds.at(spec.take_choice("compression", words)));
}

}  // namespace plumb::dataset
