#include <algorithm>
#include <fstream>

#include "runtime/rpc/method.hpp"
#include "tests/ethereum/suites.hpp"
#include "vm/base/error.hpp"

// The specification of the execution APIs: every method that it names is there, under that name.
namespace deed::conformance {
namespace {

/// Methods that come with Amsterdam or later.
constexpr std::string_view kLater[] = {
    "debug_getRawBlockAccessList",
    "engine_forkchoiceUpdatedV4",
    "engine_forkchoiceUpdatedV5",
    "engine_getBlobsV4",
    "engine_getInclusionListV1",
    "engine_getPayloadBodiesByHashV2",
    "engine_getPayloadBodiesByRangeV2",
    "engine_getPayloadV6",
    "engine_newPayloadV5",
    "engine_newPayloadV6",
    "eth_getBlockAccessList",
};

}  // namespace

/// A method is a member of the outermost list of its file: "- name: eth_call".
void run_openrpc(const std::filesystem::path& file, CaseLog& log) {
    constexpr std::string_view kBeginning = "- name: ";
    std::ifstream stream{file};
    if (!stream) throw Error{"cannot read " + file.string()};
    for (std::string line; std::getline(stream, line);) {
        if (!line.starts_with(kBeginning)) continue;
        const std::string name =
            line.substr(kBeginning.size(), line.find_last_not_of(" \r") + 1 - kBeginning.size());
        if (name.find('_') == std::string::npos || !log.wants(name)) continue;
        if (std::ranges::find(kLater, name) != std::end(kLater))
            log.skip("methods of later forks");
        else
            log.note(name, rpc::find_method(name) != nullptr ? "" : "there is no such method");
    }
}

}  // namespace deed::conformance
