#include "render/engine_set.hpp"
#include "render/render_queue.hpp"

#include <plumb/renderer.hpp>

namespace plumb {

struct Renderer::Impl {
    render::EngineSet engines;
    std::unique_ptr<render::RenderQueue> queue = {};  ///< made when first asked for; owns a thread

    /// The engines, for the caller's own thread.
    render::EngineSet& idle_engines() {
        if (queue) queue->drain();
        return engines;
    }

    render::RenderQueue& started_queue() {
        if (!queue) queue = std::make_unique<render::RenderQueue>(engines);
        return *queue;
    }
};

Renderer::Renderer(const Device& device, const Scene& scene, const RendererOptions& options)
    : Renderer(device, std::vector{scene}, options) {}
Renderer::Renderer(const Device& device, const std::vector<Scene>& scenes, const RendererOptions& options)
    : impl_(std::make_unique<Impl>(render::EngineSet(device, scenes, options))) {}
Renderer::~Renderer() = default;
Renderer::Renderer(Renderer&&) noexcept = default;
Renderer& Renderer::operator=(Renderer&&) noexcept = default;

Frame Renderer::render(const Shot& shot) {
    return impl_->idle_engines().render(std::span(&shot, 1)).front();
}
Batch Renderer::render(std::span<const Shot> shots) {
    return impl_->idle_engines().render(shots);
}
Batch Renderer::render(std::span<const SceneShot> shots) {
    return impl_->idle_engines().render(shots);
}
std::future<Batch> Renderer::render_async(std::vector<Shot> shots) {
    const auto list = std::make_shared<const std::vector<Shot>>(std::move(shots));
    std::vector<SharedShot> shared;
    shared.reserve(list->size());
    for (const Shot& shot : *list) shared.push_back({{list, &shot}});
    return render_async(std::move(shared));
}
std::future<Batch> Renderer::render_async(std::vector<SceneShot> shots) {
    const auto list = std::make_shared<const std::vector<SceneShot>>(std::move(shots));
    std::vector<SharedShot> shared;
    shared.reserve(list->size());
    for (const auto& [shot, scene, size] : *list) shared.push_back({{list, &shot}, scene, size});
    return render_async(std::move(shared));
}
std::future<Batch> Renderer::render_async(std::vector<SharedShot> shots) {
    return impl_->started_queue().push(std::move(shots));
}
const RendererOptions& Renderer::options() const noexcept {
    return impl_->engines.options();
}
RenderTimings Renderer::last_timings() const noexcept {
    return impl_->idle_engines().last_timings();
}
double Renderer::upload_s() const noexcept {
    return impl_->engines.upload_s();
}

}  // namespace plumb
