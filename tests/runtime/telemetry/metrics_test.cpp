#include "runtime/telemetry/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deed::telemetry {
namespace {

TEST(Metrics, AreWrittenAsPrometheusReadsThem) {
    Metrics metrics;
    metrics.rpc_calls_total.add(3);
    metrics.head_number.set(41);

    const auto text = to_text(metrics);

    EXPECT_THAT(text, testing::HasSubstr("# TYPE deed_rpc_calls_total counter\ndeed_rpc_calls_total 3\n"));
    EXPECT_THAT(text, testing::HasSubstr("# TYPE deed_head_number gauge\ndeed_head_number 41\n"));
}

}  // namespace
}  // namespace deed::telemetry
