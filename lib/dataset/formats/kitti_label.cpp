#include "dataset/formats/kitti_label.hpp"

#include "dataset/formats/number_text.hpp"
#include "dataset/formats/visibility.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace plumb::dataset {

namespace {

/// 0 nothing hides it, 1 less than half of it is hidden, 2 more, 3 unknown.
int occlusion(const InstanceAnnotation& instance) noexcept {
    const std::optional<double> visible = visible_fraction(instance);
    if (!visible) return 3;
    return *visible >= 1 ? 0 : *visible >= 0.5 ? 1 : 2;
}

double within_half_turn(double angle_rad) noexcept {
    constexpr double turn = 2 * std::numbers::pi;
    return angle_rad - turn * std::round(angle_rad / turn);
}

struct UprightBox {
    double alpha = -10;
    std::array<double, 3> height_width_length{-1, -1, -1};
    std::array<double, 3> bottom{-1000, -1000, -1000};
    double rotation_y = -10;
};

bool is_upright(const Box3d& box) noexcept {
    const double cosine_of_degree = std::cos(std::numbers::pi / 180);
    return -box.camera_from_box[1].y >= cosine_of_degree;
}

UprightBox upright_box(const Box3d& box) noexcept {
    const glm::dvec3 front = box.camera_from_box[2];
    const glm::dvec3 bottom = box.center - box.camera_from_box[1] * (box.size.y / 2);
    UprightBox upright;
    upright.rotation_y = std::atan2(-front.z, front.x);
    upright.alpha = within_half_turn(upright.rotation_y - std::atan2(bottom.x, bottom.z));
    upright.height_width_length = {box.size.y, box.size.x, box.size.z};
    upright.bottom = {bottom.x, bottom.y, bottom.z};
    return upright;
}

}  // namespace

KittiLabels kitti_labels(const FrameRecord& record) {
    KittiLabels labels;
    const auto add = [&](double value) { labels.text.append(" ").append(text_of(value)); };
    for (const InstanceAnnotation& instance : record.frame.annotations().instances) {
        if (!instance.box_tight) continue;
        const std::uint32_t semantic = record.scene.instances()[instance.id - 1].semantic;
        const bool is_labelled = semantic > 1;
        labels.text += is_labelled ? record.scene.classes()[semantic] : "DontCare";
        add(is_labelled ? truncation(instance).value_or(-1) : -1);
        add(is_labelled ? occlusion(instance) : -1);
        UprightBox box;
        if (is_labelled && is_upright(instance.box_3d)) {
            box = upright_box(instance.box_3d);
        } else if (is_labelled) {
            ++labels.tilted;
        }
        add(box.alpha);
        const PixelBox& pixels = *instance.box_tight;
        for (const std::uint32_t edge : {pixels.x_min, pixels.y_min, pixels.x_max - 1, pixels.y_max - 1}) add(edge);
        for (const double length : box.height_width_length) add(length);
        for (const double coordinate : box.bottom) add(coordinate);
        add(box.rotation_y);
        labels.text += "\n";
    }
    return labels;
}

}  // namespace plumb::dataset
