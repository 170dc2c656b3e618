#pragma once

#include <plumb/error.hpp>
#include <plumb/frame.hpp>
#include <plumb/scene.hpp>

#include "base/frame_content.hpp"
#include "scene/scene_data.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace plumb::test {

/// Frames whose arrays the test itself fills.
class FrameMaker {
public:
    explicit FrameMaker(Size size) : size_(size) {}

    template <class T>
    FrameMaker& add(std::string_view pass, const std::vector<T>& values) {
        const PassInfo& info = find_pass(pass);
        EXPECT_EQ(values.size(), std::size_t{size_.width} * size_.height * info.channels);
        const auto bytes = std::as_bytes(std::span(values));
        arrays_->emplace_back(&info, std::vector<std::byte>(bytes.begin(), bytes.end()));
        return *this;
    }

    FrameMaker& annotate(const FrameAnnotations& annotations) {
        annotations_ = annotations;
        return *this;
    }

    FrameMaker& amodal(AmodalMasks masks) {
        masks_ = std::move(masks);
        return *this;
    }

    FrameMaker& from(FrameProvenance provenance) {
        provenance_ = std::move(provenance);
        return *this;
    }

    [[nodiscard]] Frame make() const {
        auto content = std::make_shared<Frame::Content>();
        content->size = size_;
        content->time_s = 1.5;
        content->dt_s = 0.25;
        content->provenance = provenance_;
        for (const auto& [info, bytes] : *arrays_) {
            content->names.emplace_back(info->name);
            content->infos.push_back(info);
            content->arrays.emplace_back(bytes);
        }
        content->memory = arrays_;
        content->annotations = annotations_;
        content->amodal = masks_;
        return Frame(content);
    }

private:
    using Array = std::pair<const PassInfo*, std::vector<std::byte>>;
    Size size_;
    std::shared_ptr<std::vector<Array>> arrays_ = std::make_shared<std::vector<Array>>();
    std::optional<FrameAnnotations> annotations_;
    std::optional<AmodalMasks> masks_;
    FrameProvenance provenance_;
};

/// A scene with `names` as its instances; each has class "mug".
inline Scene made_scene(const std::vector<std::string>& names) {
    auto data = std::make_shared<scene::SceneData>();
    data->path = "/somewhere/else/cups.glb";
    data->classes = {"background", "unlabelled", "mug"};
    for (std::uint32_t i = 0; i < names.size(); ++i) {
        InstanceInfo info;
        info.id = i + 1;
        info.node = 10 + i;
        info.name = names[i];
        info.path = "table/" + names[i];
        info.mesh = 3;
        info.materials = {1, 4};
        info.semantic = 2;
        data->instances.push_back(info);
    }
    data->camera_infos = {{.node = 4, .name = "front"}, {.node = 5, .name = "side"}};
    data->animation_infos = {{.name = "spin", .duration_s = 2}};
    return Scene(data);
}

inline FrameAnnotations made_annotations(std::uint32_t instance_count) {
    FrameAnnotations annotations;
    annotations.camera.intrinsics = {500, 501, 320, 240};
    annotations.camera.intrinsics_integer_center = {500, 501, 319.5, 239.5};
    annotations.camera.world_from_camera[3] = {1, 2, 3, 1};
    annotations.camera.world_from_camera_gltf = annotations.camera.world_from_camera;
    annotations.camera.world_from_camera_gltf[1] *= -1;
    annotations.camera.world_from_camera_gltf[2] *= -1;
    for (std::uint32_t id = 1; id <= instance_count; ++id) {
        InstanceAnnotation instance;
        instance.id = id;
        if (id == 1) {
            instance.pixels = 7;
            instance.box_tight = PixelBox{1, 2, 5, 4};
        }
        instance.box_3d.center = {0.5, 0, 4};
        instance.box_3d.corners_px[0] = glm::dvec2{10.25, 20.5};
        annotations.instances.push_back(instance);
    }
    return annotations;
}

/// A folder of the test's own, removed with everything in it.
class ScratchFolder {
public:
    ScratchFolder() {
        const auto* const test = ::testing::UnitTest::GetInstance()->current_test_info();
        path_ = std::filesystem::temp_directory_path() / ("plumb-" + std::string(test->test_suite_name()) + "-" +
                                                          test->name() + "-" + std::to_string(::getpid()));
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file.good()) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Name and bytes of every file below `folder`.
inline std::map<std::string, std::string> files_in(const std::filesystem::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) files[entry.path().lexically_relative(folder).string()] = text_of(entry.path());
    }
    return files;
}

/// The error that `action` throws; the test fails if it throws none.
template <class Action>
Error error_of(const Action& action) {
    try {
        action();
    } catch (const Error& error) {
        return error;
    }
    ADD_FAILURE() << "no error was thrown";
    return {ErrorCode::internal, ""};
}

}  // namespace plumb::test
