#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "vm/base/bytes.hpp"

namespace deed {

/// A file of Deed text. The path names it in messages, artifacts and source maps, and decides where `use`
/// looks.
struct SourceText {
    std::string path;
    std::string text;
};

/// The EVM revision whose instructions the compiled code may use.
enum class EvmTarget : uint8_t { Cancun, Prague, Osaka };

enum class OptimizationLevel : uint8_t {
    Plain,      ///< `-O0`: the code as it was lowered
    Optimized,  ///< `-O2`: every pass of the pipeline, for the least gas
    Small,      ///< `-Os`: every pass of the pipeline, for the shortest code
};

/// A stage of the compiler whose value can be printed.
enum class Stage : uint8_t { Tokens, Tree, Checked, Ir, Asm };

/// What becomes of `test` blocks, which are checked in either case.
enum class TestBlocks : uint8_t {
    Made,  ///< a program for each, and of contracts with promises the code that checks them
    Left,  ///< nothing: for those who want the contracts
};

struct CompileOptions {
    EvmTarget evm = EvmTarget::Osaka;
    OptimizationLevel level = OptimizationLevel::Optimized;
    TestBlocks tests = TestBlocks::Made;
    /// Fills `CompileOutput::emitted` with this stage's text.
    std::optional<Stage> emit;
    /// Off only to show that the test of the rule finds what the locks prevent.
    bool has_locks = true;
    /// Whether `CompileOutput::rendered` carries terminal colours.
    bool colour = false;
};

/// Everything the compiler may see. Nothing is read from disk but through `find_module`.
struct CompileInput {
    /// The files to compile: each contract in them becomes an artifact, each test a test program,
    /// unless tests are left.
    std::vector<SourceText> sources;
    /// The folder below which `use shop.orders.{Order}` finds "shop/orders.deed"; empty for the current one.
    std::string source_root;
    /// Gives the text of a project file that a `use` asks for, by its path (with the source root before it);
    /// nothing when there is no such file. May be empty. `std.…` never comes here.
    std::function<std::optional<std::string>(const std::string& path)> find_module;
    CompileOptions options;
};

/// One piece of code and the text it came from. Holds from `pc` to the next entry's.
struct SourceMapEntry {
    uint32_t pc = 0;
    uint32_t source = 0;  ///< index into `CompileOutput::sources`
    uint32_t line = 0;    ///< from 1; 0 for code that no text asked for
    uint32_t column = 0;  ///< from 1
    /// The check that fails when the jump at `pc` is taken, for people ("addition overflows"); empty
    /// otherwise.
    std::string check;
};

/// pc → source text of one bytecode, sorted by pc.
struct SourceMap {
    std::vector<SourceMapEntry> entries;
    uint32_t code_end = 0;  ///< data follows the instructions from here on

