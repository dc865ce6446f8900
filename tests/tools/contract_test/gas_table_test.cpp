#include "tools/contract_test/gas_table.hpp"

#include <gtest/gtest.h>

namespace deed::contract_test {
namespace {

TEST(GasTable, CountsTheCallsOfEachFunction) {
    const auto rows =
        make_gas_table({}, {{"A", "f", 33, 30}, {"A", "f", 10, 10}, {"B", "f", 7, 5}, {"A", "f", 20, 15}});

    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].contract, "A");
    EXPECT_EQ(rows[0].calls, 3u);
    EXPECT_EQ(rows[0].least, 10u);
    EXPECT_EQ(rows[0].median, 20u);
    EXPECT_EQ(rows[0].mean, 21u);
    EXPECT_EQ(rows[0].most, 33u);
    EXPECT_EQ(rows[1].most_own, 5u);
    EXPECT_FALSE(rows[1].bound);
}

TEST(GasTable, HoldsOwnGasAgainstTheBound) {
    CompileOutput program;
    Artifact artifact;
    artifact.contract_name = "A";
    artifact.gas = {{.name = "f", .cold = GasBound{100, 0}}, {.name = "g", .cold = GasBound{100, 1}}};
    program.artifacts.push_back(std::move(artifact));

    const auto rows =
        make_gas_table(program, {{"A", "f", 300, 100}, {"A", "g", 200, 200}, {"A", "g", 2000, 2000}});

    EXPECT_EQ(rows[0].bound, 100u);
    EXPECT_FALSE(rows[0].is_above_bound());
    EXPECT_EQ(rows[1].bound, 100u + 1024u);
    EXPECT_TRUE(rows[1].is_above_bound());
}

}  // namespace
}  // namespace deed::contract_test
