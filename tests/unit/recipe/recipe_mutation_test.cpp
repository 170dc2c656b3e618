#include "recipe/place.hpp"
#include "recipe/stream.hpp"
#include "unit/recipe/recipe_fixture.hpp"

#include <gtest/gtest.h>

#include <regex>

namespace plumb::testing {
namespace {

using recipe::Json;

/// Uses every section once, so that a mutation can meet each.
const char* const sound = R"({
  "version": 1, "time_s": {"uniform": [0, 2]}, "dt_s": 0.04,
  "classes": {"mug": ["Mug*", "Cup"]}, "copies": [{"node": "Cup", "count": 3, "own_materials": true}],
  "figures": [{"match": "Cup#?", "phase": {"uniform": [0, 1]}, "joints": {"Cup*": {"rotation_deg": [{"uniform": [-9, 9]}, 0, 0]}}}],
  "keep_if": {"attempts": 9, "all": [{"match": "Mug*", "pixels": {"min": 5}}, {"class": "mug", "count": {"max": 9}}]},
  "objects": [
    {"match": "Table", "yaw_deg": {"normal": {"mean": 0, "sigma": 5, "min": -10, "max": 10}}, "scale": {"uniform": [1, 1.2]}},
    {"match": ["Cup"], "visible": {"bernoulli": 0.5}, "rotation": "any", "linear_velocity_m_s": [0, {"uniform": [-1, 1]}, 0]},
    {"match": "Tray", "translation_m": {"choice": [[0, 0, 0], [0, 1, 0]], "weights": [1, 3]}, "pivot": "center"}],
  "swap": [{"name": "which", "among": ["Mug3", "Mug4"], "weights": [1, 2]}],
  "scatter": [{"name": "mugs", "match": ["Mug1", "Mug2"], "count": {"choice": [1, 2]}, "on": {"surface": "Table"},
    "gap_m": 0.01, "tries": 100, "if_full": "hide"}],
  "settle": {"objects": [{"match": "Mug*", "except": ["Mug3", "Mug4"], "lift_m": {"uniform": [0, 0.2]}, "rotation": "any",
    "friction": {"uniform": [0.3, 0.9]}, "density_kg_m3": 800, "shape": "parts"}], "obstacles": "Table", "ignore": "Cup",
    "floor_y_m": 0, "limit_s": 6, "depth_limit_m": 0.01, "restitution": 0.1, "if_unsettled": "keep", "if_lost": "hide"},
  "materials": [{"match": "Wood", "base_color": [{"uniform": [0, 1]}, 0.5, 0.5], "roughness": {"sobol": {"uniform": [0.2, 0.9]}}},
    {"match": "Glaze", "hsv_jitter": {"hue_deg": {"uniform": [-20, 20]}}, "uv": {"scale": {"log_uniform": [0.5, 2]}}}],
  "lights": {"file": "keep", "add": [{"name": "key", "kind": {"choice": ["point", "spot"]}, "count": {"choice": [1, 2]},
    "place": {"shell": {"target": "Table", "distance_radii": {"uniform": [2, 3]}, "elevation_deg": [20, 80]}},
    "aim": "Table", "intensity_cd": {"log_uniform": [10, 1000]}, "temperature_k": {"uniform": [2500, 6500]}}]},
  "environment": {"sky": {"hour": {"uniform": [8, 16]}, "turbidity": 3}, "intensity": 0.001},
  "fog": {"visibility_m": {"uniform": [50, 500]}, "color": [0.5, 0.5, 0.6]},
  "sensor": {"exposure_ev": {"uniform": [-1, 1]}, "full_well_electrons": 10000},
  "camera": {"orbit": {"target": "Table", "distance_m": {"uniform": [3, 5]}, "azimuth_deg": {"uniform": [0, 360]},
    "elevation_deg": 30}, "shake": {"angle_deg": 0.5}, "fov_y_deg": {"sequence": [40, 50]}},
  "stereo": {"baseline_m": 0.1}
})";

/// Every value of a document, as pointers to change it by.
void gather(const Json& value, const Json::json_pointer& at, std::vector<Json::json_pointer>& places) {
    places.push_back(at);
    if (value.is_object())
        for (const auto& [key, member] : value.items()) gather(member, at / key, places);
    if (value.is_array())
        for (std::size_t index = 0; index < value.size(); ++index) gather(value[index], at / index, places);
}

