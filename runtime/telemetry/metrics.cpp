#include "runtime/telemetry/metrics.hpp"

#include <iterator>
#include <string_view>

#include <fmt/format.h>

namespace deed::telemetry {
namespace {

enum class Kind : uint8_t { Counter, Gauge };

std::string_view name_of(Kind kind) {
    return kind == Kind::Counter ? "counter" : "gauge";
}

struct Row {
    std::string_view name;
    Kind kind;
    std::string_view help;
    const Metric Metrics::* metric;
};

constexpr Row kRows[] = {
#define DEED_METRIC(name, kind, help) {#name, Kind::kind, help, &Metrics::name},
#include "runtime/telemetry/metrics.def"
};

}  // namespace

std::string to_text(const Metrics& metrics) {
    std::string text;
    for (const auto& row : kRows)
        fmt::format_to(std::back_inserter(text), "# HELP deed_{0} {1}\n# TYPE deed_{0} {2}\ndeed_{0} {3}\n",
                       row.name, row.help, name_of(row.kind), (metrics.*row.metric).value());
    return text;
}

}  // namespace deed::telemetry
