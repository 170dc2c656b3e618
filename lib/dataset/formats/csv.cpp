#include "dataset/formats/bytes.hpp"
#include "dataset/formats/makers.hpp"
#include "dataset/formats/number_text.hpp"
#include "dataset/formats/visibility.hpp"

#include <cmath>
#include <utility>

namespace plumb::dataset {

namespace {

constexpr std::string_view header =
    "frame,time_s,dt_s,seed,instance,node,name,path,class,semantic,is_visible,pixels,box_x_min,box_y_min,box_x_max,"
    "box_y_max,visible_fraction,truncation,box_3d_center_x,box_3d_center_y,box_3d_center_z,box_3d_size_x,"
    "box_3d_size_y,box_3d_size_z,camera_from_object_00,camera_from_object_01,camera_from_object_02,"
    "camera_from_object_03,camera_from_object_10,camera_from_object_11,camera_from_object_12,camera_from_object_13,"
    "camera_from_object_20,camera_from_object_21,camera_from_object_22,camera_from_object_23\n";

/// A row of values; what is not there is empty.
///
/// Source: RFC 4180; rows end in a line feed alone.
class Row {
public:
    void add(std::string_view text) {
        if (!row_.empty()) row_ += ',';
        if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
            row_ += text;
            return;
        }
        row_ += '"';
        for (const char c : text) row_ += c == '"' ? "\"\"" : std::string(1, c);
        row_ += '"';
    }
    template <class Number>
    void number(Number value) {
        if constexpr (std::is_floating_point_v<Number>) {
            if (!std::isfinite(value)) return add("");
        }
        add(text_of(value));
    }
    template <class Number>
    void number(const std::optional<Number>& value) {
        if (value) {
            number(*value);
        } else {
            add("");
        }
    }
    [[nodiscard]] std::string take() { return std::exchange(row_, {}) + "\n"; }

private:
    std::string row_;
};

std::string row_of(const FrameRecord& record, const InstanceAnnotation& instance) {
    const InstanceInfo& info = record.scene.instances()[instance.id - 1];
    const auto& address = record.frame.provenance().address;
    Row row;
    row.number(record.index);
    row.number(record.frame.time_s());
    row.number(record.frame.dt_s());
    row.number(address ? std::optional(address->seed) : std::nullopt);
    row.number(info.id);
    row.number(info.node);
    row.add(info.name);
    row.add(info.path);
    row.add(record.scene.classes()[info.semantic]);
    row.number(info.semantic);
    row.add(instance.is_visible ? "true" : "false");
    row.number(instance.pixels);
    const auto& box = instance.box_tight;
    for (const auto member : {&PixelBox::x_min, &PixelBox::y_min, &PixelBox::x_max, &PixelBox::y_max}) {
        row.number(box ? std::optional((*box).*member) : std::nullopt);
    }
    row.number(visible_fraction(instance));
    row.number(truncation(instance));
    for (int i = 0; i < 3; ++i) row.number(instance.box_3d.center[i]);
    for (int i = 0; i < 3; ++i) row.number(instance.box_3d.size[i]);
    for (int r = 0; r < 3; ++r) {
        for (int c = 0; c < 4; ++c) row.number(instance.camera_from_object[c][r]);
    }
    return row.take();
}

class Csv : public Format {
public:
    explicit Csv(std::string root) : root_(std::move(root)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "csv"; }
    [[nodiscard]] EncodedFrame encode(const FrameRecord& record) const override {
        std::string rows;
        for (const InstanceAnnotation& instance : record.frame.annotations().instances) {
            rows += row_of(record, instance);
        }
        EncodedFrame encoded;
        encoded.files.push_back({piece_path(record.index), bytes_of(rows)});
        return encoded;
    }
    void finish(const SetInfo&, std::span<const std::uint64_t> done, SetFiles& files) const override {
        files.write(root_ + "annotations.csv", [&](const SetFiles::Sink& sink) {
            sink(header);
            for (const std::uint64_t index : done) sink(files.read(piece_path(index)));
        });
    }

private:
    [[nodiscard]] std::string piece_path(std::uint64_t index) const {
        return root_ + "pieces/" + index_text(index) + ".csv";
    }
    std::string root_;
};

}  // namespace

std::unique_ptr<Format> make_csv(FormatSpec&, std::string root) {
    return std::make_unique<Csv>(std::move(root));
}

}  // namespace plumb::dataset
