#include "gltf/image_loading.hpp"

#include "base/parallel.hpp"
#include "gltf/image_codecs.hpp"

#include <plumb/error.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <new>
#include <optional>
#include <thread>
#include <utility>

namespace plumb::gltf {

namespace {

struct Job {
    std::uint32_t image = 0;
    std::optional<EncodedImage> encoded;
    DecodedImage decoded;
    std::optional<Error> failure;
};

void decode(Job& job, const ImageBounds& bounds) {
    if (!job.encoded) return;
    try {
        job.decoded = decode_image(job.encoded->bytes, bounds);
    } catch (const Error& error) {
        job.failure = error;
    } catch (const std::bad_alloc&) {
        job.failure = Error(ErrorCode::out_of_memory, "there is no memory for its pixels");
    } catch (const std::exception& exception) {
        job.failure = Error(ErrorCode::internal, exception.what());
    }
}

}  // namespace

struct ImageLoading::State {
    ImageBounds bounds;
    std::vector<Job> jobs;
    std::atomic<std::size_t> next{0};
    std::vector<std::jthread> threads;

    void run() {
        for (std::size_t i = next++; i < jobs.size(); i = next++) decode(jobs[i], bounds);
    }
};

ImageLoading::ImageLoading(Filling& filling, const std::vector<std::uint32_t>& images)
    : state_(std::make_unique<State>()) {
    state_->bounds = {filling.options.limits.image_edge, filling.options.limits.image_pixels};
    for (const std::uint32_t image : images)
        state_->jobs.push_back({image, filling.resources.image(image), {}, std::nullopt});
    if (filling.findings.has_errors()) {
        state_->next = state_->jobs.size();
        return;
    }
    const std::size_t count =
        std::min<std::size_t>(std::max(1U, std::thread::hardware_concurrency()), state_->jobs.size());
    state_->threads = start_threads(count, [state = state_.get()] { state->run(); });
}

ImageLoading::~ImageLoading() {
    // After a failure elsewhere nobody wants the pictures that are not begun yet.
    state_->next = state_->jobs.size();
}

void ImageLoading::finish(Filling& filling) {
    state_->run();
    state_->threads.clear();
    for (std::size_t i = 0; i < state_->jobs.size(); ++i) {
        Job& job = state_->jobs[i];
        const Pointer at = Pointer() / "images" / job.image;
        if (job.failure) filling.findings.error("image.decode", at, job.failure->what(), job.failure->code());
        if (!job.decoded.note.empty()) filling.findings.warning("image.decode", at, job.decoded.note);
        std::string name = std::move(filling.data.images[i].name);
        filling.data.images[i] = std::move(job.decoded.image);
        filling.data.images[i].name = std::move(name);
    }
}

}  // namespace plumb::gltf
