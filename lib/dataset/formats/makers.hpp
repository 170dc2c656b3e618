#pragma once

#include "dataset/format.hpp"
#include "dataset/format_spec.hpp"

#include <memory>
#include <string>

/// Each makes the format of its name with the options that it takes from `spec`. Its files stand below `root`, which is
/// empty or ends in '/'. docs/formats.md describes the files.
/// @throws Error  invalid_argument for a value that is not allowed
namespace plumb::dataset {

std::unique_ptr<Format> make_blenderproc(FormatSpec& spec, std::string root);
std::unique_ptr<Format> make_bop(FormatSpec& spec, std::string root);
std::unique_ptr<Format> make_coco(FormatSpec& spec, std::string root);
std::unique_ptr<Format> make_csv(FormatSpec& spec, std::string root);
std::unique_ptr<Format> make_exr_blender(FormatSpec& spec, std::string root);
std::unique_ptr<Format> make_exr_nuke(FormatSpec& spec, std::string root);
std::unique_ptr<Format> make_flo(FormatSpec& spec, std::string root);
std::unique_ptr<Format> make_kitti(FormatSpec& spec, std::string root);
std::unique_ptr<Format> make_kubric(FormatSpec& spec, std::string root);
std::unique_ptr<Format> make_npz(FormatSpec& spec, std::string root);
std::unique_ptr<Format> make_replicator(FormatSpec& spec, std::string root);
std::unique_ptr<Format> make_stmap(FormatSpec& spec, std::string root);
std::unique_ptr<Format> make_webdataset(FormatSpec& spec, std::string root);
std::unique_ptr<Format> make_yolo(FormatSpec& spec, std::string root);
std::unique_ptr<Format> make_yolo_pose(FormatSpec& spec, std::string root);
std::unique_ptr<Format> make_yolo_segment(FormatSpec& spec, std::string root);

}  // namespace plumb::dataset
