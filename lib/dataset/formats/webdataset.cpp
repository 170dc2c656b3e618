#include "dataset/formats/archive.hpp"
#include "dataset/formats/bytes.hpp"
#include "dataset/formats/makers.hpp"
#include "dataset/formats/need.hpp"
#include "dataset/formats/picture.hpp"
#include "dataset/frame_json.hpp"
#include "dataset/npy.hpp"

#include <utility>

namespace plumb::dataset {

namespace {

/// What follows the first dot of a member's name is its key in a sample; members of a sample stand beside each other.
class WebDataset : public Format {
public:
    WebDataset(std::string root, std::uint64_t shard_size) : root_(std::move(root)), shard_size_(shard_size) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "webdataset"; }

    [[nodiscard]] EncodedFrame encode(const FrameRecord& record) const override {
        const std::string key = index_text(record.index) + ".";
        ArchiveWriter archive(ArchiveWriter::Kind::ustar);
        archive.add(key + "frame.json", bytes_of(frame_json_text(record.scene, record.frame, record.index, {})));
        for (const std::string& pass : record.frame.pass_names()) {
            if (pass == "rgb") {
                archive.add(key + "rgb.png", encode_rgb(record));
            } else {
                archive.add(key + pass + ".npy", npy_bytes(record.frame[pass]));
            }
        }
        EncodedFrame encoded;
        encoded.files.push_back({piece_path(record.index), archive.take(), shard_path(record.index)});
        return encoded;
    }

    void finish(const SetInfo&, std::span<const std::uint64_t> done, SetFiles& files) const override {
        for (std::size_t first = 0; first < done.size();) {
            const std::string shard = shard_path(done[first]);
            std::vector<std::string> pieces;
            while (first < done.size() && shard_path(done[first]) == shard) pieces.push_back(piece_path(done[first++]));
            // A shard of a thousand frames is not written again for those of another one.
            if (files.holds(shard, pieces)) {
                files.keep(shard);
                continue;
            }
            files.write(shard, [&](const SetFiles::Sink& sink) {
                for (const std::string& piece : pieces) sink(files.read(piece, shard));
                sink(std::string(ArchiveWriter::tar_end_bytes, '\0'));
            });
            files.take_in(shard, pieces);
        }
    }

private:
    [[nodiscard]] std::string shard_path(std::uint64_t index) const {
        return root_ + "shard-" + index_text(index / shard_size_) + ".tar";
    }
    [[nodiscard]] std::string piece_path(std::uint64_t index) const {
        return root_ + "pieces/" + index_text(index) + ".members";
    }

    std::string root_;
    std::uint64_t shard_size_;
};

}  // namespace

std::unique_ptr<Format> make_webdataset(FormatSpec& spec, std::string root) {
    constexpr std::uint64_t usual = 1000, most = 1'000'000;
    return std::make_unique<WebDataset>(std::move(root), spec.take_whole("frames_per_shard", usual, 1, most));
}

}  // namespace plumb::dataset
