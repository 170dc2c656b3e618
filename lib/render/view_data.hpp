#pragma once

#include "render/optics.hpp"
#include "render/shot_span.hpp"
#include "render/upload_ring.hpp"
#include "scene/scene_data.hpp"
#include "shared/frame.h"
#include "shared/lens.h"
#include "shared/view.h"
#include "upload/scene_gpu.hpp"

#include <plumb/shot.hpp>

#include <cstdint>

namespace plumb::render {

/// What the shots of one submission say, in the form that shaders read; lies in an UploadRing.
struct ViewData {
    UploadRing::Part<shared::CameraMoment> cameras;             ///< [view][moment]
    UploadRing::Part<shared::InstanceMoment> instance_moments;  ///< [view][moment][instance]
    UploadRing::Part<double> joints;                            ///< [view][moment][phase][joint][12]
    UploadRing::Part<float> weights;                            ///< [view][moment][phase][weight]
    UploadRing::Part<shared::Lens> lenses;                      ///< [view][moment]; empty where matrices alone draw
};

/// From the space in which an instance's posed vertices are stored to the world.
glm::dmat4 world_from_posed(const scene::SceneData& data, const upload::SceneGpu::PosedInstance& posed,
                            const Moment& moment);

/// Bytes that write_views() takes for one view.
std::uint64_t view_bytes(const scene::SceneData& data, const upload::SceneGpu& scene, Optics optics,
                         std::uint32_t moment_count);

/// Writes all views. With one moment only `now` is written, with three NOW, NEXT and PREVIOUS.
/// @param optics  of the views, all of them
ViewData write_views(const scene::SceneData& data, const upload::SceneGpu& scene, ShotSpan shots, Size size,
                     Optics optics, std::uint32_t moment_count, UploadRing& ring);

/// Bytes that write_materials() takes.
std::uint64_t material_bytes(const scene::SceneData& data, ShotSpan shots, std::uint32_t moment_count);

/// Puts a table of materials a view into `frame` where a clip drives or a shot changes any of them, and one a moment
/// where a clip does; leaves the scene's own otherwise. A shot's change goes before its clip. What colour alone needs
/// is that of the shot's own time.
void write_materials(const scene::SceneData& data, ShotSpan shots, std::uint32_t moment_count, UploadRing& ring,
                     shared::Frame& frame);

/// Bytes that write_draw_sets() takes.
std::uint64_t draw_set_bytes(ShotSpan shots);

/// Says in `frame` which variant each view has, where any of them has one.
void write_draw_sets(ShotSpan shots, UploadRing& ring, shared::Frame& frame);

/// @throws Error  invalid_argument if a shot's arrays do not fit the scene or a number in it cannot be used
void check_shot(const scene::SceneData& data, const Shot& shot);

/// @param moment  its name, for messages
void check_camera(const char* moment, const Camera& camera);

/// @throws Error  invalid_argument where a shot's rolling shutter lacks what it needs or cannot be meant; unsupported
///                for what no row can be drawn of: an orthographic camera, a mirroring
void check_rolling(const scene::SceneData& data, const Shot& shot);

/// @param name  of the moment, for messages
/// @throws Error  invalid_argument if its arrays do not fit the scene or a number in it cannot be used
void check_moment(const scene::SceneData& data, const char* name, const Moment& moment);

/// @throws Error  invalid_argument where a picture of `size` needs what a camera's lens folds, or a shot has an
///                orthographic camera at one moment and a lens at another
void check_lenses(const Shot& shot, Size size);

}  // namespace plumb::render
