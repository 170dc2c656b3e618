// What an engine sees of a pixel beside its centre.
#include "render/sample_pattern.hpp"
#include "render/submission.hpp"

namespace plumb::render {

/// Whether colour needs what a policy's rays meet beside the pixel's centre.
bool Engine::has_samples(Policy policy) const {
    return options_.samples > 1 && plan_.need(PassNeeds::shading) && (policy == Policy::surface || plan_.composites());
}

void Engine::record_samples(const Submission& submission) {
    const std::vector<SamplePlace> places = sample_places(options_.filter, options_.samples);
    const std::uint64_t bytes = std::uint64_t{plan_.size.width} * plan_.size.height * submission.view_count * 8;
    for (const Policy policy : policies)
        for (std::size_t i = 1; has_samples(policy) && i < places.size(); ++i)
            eye_of(submission)
                .record_sample(commands_, ring_,
                               {submission.frame[policy], shared::NOW, policy == Policy::through,
                                &sightings_[policy].samples, (i - 1) * bytes, submission.view_count},
                               {places[i].x, places[i].y, sample_reach(options_.filter), 0, plan_.size.height});
}

void Engine::record_coverage(const Submission& submission) {
    const auto address = [&](const std::optional<std::size_t>& array) {
        return array ? submission.target.array(*array) : 0;
    };
    if (coverage_)
        coverage_->record(commands_, ring_, eye_of(submission), look_now(submission),
                          {{address(plan_.coverage_arrays[0]), address(plan_.coverage_arrays[1])},
                           {address(plan_.coverage_arrays[2]), address(plan_.coverage_arrays[3])}});
    commands_.timestamp(stamps_, after_coverage);
}

void Engine::record_shadows(ShotSpan shots, const Submission& submission) {
    if (shadow_pass_ && submission.exposure_count == 0) {
        const std::vector<SamplePlace> places = sample_places(options_.filter, options_.samples);
        const std::uint64_t bytes = std::uint64_t{plan_.size.width} * plan_.size.height * submission.view_count * 8;
        PerPolicy<std::uint64_t> first{};
        for (const Policy policy : policies)
            if (shadows(policy)) first[policy] = sightings_[policy].words.address();
        for (std::uint32_t i = 0; i < places.size(); ++i) {
            ShadowPass::Look look{Policy::surface, 0, first, {}, i, places[i], submission.optics};
            for (const Policy policy : policies)
                if (i > 0 && shadows(policy)) {
                    look.first_words[policy] = first[policy];
                    look.words[policy] = sightings_[policy].samples.address() + (i - 1) * bytes;
                }
            for (const Policy policy : policies) {
                look.policy = policy;
                look.frame = submission.frame[policy];
                if (shadows(policy)) shadow_pass_->record(commands_, ring_, look, shots);
            }
        }
        commands_.compute_barrier();
    }
    commands_.timestamp(stamps_, after_shadow);
}

}  // namespace plumb::render
