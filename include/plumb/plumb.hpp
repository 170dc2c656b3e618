#pragma once

#include <plumb/annotate.hpp>
#include <plumb/color.hpp>
#include <plumb/dataset.hpp>
#include <plumb/device.hpp>
#include <plumb/error.hpp>
#include <plumb/figure.hpp>
#include <plumb/frame.hpp>
#include <plumb/keep_if.hpp>
#include <plumb/keypoint.hpp>
#include <plumb/passes.hpp>
#include <plumb/recipe.hpp>
#include <plumb/renderer.hpp>
#include <plumb/scene.hpp>
#include <plumb/shot.hpp>
#include <plumb/shot_json.hpp>
#include <plumb/version.hpp>
