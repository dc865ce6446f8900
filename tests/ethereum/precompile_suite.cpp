#include <boost/json.hpp>

#include "tests/ethereum/json_file.hpp"
#include "tests/ethereum/suites.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"
#include "vm/precompiles/precompile.hpp"

namespace deed::conformance {
namespace {

namespace json = boost::json;
using isa::Revision;
using precompiles::Precompile;

constexpr int64_t kPlenty = int64_t{1} << 60;

/// Whether a file's prices are those of the final rules.
enum class Prices : uint8_t { Final, Draft };

/// Which precompile a file is about: the name of the file says.
struct Subject {
    std::string_view file;
    uint16_t address;
    Revision revision;
    Prices prices = Prices::Final;
};

constexpr Subject kSubjects[] = {
    {"ecrecover", 0x01, Revision::Byzantium},
    {"modexp", 0x05, Revision::Byzantium},
    {"modexp_eip2565", 0x05, Revision::Berlin},
    {"modexp_eip7883", 0x05, Revision::Osaka},
    {"bn256Add", 0x06, Revision::Byzantium},
    {"bn256Add_istanbul", 0x06, Revision::Istanbul},
    {"bn256mul", 0x07, Revision::Byzantium},
    {"bn256mul_istanbul", 0x07, Revision::Istanbul},
    {"pairing", 0x08, Revision::Byzantium},
    {"pairing_istanbul", 0x08, Revision::Istanbul},
    {"blake2F", 0x09, Revision::Istanbul},
    {"blsG1Add", 0x0b, Revision::Prague},
    {"blsG1MultiExp", 0x0c, Revision::Prague},
    {"blsG2Add", 0x0d, Revision::Prague},
    {"blsG2MultiExp", 0x0e, Revision::Prague},
    {"blsPairing", 0x0f, Revision::Prague},
    {"blsMapG1", 0x10, Revision::Prague},
    {"blsMapG2", 0x11, Revision::Prague},
    {"P256Verify", 0x100, Revision::Osaka},
    // EIP-2537 and EIP-7951; the latter's vectors carry half the price it ended with.
    {"add_G1_bls", 0x0b, Revision::Prague},
    {"fail-add_G1_bls", 0x0b, Revision::Prague},
    {"mul_G1_bls", 0x0c, Revision::Prague},
    {"fail-mul_G1_bls", 0x0c, Revision::Prague},
    {"msm_G1_bls", 0x0c, Revision::Prague},
    {"fail-msm_G1_bls", 0x0c, Revision::Prague},
    {"add_G2_bls", 0x0d, Revision::Prague},
    {"fail-add_G2_bls", 0x0d, Revision::Prague},
    {"mul_G2_bls", 0x0e, Revision::Prague},
    {"fail-mul_G2_bls", 0x0e, Revision::Prague},
    {"msm_G2_bls", 0x0e, Revision::Prague},
    {"fail-msm_G2_bls", 0x0e, Revision::Prague},
    {"pairing_check_bls", 0x0f, Revision::Prague},
    {"fail-pairing_check_bls", 0x0f, Revision::Prague},
    {"map_fp_to_G1_bls", 0x10, Revision::Prague},
    {"fail-map_fp_to_G1_bls", 0x10, Revision::Prague},
    {"map_fp2_to_G2_bls", 0x11, Revision::Prague},
    {"fail-map_fp2_to_G2_bls", 0x11, Revision::Prague},
    {"test-vectors", 0x100, Revision::Osaka, Prices::Draft},
};

Subject subject_of(const std::filesystem::path& file) {
    const auto stem = file.stem().string();
    for (const auto& subject : kSubjects)
        if (subject.file == stem) return subject;
    throw Error{"no precompile is known for the file name " + stem};
}

Address address_of(uint16_t number) {
    Address address;
    address[18] = static_cast<uint8_t>(number >> 8);
    address[19] = static_cast<uint8_t>(number);
    return address;
}

std::string check_failure(const Precompile& precompile, BytesView input) {
    return precompiles::execute(precompile, input, kPlenty).success ? "succeeded, but must fail" : "";
}

std::string check_success(const Precompile& precompile, const json::object& test, Prices prices) {
    const auto input = hex_bytes(test.at("Input"));
    const auto result = precompiles::execute(precompile, input, kPlenty);
    if (!result.success) return "failed, but must succeed";
    if (result.output != hex_bytes(test.at("Expected"))) return "returned " + to_hex(result.output);

    const int64_t gas = kPlenty - result.gas_left;
    if (prices == Prices::Final && gas != test.at("Gas").to_number<int64_t>())
        return "took gas " + std::to_string(gas);
    if (gas > 0 && precompiles::execute(precompile, input, gas - 1).success) return "ran with too little gas";
    return {};
}

std::string check(const Precompile& precompile, const json::object& test, Prices prices) {
    if (test.contains("ExpectedError")) return check_failure(precompile, hex_bytes(test.at("Input")));
    return check_success(precompile, test, prices);
}

}  // namespace

void run_precompile(const std::filesystem::path& file, CaseLog& log) {
    const auto subject = subject_of(file);
    if (!log.wants_fork(name_of(subject.revision))) return;
    const auto document = read_json(file);
    const auto precompile = precompiles::find_precompile(address_of(subject.address), subject.revision);
    const auto& tests = document.is_object() ? document.at("data").as_array() : document.as_array();
    for (const auto& value : tests) {
        const auto& test = value.as_object();
        const std::string_view name = test.at("Name").as_string();
        if (!log.wants(name)) continue;
        log.note(name, precompile ? check(*precompile, test, subject.prices) : "no such precompile");
    }
}

}  // namespace deed::conformance
