#pragma once

#include "gpu/buffer.hpp"
#include "gpu/context.hpp"
#include "gpu/pipeline.hpp"
#include "shaders/probe.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace plumb::render {

/// Asks the shaders of the shading model.
class Probe {
public:
    /// @param conserves  with energy compensation, else as the specification has it
    explicit Probe(bool conserves);
    ~Probe();
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;

    [[nodiscard]] std::vector<shared::ProbeAnswer> ask(const shared::ProbeBsdf& bsdf,
                                                       std::span<const shared::ProbeQuery> queries) const;

private:
    std::shared_ptr<gpu::Context> context_;
    gpu::ComputePipeline pipeline_;
    gpu::Buffer tables_;
};

struct NamedBsdf {
    std::string name;
    shared::ProbeBsdf bsdf;
};

/// A grey dielectric of index 1.5 with roughness squared 0.25 and no other lobe.
shared::ProbeBsdf plain_bsdf();

/// One material for each lobe and some of their combinations, with colour.
std::vector<NamedBsdf> coloured_bsdfs();

/// Materials that lose no light where energy is compensated.
std::vector<NamedBsdf> white_bsdfs();

}  // namespace plumb::render
