// A game loop that tests a detector: the game moves its objects, plumb draws what the player sees and knows where each
// object is in it, and the detector, which is given the picture alone, is measured against that. Game and plumb share
// one Vulkan device.
//     game_loop scene.glb OBJECT [OBJECT ..]
#define VOLK_IMPLEMENTATION
#include "engine.hpp"

#include <plumb/plumb.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <future>
#include <string>
#include <utility>
#include <vector>

namespace {

constexpr double tick_s = 1.0 / 20;
constexpr int tick_count = 60;
constexpr std::size_t frames_in_flight = 2;
constexpr std::uint32_t least_pixels = 40;  // smaller objects are not asked for
constexpr double least_overlap = 0.5;       // intersection over union from which on an object counts as found

/// What the game itself keeps of an object: it is thrown about between walls, with gravity, and loses nothing.
struct Body {
    std::uint32_t instance = 0;  ///< place in Scene::instances()
    glm::dmat4 start{1};
    glm::dvec3 offset_m{0};
    glm::dvec3 velocity_m_s{0};
};

struct Game {
    std::vector<Body> bodies;
    double time_s = 0;

    void tick() {
        time_s += tick_s;
        for (Body& body : bodies) {
            body.velocity_m_s.y -= 9.81 * tick_s;
            body.offset_m += tick_s * body.velocity_m_s;
            const glm::dvec3 least{-0.2, 0.0, -1.5};
            const glm::dvec3 most{3.0, 3.0, 0.2};
            for (int axis = 0; axis < 3; ++axis) {
                if (body.offset_m[axis] < least[axis]) body.velocity_m_s[axis] = std::abs(body.velocity_m_s[axis]);
                if (body.offset_m[axis] > most[axis]) body.velocity_m_s[axis] = -std::abs(body.velocity_m_s[axis]);
            }
            body.offset_m = glm::clamp(body.offset_m, least, most);
        }
    }
};

/// Finds the named objects and gives each a push of its own.
/// @throws plumb::Error  not_found
Game start(const plumb::Scene& scene, const plumb::Shot& rest, int name_count, char** names) {
    Game game;
    for (int i = 0; i < name_count; ++i) {
        const auto found = std::ranges::find(scene.instances(), names[i], &plumb::InstanceInfo::name);
        if (found == scene.instances().end())
            throw plumb::Error(plumb::ErrorCode::not_found, std::string("the scene has no object called ") + names[i]);
        const std::uint32_t instance = found->id - 1;
        const double angle_rad = 0.4 - 2.1 * i;
        game.bodies.push_back({instance,
                               rest.now.world_from_instance[instance],
                               {},
                               {1.8 * std::cos(angle_rad), 3.5 + 0.7 * i, -1.8 * std::sin(angle_rad)}});
    }
    return game;
}

/// The game's state as what plumb draws. A tick before and after would go into `previous` and `next`, for flow.
plumb::Shot shot_of(const plumb::Shot& rest, const Game& game) {
    plumb::Shot shot = rest;
    shot.time_s = shot.now.time_s = game.time_s;
    for (const Body& body : game.bodies) {
        glm::dmat4& pose = shot.now.world_from_instance[body.instance];
        pose = body.start;
        pose[3] += glm::dvec4(body.offset_m, 0);
    }
    return shot;
}

/// The detector under test: pixels that differ from the picture of the place without the objects, grown together.
class Detector {
public:
    explicit Detector(const plumb::Frame& empty) : empty_(empty) {}

    [[nodiscard]] std::vector<plumb::PixelBox> detect(const plumb::Frame& frame) const {
        const auto [width, height] = frame.size();
        std::vector<char> differs(std::size_t{width} * height);
        const auto seen = frame["rgb"].as<std::uint8_t>();
        const auto background = empty_["rgb"].as<std::uint8_t>();
        for (std::size_t i = 0; i < differs.size(); ++i) {
            int distance = 0;
            for (std::size_t c = 0; c < 3; ++c) distance += std::abs(seen[4 * i + c] - background[4 * i + c]);
            differs[i] = distance > 24;
        }
        std::vector<plumb::PixelBox> boxes;
        for (std::uint32_t i = 0; i < differs.size(); ++i) {
            if (differs[i] == 0) continue;
            if (const plumb::PixelBox box = grow(differs, i, width, height); area(box) >= least_pixels)
                boxes.push_back(box);
        }
        return boxes;
    }

