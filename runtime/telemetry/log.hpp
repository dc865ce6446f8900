#pragma once

#include <memory>

#include <spdlog/logger.h>

namespace deed::telemetry {

/// How much a node says about itself.
enum class LogLevel : uint8_t { Silent, Error, Info, Debug };

/// A log on standard error, one line an event, time in UTC.
[[nodiscard]] std::shared_ptr<spdlog::logger> make_log(LogLevel level);
/// From now on the log says as much as @p level.
void set_level(spdlog::logger& log, LogLevel level);

}  // namespace deed::telemetry
