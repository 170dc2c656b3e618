#include "gpu_fixture.hpp"

#include "gpu/message_log.hpp"

#include <cstdlib>
#include <optional>
#include <string>

namespace plumb::gpu {
namespace {

/// The trap itself: each kind of mistake must be noticed, and a clean sequence must not be.
class Validation : public ::testing::Test {
protected:
    void SetUp() override {
        try {
            DeviceOptions options;
            options.is_validated = true;
            context_ = open_context(options);
        } catch (const Error& error) {
            if (std::string(error.what()).find("VK_LAYER_KHRONOS_validation") == std::string::npos) {
                throw;
            }
            GTEST_SKIP() << "lacks the validation layer: " << error.what();
        }
        a_.emplace(context_, 1024, Memory::device, "a");
        b_.emplace(context_, 1024, Memory::device, "b");
        target_.emplace(context_, 1024, Memory::device, "target");
    }

    std::shared_ptr<Context> context_;
    std::optional<Buffer> a_;
    std::optional<Buffer> b_;
    std::optional<Buffer> target_;
};

TEST_F(Validation, IsSilentWhereBarriersStand) {
    Commands commands(context_);
    commands.fill(*a_, 1);
    commands.fill(*b_, 2);
    commands.compute_barrier();
    commands.copy(*a_, *target_);
    commands.compute_barrier();
    commands.copy(*b_, *target_);
    commands.host_read_barrier();
    context_->run(commands);
    EXPECT_NO_THROW(context_->check_messages());
    EXPECT_EQ(context_->message_count(), 0U);
}

TEST_F(Validation, ReportsAMissingBarrier) {
    Commands commands(context_);
    commands.copy(*a_, *target_);
    commands.copy(*b_, *target_);
    context_->run(commands);
    EXPECT_GT(context_->message_count(), 0U);
    const std::string message = error_of([&] { context_->check_messages(); }, ErrorCode::internal);
    EXPECT_NE(message.find("SYNC-HAZARD-WRITE-AFTER-WRITE"), std::string::npos) << message;
    EXPECT_NE(message.find("target"), std::string::npos) << message;
    EXPECT_NO_THROW(context_->check_messages()) << "reported messages are forgotten";
}

TEST_F(Validation, ReportsACoreMisuse) {
    Commands commands(context_);
    context_->vk().vkCmdFillBuffer(commands.handle(), target_->handle(), 2, 4, 0);
    const std::string message = error_of([&] { context_->check_messages(); }, ErrorCode::internal);
    EXPECT_NE(message.find("VUID-vkCmdFillBuffer-dstOffset"), std::string::npos) << message;
    commands.reset();
}

TEST_F(Validation, IsOffUnlessAskedFor) {
    const char* asked = std::getenv("PLUMB_VALIDATE");
    if (asked != nullptr && std::string(asked) == "1") {
        GTEST_SKIP() << "PLUMB_VALIDATE=1 asks for it everywhere";
    }
    EXPECT_FALSE(open_context()->instance().is_validated());
    EXPECT_TRUE(context_->instance().is_validated());
}

TEST(MessageLog, CountsAllAndKeepsTheFirst) {
    MessageLog log;
    EXPECT_NO_THROW(log.check());
    for (std::size_t i = 0; i < MessageLog::kept_texts + 5; ++i) {
        log.add("text " + std::to_string(i) + ".");
    }
    EXPECT_EQ(log.count(), MessageLog::kept_texts + 5);
    const std::string message = error_of([&] { log.check(); }, ErrorCode::internal);
    EXPECT_NE(message.find("13 message(s)"), std::string::npos) << message;
    EXPECT_NE(message.find("text 7."), std::string::npos) << message;
    EXPECT_EQ(message.find("text 8."), std::string::npos) << message;
    EXPECT_NO_THROW(log.check());
    EXPECT_EQ(log.count(), MessageLog::kept_texts + 5);
}

}  // namespace
}  // namespace plumb::gpu
