#pragma once

#include <gtest/gtest.h>

#include "tests/vm/instructions/fake_host.hpp"
#include "vm/base/hex.hpp"
#include "vm/interpreter/interpreter.hpp"
#include "vm/jit/compile.hpp"
#include "vm/jit/link.hpp"

namespace deed::jit {

/// One linker for all tests of the process.
inline Linker& linker() {
    static Linker instance;
    return instance;
}

/// Whether a call may change the state.
enum class Authority : uint8_t { Reads, Writes };

/// Code that is compiled, and how running it compares with the interpreter.
class Twins {
  public:
    Twins(Bytes code, isa::Revision revision, Tier tier, const Budget& budget = {})
        : code_(std::move(code)), revision_(revision), program_(build(tier, budget)) {}

    /// Statistics of the compilation.
    [[nodiscard]] const Statistics& statistics() const { return statistics_; }

    /// Runs both on @p input with @p gas and expects the same of everything that can be seen. Returns how the
    /// frame ended.
    machine::Status expect_same(BytesView input, int64_t gas, Authority authority = Authority::Writes) const {
        machine::FakeWorld expected{revision_, code_, input, gas};
        machine::FakeWorld actual{revision_, code_, input, gas};
        for (machine::FakeWorld* const world : {&expected, &actual}) {
            world->message.is_static = authority == Authority::Reads;
            world->host.answer = {.gas_left = 7, .output = answer_};
        }
        const auto wanted = interpreter::run(expected.frame, interpreter::fastest_form());

        auto status = program_.entry()(&actual.frame);
        if (status == machine::Status::Running)
            status = interpreter::run(actual.frame, interpreter::fastest_form());

        EXPECT_EQ(machine::name_of(status), machine::name_of(wanted)) << context(gas);
        if (status != machine::Status::Success && status != machine::Status::Revert) return status;
        EXPECT_EQ(actual.frame.gas, expected.frame.gas) << context(gas);
        EXPECT_EQ(to_hex(actual.frame.output), to_hex(expected.frame.output)) << context(gas);
        EXPECT_EQ(actual.frame.memory.size(), expected.frame.memory.size()) << context(gas);
        expect_same_world(expected.host, actual.host, gas);
        return status;
    }

    /// Whether the compiled code runs to the end by itself.
    [[nodiscard]] bool stays_compiled(BytesView input, int64_t gas) const {
        machine::FakeWorld world{revision_, code_, input, gas};
        return program_.entry()(&world.frame) != machine::Status::Running;
    }

  private:
    Program build(Tier tier, const Budget& budget) {
        auto object = compile(machine::Code{code_}, revision_, tier, budget);
        DEED_ASSERT(object.has_value());
        statistics_ = object->statistics;
        auto program = linker().link(object->bytes);
        DEED_ASSERT(program.has_value());
        return std::move(*program);
    }

    [[nodiscard]] std::string context(int64_t gas) const {
        return std::string{isa::name_of(revision_)} + " gas " + std::to_string(gas) + " code " +
               to_hex(code_);
    }

    void expect_same_world(const machine::FakeHost& expected, const machine::FakeHost& actual,
                           int64_t gas) const {
        EXPECT_EQ(actual.storage, expected.storage) << context(gas);
        EXPECT_EQ(actual.transients, expected.transients) << context(gas);
        EXPECT_EQ(actual.refunds, expected.refunds) << context(gas);
        EXPECT_EQ(actual.warm_accounts, expected.warm_accounts) << context(gas);
        EXPECT_EQ(actual.warm_slots, expected.warm_slots) << context(gas);
        EXPECT_EQ(actual.destroyed, expected.destroyed) << context(gas);
        ASSERT_EQ(actual.logs.size(), expected.logs.size()) << context(gas);
        for (size_t i = 0; i < actual.logs.size(); ++i) {
            EXPECT_EQ(actual.logs[i].topics, expected.logs[i].topics) << context(gas);
            EXPECT_EQ(actual.logs[i].data, expected.logs[i].data) << context(gas);
        }
        ASSERT_EQ(actual.calls.size(), expected.calls.size()) << context(gas);
        for (size_t i = 0; i < actual.calls.size(); ++i) {
            EXPECT_EQ(actual.calls[i].gas, expected.calls[i].gas) << context(gas);
            EXPECT_EQ(actual.calls[i].recipient, expected.calls[i].recipient) << context(gas);
            EXPECT_EQ(actual.calls[i].value, expected.calls[i].value) << context(gas);
            EXPECT_EQ(actual.calls[i].kind, expected.calls[i].kind) << context(gas);
        }
    }

    Bytes code_;
    isa::Revision revision_;
    Statistics statistics_;
    Program program_;
    Bytes answer_ = Bytes(40, 0x5a);  ///< what every call returns
};

/// @p code compiled in @p tier for the latest revision.
inline Twins twins_of(std::string_view hex, Tier tier, const Budget& budget = {}) {
    return {from_hex(hex).value(), isa::kLatestRevision, tier, budget};
}

}  // namespace deed::jit
