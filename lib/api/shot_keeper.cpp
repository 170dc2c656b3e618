#include <plumb/error.hpp>
#include <plumb/keep_if.hpp>
#include <plumb/renderer.hpp>

#include <algorithm>
#include <utility>

namespace plumb {

namespace {

constexpr std::size_t batch_limit = 64;

RendererOptions judging_options(const Recipe& recipe, Size size) {
    RendererOptions options;
    options.size = size;
    options.passes = recipe.judged_passes();
    options.amodal = recipe.judges_amodal();
    // What the conditions read may be annotations alone; a renderer has one pass at least.
    if (options.passes.empty()) options.passes = {"instance"};
    return options;
}

void count(const std::vector<FailedCondition>& failed, KeepRates& rates) {
    ++rates.attempts;
    if (failed.empty()) ++rates.kept;
    for (const FailedCondition& condition : failed) ++rates.failures[condition.condition];
}

[[noreturn]] void give_up(std::uint64_t seed, std::uint64_t index, const KeepRates& rates) {
    std::string shares;
    for (const auto& [condition, failures] : rates.failures) {
        shares += (shares.empty() ? "" : ", ") + condition + " failed in " +
                  std::to_string(failures * 100 / rates.attempts) + " %";
    }
    throw Error(ErrorCode::invalid_argument, "drawing frame " + std::to_string(index) + " of seed " +
                                                 std::to_string(seed) + ": none of " + std::to_string(rates.attempts) +
                                                 " attempts meets keep_if: " + shares);
}

}  // namespace

struct ShotKeeper::Impl {
    Scene scene;
    Recipe recipe;
    Renderer renderer;

    /// What each of the shots fails.
    std::vector<std::vector<FailedCondition>> judge(std::span<const Shot> shots) {
        std::vector<std::vector<FailedCondition>> failed;
        for (std::size_t first = 0; first < shots.size(); first += batch_limit) {
            const auto batch = shots.subspan(first, std::min(batch_limit, shots.size() - first));
            for (const Frame& frame : renderer.render(batch)) failed.push_back(recipe.judge(scene, frame));
        }
        return failed;
    }
};

ShotKeeper::ShotKeeper(const Device& device, const Scene& prepared, const Recipe& recipe, Size size)
    : impl_(std::make_unique<Impl>(Impl{prepared, recipe, Renderer(device, prepared, judging_options(recipe, size))})) {
}
ShotKeeper::~ShotKeeper() = default;
ShotKeeper::ShotKeeper(ShotKeeper&&) noexcept = default;
ShotKeeper& ShotKeeper::operator=(ShotKeeper&&) noexcept = default;

Shot ShotKeeper::shot(std::uint64_t seed, std::uint64_t index, const DrawOptions& options) {
    return std::move(shots(seed, {&index, 1}, options).front());
}

std::vector<Shot> ShotKeeper::shots(std::uint64_t seed, std::span<const std::uint64_t> indices,
                                    const DrawOptions& options) {
    const Recipe& recipe = impl_->recipe;
    std::vector<Shot> kept(indices.size());
    std::vector<KeepRates> rates(indices.size());
    std::vector<std::size_t> open(indices.size());
    for (std::size_t i = 0; i < open.size(); ++i) open[i] = i;
    DrawOptions left = options;
    left.view = 0;
    for (; !open.empty(); ++left.attempt) {
        std::vector<Shot> shots;
        for (const std::size_t i : open) shots.push_back(recipe.shot(impl_->scene, seed, indices[i], left));
        const std::vector<std::vector<FailedCondition>> failed = impl_->judge(shots);
        std::vector<std::size_t> still_open;
        for (std::size_t k = 0; k < open.size(); ++k) {
            const std::size_t i = open[k];
            count(failed[k], rates[i]);
            if (failed[k].empty()) {
                kept[i] = std::move(shots[k]);
            } else if (rates[i].attempts >= recipe.attempt_limit()) {
                give_up(seed, indices[i], rates[i]);
            } else {
                still_open.push_back(i);
            }
        }
        open = std::move(still_open);
    }
    if (options.view == 0) return kept;
    for (Shot& shot : kept) {
        DrawOptions other = options;
        other.attempt = shot.address->attempt;
        shot = recipe.shot(impl_->scene, seed, shot.address->index, other);
    }
    return kept;
}

KeepRates ShotKeeper::measure(std::uint64_t seed, std::span<const std::uint64_t> indices, const DrawOptions& options) {
    KeepRates rates;
    for (std::size_t first = 0; first < indices.size(); first += batch_limit) {
        std::vector<Shot> shots;
        for (std::size_t k = first; k < std::min(first + batch_limit, indices.size()); ++k) {
            shots.push_back(impl_->recipe.shot(impl_->scene, seed, indices[k], options));
        }
        for (const auto& failed : impl_->judge(shots)) count(failed, rates);
    }
    return rates;
}

}  // namespace plumb
