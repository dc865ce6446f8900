#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace deed::telemetry {

/// A number that many threads change and one reads; exactness matters, order does not.
class Metric {
  public:
    void add(uint64_t amount = 1) { value_.fetch_add(amount, std::memory_order_relaxed); }
    void subtract(uint64_t amount = 1) { value_.fetch_sub(amount, std::memory_order_relaxed); }
    void set(uint64_t value) { value_.store(value, std::memory_order_relaxed); }
    [[nodiscard]] uint64_t value() const { return value_.load(std::memory_order_relaxed); }

  private:
    std::atomic<uint64_t> value_ = 0;
};

/// One metric per row of metrics.def.
struct Metrics {
#define DEED_METRIC(name, kind, help) Metric name;
#include "runtime/telemetry/metrics.def"
};

/// The metrics in Prometheus' text format, version 0.0.4.
[[nodiscard]] std::string to_text(const Metrics& metrics);

}  // namespace deed::telemetry
