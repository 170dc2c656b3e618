#include "dataset/formats/bytes.hpp"
#include "dataset/formats/keypoint_figures.hpp"
#include "dataset/formats/makers.hpp"
#include "dataset/formats/number_text.hpp"
#include "dataset/formats/outline.hpp"
#include "dataset/formats/picture.hpp"

#include <plumb/error.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace plumb::dataset {

namespace {

enum class Task : std::uint8_t { detect, segment, pose };

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

/// Names of all keypoints: every class has the same ones, since a row has a place for each.
std::vector<std::string> all_keypoint_names(const FrameRecord& record) {
    std::vector<std::string> names;
    for (const KeypointAnnotation& keypoint : record.frame.annotations().keypoints) {
        if (std::find(names.begin(), names.end(), keypoint.name) == names.end()) names.push_back(keypoint.name);
    }
    return names;
}

/// x, y and state of each keypoint; zeros for those outside the image and those that the figure has not.
void add_keypoints(std::string& row, const KeypointFigure& figure, const std::vector<std::string>& names, Size size) {
    for (const std::string& name : names) {
        const auto found = figure.keypoints.find(name);
        const bool is_there =
            found != figure.keypoints.end() && found->second->pixel && found->second->state != KeypointState::outside;
        add(row, is_there ? found->second->pixel->x / size.width : 0);
        add(row, is_there ? found->second->pixel->y / size.height : 0);
        row.append(" ").append(std::to_string(is_there ? static_cast<int>(found->second->state) : 0));
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
        const std::string number = index_text(record.index);
        EncodedFrame encoded;
        encoded.files.push_back({root_ + "images/" + split_ + "/" + number + ".png", encode_rgb(record)});
        const std::string rows = task_ == Task::pose ? figure_rows(record) : instance_rows(record);
        encoded.files.push_back({root_ + "labels/" + split_ + "/" + number + ".txt", bytes_of(rows)});
        if (task_ == Task::pose) {
            const std::string names = quoted(all_keypoint_names(record));
            encoded.files.push_back({piece_path(record.index), bytes_of(names)});
        }
        return encoded;
    }

    void finish(const SetInfo& set, std::span<const std::uint64_t> done, SetFiles& files) const override {
        std::string text = "path: .\ntrain: images/" + split_ + "\nval: images/" + split_ + "\n";
        std::string keypoints;
        if (task_ == Task::pose && !done.empty()) {
            keypoints = files.read(piece_path(done.front()));
            text += "kpt_shape: [" + std::to_string(nlohmann::json::parse(keypoints).size()) + ", 3]\n";
        }
        text += "names:\n";
        for (std::size_t i = first_class; i < set.scene.classes().size(); ++i) {
            text += "  " + std::to_string(i - first_class) + ": " + quoted(set.scene.classes()[i]) + "\n";
        }
        if (!keypoints.empty()) text += "kpt_names:\n";
        for (std::size_t i = first_class; !keypoints.empty() && i < set.scene.classes().size(); ++i) {
            text += "  " + std::to_string(i - first_class) + ": " + keypoints + "\n";
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
    /// YAML takes JSON's texts and lists as they are.
    [[nodiscard]] static std::string quoted(const nlohmann::json& json) {
        return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }
    [[nodiscard]] std::string piece_path(std::uint64_t index) const {
        return root_ + "pieces/" + index_text(index) + ".json";
    }
    [[nodiscard]] std::string instance_rows(const FrameRecord& record) const {
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
        return rows;
    }
    [[nodiscard]] static std::string figure_rows(const FrameRecord& record) {
        const std::vector<std::string> names = all_keypoint_names(record);
        if (names.empty()) {
            throw Error(ErrorCode::unsupported,
                        "format 'yolo-pose': the frame has no keypoints; they come from extras.keypoints of the file's "
                        "nodes or from rules");
        }
        std::string rows;
        for (const KeypointFigure& figure : keypoint_figures(record)) {
            if (figure.semantic < first_class) continue;
            rows += std::to_string(figure.semantic - first_class);
            add_box(rows, figure.box, record.frame.size());
            add_keypoints(rows, figure, names, record.frame.size());
            rows += "\n";
        }
        return rows;
    }
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
std::unique_ptr<Format> make_yolo_pose(FormatSpec& spec, std::string root) {
    return make(spec, std::move(root), Task::pose);
}
std::unique_ptr<Format> make_yolo_segment(FormatSpec& spec, std::string root) {
    return make(spec, std::move(root), Task::segment);
}

}  // namespace plumb::dataset
