#include "render/engine.hpp"

#include <plumb/renderer.hpp>

namespace plumb {

struct Renderer::Impl {
    render::Engine engine;
};

Renderer::Renderer(const Device& device, const Scene& scene, const RendererOptions& options)
    : impl_(std::make_unique<Impl>(render::Engine(device, scene, options))) {}
Renderer::~Renderer() = default;
Renderer::Renderer(Renderer&&) noexcept = default;
Renderer& Renderer::operator=(Renderer&&) noexcept = default;

Frame Renderer::render(const Shot& shot) {
    return std::move(impl_->engine.render({&shot, 1}).front());
}
std::vector<Frame> Renderer::render(std::span<const Shot> shots) {
    return impl_->engine.render(shots);
}
const RendererOptions& Renderer::options() const noexcept {
    return impl_->engine.options();
}
RenderTimings Renderer::last_timings() const noexcept {
    return impl_->engine.last_timings();
}
double Renderer::upload_s() const noexcept {
    return impl_->engine.upload_s();
}

}  // namespace plumb
