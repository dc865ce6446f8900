#include "vm/native/registry.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace deed::native {
namespace {

class FakeCode final : public machine::NativeCode {
  public:
    explicit FakeCode(size_t footprint) : footprint_(footprint) {}
    [[nodiscard]] Entry entry() const override { return nullptr; }
    [[nodiscard]] size_t footprint() const override { return footprint_; }

  private:
    size_t footprint_;
};

Hash key(uint8_t number) {
    return Hash{{number}};
}

/// Gets a code of 1000 bytes and says whether it had to be made.
bool is_made_by(Registry& registry, uint8_t number) {
    bool is_made = false;
    (void)registry.get(key(number), [&] {
        is_made = true;
        return std::make_shared<FakeCode>(1000);
    });
    return is_made;
}

TEST(Registry, MakesWhatIsAskedForOnce) {
    Registry registry{10'000};

    EXPECT_TRUE(is_made_by(registry, 1));
    EXPECT_FALSE(is_made_by(registry, 1));
    EXPECT_TRUE(is_made_by(registry, 2));
    EXPECT_NE(registry.find(key(1)), nullptr);
    EXPECT_EQ(registry.find(key(3)), nullptr);
}

TEST(Registry, RemembersWhatCannotBeMade) {
    Registry registry{10'000};
    int attempts = 0;
    const auto fail = [&]() -> Registry::Pointer {
        ++attempts;
        return nullptr;
    };

    EXPECT_EQ(registry.get(key(1), fail), nullptr);
    EXPECT_EQ(registry.get(key(1), fail), nullptr);
    EXPECT_EQ(attempts, 1);
}

TEST(Registry, ForgetsTheLeastRecentlyUsed) {
    Registry registry{3'000};

    (void)is_made_by(registry, 1);
    (void)is_made_by(registry, 2);
    (void)is_made_by(registry, 1);
    (void)is_made_by(registry, 3);

    EXPECT_LE(registry.footprint(), 3'000u);
    EXPECT_NE(registry.find(key(1)), nullptr);
    EXPECT_EQ(registry.find(key(2)), nullptr);
    EXPECT_NE(registry.find(key(3)), nullptr);
}

TEST(Registry, GivesWhatItCannotKeep) {
    Registry registry{10};

    const auto code = registry.get(key(1), [] { return std::make_shared<FakeCode>(1000); });

    EXPECT_NE(code, nullptr);
    EXPECT_EQ(registry.footprint(), 0u);
}

TEST(Registry, LetsOthersWaitForWhatIsBeingMade) {
    Registry registry{1'000'000};
    std::atomic<int> made = 0;
    std::vector<std::thread> threads;

    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (uint8_t number = 0; number < 100; ++number)
                (void)registry.get(key(number), [&] {
                    ++made;
                    return std::make_shared<FakeCode>(1);
                });
        });
    for (auto& thread : threads) thread.join();

    EXPECT_EQ(made, 100);
}

}  // namespace
}  // namespace deed::native
