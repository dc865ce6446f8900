#include "runtime/telemetry/log.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace deed::telemetry {
namespace {

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
        case LogLevel::Silent: return spdlog::level::off;
        case LogLevel::Error: return spdlog::level::err;
        case LogLevel::Info: return spdlog::level::info;
        case LogLevel::Debug: return spdlog::level::debug;
    }
    return spdlog::level::off;
}

}  // namespace

std::shared_ptr<spdlog::logger> make_log(LogLevel level) {
    auto log = std::make_shared<spdlog::logger>("deed", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    log->set_formatter(std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %l %v",
                                                                   spdlog::pattern_time_type::utc));
    set_level(*log, level);
    log->flush_on(spdlog::level::info);
    return log;
}

void set_level(spdlog::logger& log, LogLevel level) {
    log.set_level(level_of(level));
}

}  // namespace deed::telemetry
