#include "compiler/evaluator/turns.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace deed::evaluator_test {
namespace {

using evaluator::Turns;

constexpr Address kBox{{0xb0}};
constexpr Address kOther{{0x07}};

class CallsInsideCalls : public testing::Test {
  protected:
    CallsInsideCalls() {
        field_.name = "count";
        field_.kind = sema::FieldKind::Storage;
        entry_.name = "touch";
    }
    /// A call of another contract from which the box is called again.
    void call_back(Turns::Interaction interaction, const std::function<void()>& body) {
        turns_.note_interaction(interaction);
        turns_.open(kOther);
        turns_.open(kBox);
        body();
        turns_.close(&entry_);
        turns_.close(&entry_);
    }

    sema::Field field_;
    sema::Function entry_;
    Turns turns_;
};

TEST_F(CallsInsideCalls, AreFineWhereNothingFollowsThem) {
    turns_.open(kBox);
    turns_.note_read(field_);
    turns_.note_write(field_);
    call_back(Turns::Interaction::Changing, [&] {
        turns_.note_read(field_);
        turns_.note_write(field_);
    });
    turns_.close(&entry_);

    EXPECT_EQ(turns_.conflict(), "");
}

TEST_F(CallsInsideCalls, AreToldApartByWhatIsReadBehindThem) {
    turns_.open(kBox);
    call_back(Turns::Interaction::Changing, [&] { turns_.note_write(field_); });
    EXPECT_EQ(turns_.conflict(), "");
    turns_.note_read(field_);

    EXPECT_EQ(turns_.conflict(), "count");
}

TEST_F(CallsInsideCalls, AreToldApartByWhatIsWrittenBehindThem) {
    turns_.open(kBox);
    call_back(Turns::Interaction::Changing, [&] { turns_.note_read(field_); });
    turns_.note_write(field_);

    EXPECT_EQ(turns_.conflict(), "count");
}

TEST_F(CallsInsideCalls, ReadWhatWasThereBeforeWhereNothingWasWritten) {
    turns_.open(kBox);
    call_back(Turns::Interaction::Static, [&] { turns_.note_read(field_); });
    turns_.note_write(field_);
    EXPECT_EQ(turns_.conflict(), "");

    call_back(Turns::Interaction::Static, [&] { turns_.note_read(field_); });
    turns_.note_write(field_);
    EXPECT_EQ(turns_.conflict(), "count");
}

TEST_F(CallsInsideCalls, MayBeSaidToRunInTheMiddle) {
    entry_.is_reentrant = true;
    turns_.open(kBox);
    call_back(Turns::Interaction::Changing, [&] { turns_.note_write(field_); });
    turns_.note_read(field_);

    EXPECT_EQ(turns_.conflict(), "");
}

}  // namespace
}  // namespace deed::evaluator_test