    /// The entry that covers @p pc, or null.
    [[nodiscard]] const SourceMapEntry* find(uint64_t pc) const;
};

/// Where an immutable's 32 bytes stand in the deployed code.
struct ImmutableReference {
    std::string name;
    std::vector<uint32_t> offsets;
};

/// At most so much gas: `base`, and `per_word` for every 32 bytes of the longest data of unknown length (up
/// to 32 KiB) that one operation handles.
struct GasBound {
    uint64_t base = 0;
    uint64_t per_word = 0;
};

/// What a call of one function may use at most, without what the transaction itself costs and without the gas
/// that other accounts' code uses.
struct FunctionGas {
    std::string name;
    std::array<uint8_t, 4> selector{};
    std::optional<GasBound> cold;  ///< nothing was touched before in the transaction; absent without a bound
    std::optional<GasBound> warm;  ///< every slot and account was touched before
    std::vector<std::string> excluded;  ///< "file:line:column: text" of the calls whose callees are left out
};

enum class ArgumentKind : uint8_t {
    Bool,
    Unsigned,
    Signed,
    Address,
    FixedBytes,
    Bytes,
    String,
    Contract,  ///< known by an interface; an address in the ABI
    Enum,      ///< a number in the ABI
    Array,
    List,
    Option,  ///< (bool, value) in the ABI
    Tuple,
    Struct,
};
/// Which values a parameter takes and how Deed writes them; the ABI does not say all of it.
struct ArgumentType {
    ArgumentKind kind = ArgumentKind::Bool;
    std::string name;      ///< in Deed
    std::string abi_name;  ///< in the ABI
    /// Unsigned and Signed: bits. FixedBytes and Array: how many. Bytes, String and List: at most how many.
    uint64_t size = 0;
    std::vector<std::string> variants;  ///< Enum: their names, by number
    /// Array, List and Option: the element's. Tuple and Struct: each member's.
    std::vector<ArgumentType> members = {};
};
struct Argument {
    std::string name;
    ArgumentType type;
};

/// A function that may change state, as tests call it.
struct EntryPoint {
    std::string name;
    Bytes selector;  ///< four bytes; empty of `receive`, which takes no calldata
    bool is_payable = false;
    std::vector<Argument> parameters;
};

/// An invariant of a contract. Checked code answers a call of the selector: whether it holds.
struct Invariant {
    std::string name;
    std::array<uint8_t, 4> selector{};
    uint64_t site = 0;  ///< for `CompileOutput::describe_site`
};

/// What deployment and clients need of one contract. `json` is the artifact file.
struct Artifact {
    std::string contract_name;
    std::string source_name;
    Bytes bytecode;           ///< init code; constructor arguments are appended to it
    Bytes deployed_bytecode;  ///< runtime code, immutables zero
    std::vector<ImmutableReference> immutable_references;
    std::string abi;               ///< ABI JSON
    std::string storage_layout;    ///< JSON of Solidity's `storageLayout` shape
    std::vector<FunctionGas> gas;  ///< of every function that can be called
    std::vector<EntryPoint> entry_points;
    SourceMap source_map;       ///< of `deployed_bytecode`
    SourceMap init_source_map;  ///< of `bytecode`
    std::vector<Invariant> invariants;
    Bytes checked_bytecode;  ///< init code that also computes specifications; empty without any, and without
                             ///< tests
    std::string json;
};

/// One `test` block as code: the init code of an account of its own. The test has passed when that creation
/// succeeds. It speaks to its runner through the cheats of vm/isa/cheats.def, whose sites
/// `CompileOutput::describe_site` explains.
struct TestProgram {
    std::string name;
    std::string source_name;
    uint32_t line = 0;  ///< of the test's name, from 1
    uint32_t column = 0;
    Bytes code;
    SourceMap source_map;
    std::vector<Argument> parameters;  ///< which the runner makes up: the calldata of `code`, in the ABI
    std::string body;                  ///< the text between the braces
    Bytes checked_code;  ///< deploys the checked code of its contracts; empty when none has specifications
};

enum class Severity : uint8_t { Error, Warning, Note };

/// A message about the source, with its number as `deed explain` takes it.
struct Message {
    Severity severity = Severity::Error;
    std::string code;
    std::string text;
    std::string path;
    uint32_t line = 0;
    uint32_t column = 0;
    std::string help;  ///< what to write instead; empty where nothing is proposed
};

struct CompileOutput {
    std::vector<Artifact> artifacts;
    std::vector<TestProgram> tests;
    std::vector<Message> messages;
    std::vector<SourceText> sources;  ///< every file of the compilation, those of `use` among them
    std::string rendered;             ///< the messages for people: file, line, caret, suggestion
    std::string emitted;              ///< the stage asked for
    bool has_errors = false;

    /// The artifact of the contract called @p name, or null.
    [[nodiscard]] const Artifact* find(const std::string& name) const;
    /// "file:line:column", with ": check" where @p pc is a failed check; empty when no text belongs to @p pc.
    /// Several checks may share the code that reverts; it has no text then, and the last JUMP or JUMPI tells,
    /// or, where that has none, the last JUMPI.
    [[nodiscard]] std::string describe_pc(const SourceMap& map, uint64_t pc) const;
    /// "file:line:column" of the site that a test's cheat gives: (file index << 32) | byte offset.
    [[nodiscard]] std::string describe_site(uint64_t site) const;
};

/// Compiles. Mistakes in the sources are messages; it never throws for them, and the same input gives the
/// same bytes.
[[nodiscard]] CompileOutput compile(const CompileInput& input) noexcept;

/// A text as `deed fmt` writes it.
struct FormatOutput {
    std::string text;  ///< empty when there are errors
    std::vector<Message> messages;
    std::string rendered;  ///< the messages for people
    bool has_errors = false;
};

/// Lays a file out anew: one way to break and to indent lines, with all comments. What comes out means the
/// same, and is left alone when it comes in again. Mistakes of syntax are messages.
[[nodiscard]] FormatOutput format_source(const SourceText& source,
                                         const CompileOptions& options = {}) noexcept;

/// What `deed explain` says about the message of that number ("E0401"), or nothing when no message has it.
[[nodiscard]] std::optional<std::string> explain(const std::string& number);

/// The version that artifacts carry.
[[nodiscard]] std::string compiler_version();

}  // namespace deed
