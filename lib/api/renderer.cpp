#include "render/engine.hpp"
#include "render/render_queue.hpp"

#include <plumb/renderer.hpp>

namespace plumb {

struct Renderer::Impl {
    render::Engine engine;
    std::unique_ptr<render::RenderQueue> queue = {};  ///< made when first asked for; owns a thread

    /// The engine, for the caller's own thread.
    render::Engine& idle_engine() {
        if (queue) queue->drain();
        return engine;
    }
};

Renderer::Renderer(const Device& device, const Scene& scene, const RendererOptions& options)
    : impl_(std::make_unique<Impl>(render::Engine(device, scene, options))) {}
Renderer::~Renderer() = default;
Renderer::Renderer(Renderer&&) noexcept = default;
Renderer& Renderer::operator=(Renderer&&) noexcept = default;

Frame Renderer::render(const Shot& shot) {
    return impl_->idle_engine().render({&shot, 1}).front();
}
Batch Renderer::render(std::span<const Shot> shots) {
    return impl_->idle_engine().render(shots);
}
std::future<Batch> Renderer::render_async(std::vector<Shot> shots) {
    if (!impl_->queue) impl_->queue = std::make_unique<render::RenderQueue>(impl_->engine);
    return impl_->queue->push(std::move(shots));
}
const RendererOptions& Renderer::options() const noexcept {
    return impl_->engine.options();
}
RenderTimings Renderer::last_timings() const noexcept {
    return impl_->idle_engine().last_timings();
}
double Renderer::upload_s() const noexcept {
    return impl_->engine.upload_s();
}

}  // namespace plumb
