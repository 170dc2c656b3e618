#include "gpu/pipeline.hpp"

#include "gpu/check.hpp"
#include "gpu/structure.hpp"

#include <plumb/error.hpp>

#include <utility>
#include <vector>

namespace plumb::gpu {

namespace {

using ShaderModule = Handle<VkShaderModule, VK_OBJECT_TYPE_SHADER_MODULE, &VolkDeviceTable::vkDestroyShaderModule>;

ShaderModule make_module(const std::shared_ptr<Context>& context, std::span<const std::uint32_t> spirv,
                         const std::string& name) {
    auto info = structure<VkShaderModuleCreateInfo>(VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO);
    info.codeSize = spirv.size_bytes();
    info.pCode = spirv.data();
    VkShaderModule handle = VK_NULL_HANDLE;
    check(context->vk().vkCreateShaderModule(context->device(), &info, nullptr, &handle),
          "vkCreateShaderModule (" + name + ")");
    return {context, handle, name};
}

}  // namespace

ComputePipeline::ComputePipeline(std::shared_ptr<Context> context, std::span<const std::uint32_t> spirv,
                                 std::string_view name, std::span<const std::uint32_t> specialization,
                                 std::uint32_t push_bytes)
    : name_(name), push_bytes_(push_bytes) {
    if (push_bytes % 4 != 0 || push_bytes > context->limits().max_push_bytes) {
        throw Error(ErrorCode::internal, "the shader '" + name_ + "' asks for " + std::to_string(push_bytes) +
                                             " bytes of push constants; a multiple of 4 of at most " +
                                             std::to_string(context->limits().max_push_bytes) + " is allowed");
    }
    constexpr std::uint32_t magic = 0x07230203;
    if (spirv.empty() || spirv.front() != magic) {
        throw Error(ErrorCode::internal, "the shader '" + name_ + "' is not SPIR-V: " + std::to_string(spirv.size()) +
                                             " words that do not begin with 0x07230203");
    }
    VkPushConstantRange range{VK_SHADER_STAGE_COMPUTE_BIT, 0, push_bytes};
    auto layout_info = structure<VkPipelineLayoutCreateInfo>(VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO);
    layout_info.pushConstantRangeCount = push_bytes == 0 ? 0 : 1;
    layout_info.pPushConstantRanges = &range;
    VkPipelineLayout layout = VK_NULL_HANDLE;
    check(context->vk().vkCreatePipelineLayout(context->device(), &layout_info, nullptr, &layout),
          "vkCreatePipelineLayout (" + name_ + ")");
    layout_ = {context, layout, name_};

    std::vector<VkSpecializationMapEntry> entries;
    for (std::uint32_t i = 0; i < specialization.size(); ++i) {
        entries.push_back({i, i * 4, 4});
    }
    VkSpecializationInfo constants{};
    constants.mapEntryCount = static_cast<std::uint32_t>(entries.size());
    constants.pMapEntries = entries.data();
    constants.dataSize = specialization.size_bytes();
    constants.pData = specialization.data();

    const ShaderModule module = make_module(context, spirv, name_);
    auto info = structure<VkComputePipelineCreateInfo>(VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO);
    info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
    info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
    info.stage.module = module.get();
    info.stage.pName = "main";
    info.stage.pSpecializationInfo = entries.empty() ? nullptr : &constants;
    info.layout = layout;
    VkPipeline pipeline = VK_NULL_HANDLE;
    check(context->vk().vkCreateComputePipelines(context->device(), context->pipeline_cache(), 1, &info, nullptr,
                                                 &pipeline),
          "vkCreateComputePipelines (" + name_ + ")");
    pipeline_ = {std::move(context), pipeline, name_};
}

}  // namespace plumb::gpu