    static double area(const plumb::PixelBox& box) {
        return static_cast<double>(box.x_max - box.x_min) * (box.y_max - box.y_min);
    }

private:
    plumb::Frame empty_;

    /// Box of the pixels that hang together with `seed`, which it clears.
    static plumb::PixelBox grow(std::vector<char>& differs, std::uint32_t seed, std::uint32_t width,
                                std::uint32_t height) {
        plumb::PixelBox box{width, height, 0, 0};
        std::deque<std::uint32_t> open{seed};
        differs[seed] = 0;
        while (!open.empty()) {
            const std::uint32_t x = open.front() % width;
            const std::uint32_t y = open.front() / width;
            open.pop_front();
            box = {std::min(box.x_min, x), std::min(box.y_min, y), std::max(box.x_max, x + 1),
                   std::max(box.y_max, y + 1)};
            for (std::uint32_t v = y == 0 ? 0 : y - 1; v <= std::min(y + 1, height - 1); ++v)
                for (std::uint32_t u = x == 0 ? 0 : x - 1; u <= std::min(x + 1, width - 1); ++u)
                    if (std::exchange(differs[v * width + u], 0) != 0) open.push_back(v * width + u);
        }
        return box;
    }
};

double overlap(const plumb::PixelBox& a, const plumb::PixelBox& b) {
    const plumb::PixelBox both{std::max(a.x_min, b.x_min), std::max(a.y_min, b.y_min), std::min(a.x_max, b.x_max),
                               std::min(a.y_max, b.y_max)};
    if (both.x_min >= both.x_max || both.y_min >= both.y_max) return 0;
    const double shared = Detector::area(both);
    return shared / (Detector::area(a) + Detector::area(b) - shared);
}

struct Score {
    int objects = 0;
    int found = 0;
    int detections = 0;
    double overlap_sum = 0;

    void add(const plumb::Frame& frame, const Game& game, const std::vector<plumb::PixelBox>& detected) {
        detections += static_cast<int>(detected.size());
        for (const Body& body : game.bodies) {
            const plumb::InstanceAnnotation& truth = frame.annotations().instances[body.instance];
            if (truth.pixels < least_pixels) continue;
            double best = 0;
            for (const plumb::PixelBox& box : detected) best = std::max(best, overlap(box, *truth.box_tight));
            ++objects;
            overlap_sum += best;
            found += best >= least_overlap ? 1 : 0;
        }
    }
};

Score play(Engine& engine, plumb::Renderer& renderer, const plumb::Shot& rest, Game game) {
    plumb::Shot without = rest;
    for (const Body& body : game.bodies) without.now.visible[body.instance] = 0;
    const Detector detector(renderer.render(without));

    Score score;
    std::deque<std::future<plumb::Batch>> pending;
    for (int i = 0; i < tick_count || !pending.empty(); ++i) {
        if (i < tick_count) {
            game.tick();
            engine.draw();  // the game's own frame, on the same queue
            pending.push_back(renderer.render_async({shot_of(rest, game)}));
            if (pending.size() <= frames_in_flight) continue;  // the game goes on while plumb draws
        }
        const plumb::Batch batch = pending.front().get();
        pending.pop_front();
        score.add(batch.front(), game, detector.detect(batch.front()));
    }
    return score;
}

}  // namespace

int main(int argument_count, char** arguments) {
    if (argument_count < 3) {
        std::fprintf(stderr, "usage: game_loop SCENE OBJECT [OBJECT ..]\n");
        return 2;
    }
    try {
        const plumb::Scene scene = plumb::Scene::load(arguments[1]);
        plumb::RendererOptions options{.size = {320, 180}, .passes = {"rgb", "instance"}};
        options.color.shadows = false;  // this detector would take a shadow for a part of what throws it
        Engine engine;
        plumb::Renderer renderer(engine.shared_with_plumb(), scene, options);
        const plumb::Shot rest = scene.default_shot();
        const Score score = play(engine, renderer, rest, start(scene, rest, argument_count - 2, arguments + 2));
        std::printf("%d ticks: %d of %d objects found, %d detections, mean overlap %.3f\n", tick_count, score.found,
                    score.objects, score.detections, score.objects == 0 ? 0.0 : score.overlap_sum / score.objects);
        return score.objects > tick_count / 2 && score.found >= 0.9 * score.objects ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "game_loop: %s\n", error.what());
        return 1;
    }
}
