#include "gpu/pipeline_store.hpp"

#include "gpu/check.hpp"
#include "gpu/context.hpp"
#include "gpu/structure.hpp"

#include <xxhash.h>

#include <utility>
#include <vector>

namespace plumb::gpu {

namespace {

/// Owns a shader module for as long as a pipeline is made of it.
class ShaderModule {
public:
    ShaderModule(const Context& context, std::span<const std::uint32_t> spirv, const std::string& name)
        : context_(context) {
        auto info = structure<VkShaderModuleCreateInfo>(VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO);
        info.codeSize = spirv.size_bytes();
        info.pCode = spirv.data();
        check(context.vk().vkCreateShaderModule(context.device(), &info, nullptr, &handle_),
              "vkCreateShaderModule (" + name + ")");
        context.name_object(VK_OBJECT_TYPE_SHADER_MODULE, (std::uint64_t)handle_, name);
    }
    ~ShaderModule() { context_.vk().vkDestroyShaderModule(context_.device(), handle_, nullptr); }
    ShaderModule(const ShaderModule&) = delete;
    ShaderModule& operator=(const ShaderModule&) = delete;

    [[nodiscard]] VkShaderModule handle() const noexcept { return handle_; }

private:
    const Context& context_;
    VkShaderModule handle_ = VK_NULL_HANDLE;
};

VkPipelineLayout make_layout(const Context& context, std::uint32_t push_bytes, const std::string& name) {
    const VkPushConstantRange range{VK_SHADER_STAGE_COMPUTE_BIT, 0, push_bytes};
    auto info = structure<VkPipelineLayoutCreateInfo>(VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO);
    info.pushConstantRangeCount = push_bytes == 0 ? 0 : 1;
    info.pPushConstantRanges = &range;
    VkPipelineLayout layout = VK_NULL_HANDLE;
    check(context.vk().vkCreatePipelineLayout(context.device(), &info, nullptr, &layout),
          "vkCreatePipelineLayout (" + name + ")");
    context.name_object(VK_OBJECT_TYPE_PIPELINE_LAYOUT, (std::uint64_t)layout, name);
    return layout;
}

/// Makes the pipeline; returns what the driver says.
VkResult make_pipeline(const Context& context, const ShaderSource& source, const std::string& name,
                       VkPipelineLayout layout, VkPipeline& pipeline) {
    std::vector<VkSpecializationMapEntry> entries;
    for (std::uint32_t i = 0; i < source.specialization.size(); ++i) entries.push_back({i, i * 4, 4});
    VkSpecializationInfo constants{};
    constants.mapEntryCount = static_cast<std::uint32_t>(entries.size());
    constants.pMapEntries = entries.data();
    constants.dataSize = source.specialization.size_bytes();
    constants.pData = source.specialization.data();

    const ShaderModule module(context, source.spirv, name);
    auto info = structure<VkComputePipelineCreateInfo>(VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO);
    info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
    info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
    info.stage.module = module.handle();
    info.stage.pName = "main";
    info.stage.pSpecializationInfo = entries.empty() ? nullptr : &constants;
    info.layout = layout;
    return context.vk().vkCreateComputePipelines(context.device(), context.pipeline_cache(), 1, &info, nullptr,
                                                 &pipeline);
}

}  // namespace

CompiledShader::CompiledShader(const Context& context, const ShaderSource& source, const std::string& name)
    : context_(context), layout_(make_layout(context, source.push_bytes, name)) {
    try {
        check(make_pipeline(context, source, name, layout_, pipeline_), "vkCreateComputePipelines (" + name + ")");
    } catch (...) {
        context.vk().vkDestroyPipelineLayout(context.device(), layout_, nullptr);
        throw;
    }
    context.name_object(VK_OBJECT_TYPE_PIPELINE, (std::uint64_t)pipeline_, name);
}

CompiledShader::~CompiledShader() {
    if (context_.is_stuck()) return;
    context_.vk().vkDestroyPipeline(context_.device(), pipeline_, nullptr);
    context_.vk().vkDestroyPipelineLayout(context_.device(), layout_, nullptr);
}

PipelineStore::Key PipelineStore::key_of(const ShaderSource& source) {
    const XXH128_hash_t code = XXH3_128bits(source.spirv.data(), source.spirv.size_bytes());
    const XXH128_hash_t constants = XXH3_128bits(source.specialization.data(), source.specialization.size_bytes());
    return {{code.low64, code.high64, constants.low64, constants.high64},
            {source.spirv.size(), source.specialization.size(), source.push_bytes}};
}

std::shared_ptr<const CompiledShader> PipelineStore::take(const Context& context, const ShaderSource& source,
                                                          const std::string& name) {
    const Key key = key_of(source);
    {
        const std::lock_guard lock(mutex_);
        const auto found = shaders_.find(key);
        if (found != shaders_.end()) return found->second;
    }
    // Outside of the lock, so that threads compile side by side; of two equal ones the first to be done stays.
    auto compiled = std::make_shared<const CompiledShader>(context, source, name);
    const std::lock_guard lock(mutex_);
    if (shaders_.size() >= most_kept)
        std::erase_if(shaders_, [](const auto& entry) { return entry.second.use_count() == 1; });
    return shaders_.try_emplace(key, std::move(compiled)).first->second;
}

std::size_t PipelineStore::size() const {
    const std::lock_guard lock(mutex_);
    return shaders_.size();
}

void PipelineStore::clear() {
    const std::lock_guard lock(mutex_);
    shaders_.clear();
}

}  // namespace plumb::gpu