/// One change of one value, chosen by `stream`: another type, another size, a key more, less or misspelt, bounds
/// swapped.
Json mutated(Json document, recipe::Stream& stream) {
    std::vector<Json::json_pointer> places;
    gather(document, Json::json_pointer(), places);
    const Json::json_pointer at = places[1 + stream.next_below(static_cast<std::uint32_t>(places.size() - 1))];
    Json& value = document[at];
    const std::vector<Json> strange = {nullptr,
                                       true,
                                       -1,
                                       0,
                                       1e300,
                                       -1e300,
                                       1e-320,
                                       "",
                                       "zzz",
                                       "*",
                                       Json::array(),
                                       Json::object(),
                                       Json::array({2, 1}),
                                       Json::array({Json::object()}),
                                       Json{{"uniform", {3, 1}}},
                                       Json{{"uniform", {0, 1e308}}},
                                       Json{{"choice", Json::array()}},
                                       4294967296.0,
                                       Json{{"normal", {{"mean", 0}, {"sigma", 1e-300}}}},
                                       Json{{"bernoulli", 2}}};
    switch (stream.next_below(5)) {
        case 0:
            if (value.is_object() && !value.empty()) {
                auto member = value.begin();
                std::advance(member, stream.next_below(static_cast<std::uint32_t>(value.size())));
                const Json kept = member.value();
                const std::string key = member.key();
                value.erase(member);
                value[key + "x"] = kept;
                break;
            }
            [[fallthrough]];
        case 1:
            if (value.is_array() && value.size() > 1) {
                std::reverse(value.begin(), value.end());
                break;
            }
            [[fallthrough]];
        case 2:
            if (at.to_string().empty()) break;
            document[at.parent_pointer()].is_object() ? (void)document[at.parent_pointer()].erase(at.back())
                                                      : (void)(value = nullptr);
            break;
        case 3:
            if (value.is_array() && !value.empty()) {
                value.push_back(value.front());
                break;
            }
            [[fallthrough]];
        default:
            value = strange[stream.next_below(static_cast<std::uint32_t>(strange.size()))];
    }
    return document;
}

TEST(RecipeMutation, the_recipe_to_be_mutated_is_sound) {
    const Scene scene = table_scene();
    const Recipe recipe = Recipe::parse(sound);
    const Scene prepared = recipe.prepare(scene);
    for (std::uint64_t frame = 0; frame < 20; ++frame) EXPECT_GT(recipe.shot(prepared, 1, frame).draws.size(), 20U);
}

TEST(RecipeMutation, each_of_a_thousand_is_still_valid_or_an_error_with_a_pointer) {
    const Scene scene = table_scene();
    const Json document = Json::parse(sound);
    recipe::Stream stream({.seed = 20, .frame = 0, .attempt = 0, .key = recipe::make_draw_key("test", "mutation")});
    const std::regex pointed("(^|: )(\\(root\\)|/[a-z$][^ :]*): (found|drew) ");
    int refused_count = 0;
    for (int mutation = 0; mutation < 1000; ++mutation) {
        const std::string text = mutated(document, stream).dump();
        try {
            const Recipe recipe = Recipe::parse(text);
            const Scene prepared = recipe.prepare(scene);
            for (std::uint64_t frame = 0; frame < 2; ++frame) {
                const Shot shot = recipe.shot(prepared, 1, frame);
                for (const glm::dmat4& pose : shot.now.world_from_instance)
                    ASSERT_TRUE(std::isfinite(pose[3].x)) << text;
            }
        } catch (const Error& error) {
            ++refused_count;
            ASSERT_TRUE(std::regex_search(error.what(), pointed)) << error.what() << "\n" << text;
        }
    }
    EXPECT_GT(refused_count, 500);
}

TEST(RecipeMutation, every_truncation_is_refused) {
    const std::string text = sound;
    for (std::size_t length = 0; length < text.size(); ++length)
        EXPECT_EQ(error_of([&] { (void)Recipe::parse(text.substr(0, length)); }).first, ErrorCode::bad_asset) << length;
}

}  // namespace
}  // namespace plumb::testing
