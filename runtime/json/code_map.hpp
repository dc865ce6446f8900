#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

namespace deed::json {

/// A place in the text of a contract.
struct CodePlace {
    std::string file;
    uint64_t line = 0;    ///< from 1
    uint64_t column = 0;  ///< from 1
    std::string check;    ///< that failed there, for people; empty when none did

    /// "file:line:column", and ": check" where a check failed.
    [[nodiscard]] std::string text() const;
};

/// Which code a map is of.
enum class MappedCode : uint8_t {
    Deployed,  ///< what stands at the contract's address
    Creation,  ///< what runs to create it
};

/// The instructions that a run has been at last, by their pc.
struct LastSteps {
    uint64_t pc = 0;
    uint64_t jump = 0;    ///< JUMP or JUMPI
    uint64_t branch = 0;  ///< JUMPI
};

/// Which text each piece of a contract's code comes from: "sourceMap" of an artifact of Deed.
class CodeMap {
  public:
    /// Reads the map of one code; nothing when @p source_map is none.
    [[nodiscard]] static std::optional<CodeMap> read(const boost::json::value& source_map,
                                                     MappedCode code = MappedCode::Deployed);

    /// Where a run stopped. Several checks may share the code that reverts, and several of those its end:
    /// then the jump there tells, or the branch before a jump that no text asked for.
    [[nodiscard]] std::optional<CodePlace> find(const LastSteps& last) const;

  private:
    struct Row {
        uint64_t pc = 0;
        uint64_t file = 0;
        uint64_t line = 0;
        uint64_t column = 0;
        std::string check;
    };
    [[nodiscard]] const Row* at(uint64_t pc) const;

    std::vector<std::string> files_;
    std::vector<Row> rows_;  ///< by pc
};

}  // namespace deed::json
