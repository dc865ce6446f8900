#include <fstream>
#include <map>
#include <optional>

#include "tests/ethereum/suites.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/kzg.hpp"

namespace deed::conformance {
namespace {

namespace kzg = crypto::kzg;
using kzg::Verdict;

/// The vectors are YAML of one shape only: `key: value` lines, some of them indented, values perhaps in
/// quotes.
std::map<std::string, std::string> read_fields(const std::filesystem::path& file) {
    std::ifstream stream{file};
    if (!stream) throw Error{"cannot read " + file.string()};
    std::map<std::string, std::string> fields;
    for (std::string line; std::getline(stream, line);) {
        const size_t colon = line.find(": ");
        if (colon == std::string::npos) continue;
        const size_t key = line.find_first_not_of(' ');
        auto value = line.substr(colon + 2);
        if (value.starts_with('\'') && value.ends_with('\'')) value = value.substr(1, value.size() - 2);
        fields[line.substr(key, colon - key)] = value;
    }
    return fields;
}

std::string_view spelling_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::Holds: return "true";
        case Verdict::DoesNotHold: return "false";
        case Verdict::Malformed: return "null";
    }
    return "";
}

/// Fields of another length than the type has are malformed, too.
Verdict judge(const std::map<std::string, std::string>& fields) {
    const auto commitment = fixed_from_hex<48>(fields.at("commitment"));
    const auto z = hash_from_hex(fields.at("z"));
    const auto y = hash_from_hex(fields.at("y"));
    const auto proof = fixed_from_hex<48>(fields.at("proof"));
    if (!commitment || !z || !y || !proof) return Verdict::Malformed;
    return kzg::verify_proof(*commitment, *z, *y, *proof);
}

Verdict judge_blob(const std::map<std::string, std::string>& fields) {
    const auto blob = from_hex(fields.at("blob"));
    const auto commitment = fixed_from_hex<48>(fields.at("commitment"));
    const auto proof = fixed_from_hex<48>(fields.at("proof"));
    if (!blob || !commitment || !proof) return Verdict::Malformed;
    return kzg::verify_blob(*blob, *commitment, *proof);
}

}  // namespace

void run_kzg(const std::filesystem::path& file, CaseLog& log) {
    const auto name = file.parent_path().filename().string();
    if (!log.wants(name)) return;
    // …/function/setup/case/data.yaml
    const auto function = file.parent_path().parent_path().parent_path().filename().string();
    const bool is_of_blob = function == "verify_blob_kzg_proof";
    if (!is_of_blob && function != "verify_kzg_proof") return log.skip("functions that nothing here needs");
    const auto fields = read_fields(file);
    const auto verdict = spelling_of(is_of_blob ? judge_blob(fields) : judge(fields));
    const auto& expected = fields.at("output");
    log.note(name, verdict == expected ? "" : "judged " + std::string{verdict} + ", expected " + expected);
}

}  // namespace deed::conformance
