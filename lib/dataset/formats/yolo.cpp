#include "dataset/formats/bytes.hpp"
#include "dataset/formats/makers.hpp"
#include "dataset/formats/number_text.hpp"
#include "dataset/formats/outline.hpp"
#include "dataset/formats/picture.hpp"

#include <plumb/error.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace plumb::dataset {

namespace {

enum class Task : std::uint8_t { detect, segment };

/// Classes count from 0: the two that are no classes, background and unlabelled, have no row.
constexpr std::uint32_t first_class = 2;

void add(std::string& row, double value) {
    row.append(" ").append(text_of(value));
}

void add_box(std::string& row, const PixelBox& box, Size size) {
    const double w = size.width, h = size.height;
    add(row, (box.x_min + box.x_max) / (2 * w));
    add(row, (box.y_min + box.y_max) / (2 * h));
    add(row, (box.x_max - box.x_min) / w);
    add(row, (box.y_max - box.y_min) / h);
}

void add_outline(std::string& row, const Outline& outline, Size size) {
    for (const PixelCorner& corner : outline) {
        add(row, corner.x / static_cast<double>(size.width));
        add(row, corner.y / static_cast<double>(size.height));
    }
}

class Yolo : public Format {
public:
    Yolo(std::string name, std::string root, Task task, std::string split)
        : name_(std::move(name)), root_(std::move(root)), task_(task), split_(std::move(split)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return name_; }
    [[nodiscard]] std::vector<std::string_view> needed_passes() const override {
        if (task_ == Task::segment) return {"rgb", "instance"};
        return {"rgb"};
    }

    [[nodiscard]] EncodedFrame encode(const FrameRecord& record) const override {
        const Size size = record.frame.size();
        std::string rows;
        for (const InstanceAnnotation& instance : record.frame.annotations().instances) {
            const std::uint32_t semantic = record.scene.instances()[instance.id - 1].semantic;
            if (!instance.box_tight || semantic < first_class) continue;
            rows += std::to_string(semantic - first_class);
            if (task_ == Task::detect) {
                add_box(rows, *instance.box_tight, size);
            } else {
                add_outline(rows, outline_of(record, instance), size);
            }
            rows += "\n";
        }
        const std::string number = index_text(record.index);
        EncodedFrame encoded;
        encoded.files.push_back({root_ + "images/" + split_ + "/" + number + ".png", encode_rgb(record)});
        encoded.files.push_back({root_ + "labels/" + split_ + "/" + number + ".txt", bytes_of(rows)});
        return encoded;
    }

    void finish(const SetInfo& set, std::span<const std::uint64_t>, SetFiles& files) const override {
        // YAML takes JSON's texts as they are.
        const auto quoted = [](const std::string& text) {
            return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        };
        std::string text = "path: .\ntrain: images/" + split_ + "\nval: images/" + split_ + "\nnames:\n";
        for (std::size_t i = first_class; i < set.scene.classes().size(); ++i) {
            text += "  " + std::to_string(i - first_class) + ": " + quoted(set.scene.classes()[i]) + "\n";
        }
        files.write(root_ + "data.yaml", [&](const SetFiles::Sink& sink) { sink(text); });
    }

    void check(const SetInfo& set) const override {
        Format::check(set);
        if (set.scene.classes().size() > first_class) return;
        throw Error(ErrorCode::unsupported, "format '" + name_ +
                                                "' has rows for classes alone, and no object of the scene has one; "
                                                "classes come from extras.class or from a recipe");
    }

private:
    [[nodiscard]] static Outline outline_of(const FrameRecord& record, const InstanceAnnotation& instance) {
        const PassView ids = record.frame["instance"];
        return joined(outlines_of(*instance.box_tight, [&](std::uint32_t x, std::uint32_t y) {
            return ids.at<std::uint32_t>(x, y) == instance.id;
        }));
    }

    std::string name_, root_;
    Task task_;
    std::string split_;
};

std::unique_ptr<Format> make(FormatSpec& spec, std::string root, Task task) {
    constexpr std::array<std::string_view, 3> splits{"train", "val", "test"};
    const std::string split(splits.at(spec.take_choice("split", splits)));
    return std::make_unique<Yolo>(spec.name(), std::move(root), task, split);
}

}  // namespace

std::unique_ptr<Format> make_yolo(FormatSpec& spec, std::string root) {
    return make(spec, std::move(root), Task::detect);
}
std::unique_ptr<Format> make_yolo_segment(FormatSpec& spec, std::string root) {
    return make(spec, std::move(root), Task::segment);
}

}  // namespace plumb::dataset
