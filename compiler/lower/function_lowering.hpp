#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/lower/abi_coding.hpp"
#include "compiler/lower/arithmetic.hpp"
#include "compiler/lower/cheats.hpp"
#include "compiler/lower/emitter.hpp"
#include "compiler/lower/storage_layout.hpp"
#include "compiler/lower/values.hpp"
#include "compiler/sema/program.hpp"

namespace deed::lower {

/// What kind of code a module is: that decides where immutables are, and what a failing `assert` does.
enum class Purpose : uint8_t { Runtime, Creation, Test };

/// What the functions of one module share.
struct ModuleLowering {
    const sema::Program& program;
    const sema::Contract* contract;  ///< null for a test
    Purpose purpose;
    LeadingZeros leading_zeros;
    Specifications specifications;
    /// Whether opcodes of the contract's own may change what holdings have.
    bool may_break_sums;
    StorageLayout layout;
    ModuleBuilder module;
    /// Runtime: the first of a field's immutables. Creation: the first byte of its words in shared memory.
    std::map<const sema::Field*, uint32_t> immutables;
    /// The data that holds the creation code of a contract that is deployed.
    std::map<const sema::Contract*, uint32_t> creation_code;
    std::map<const sema::Function*, uint32_t> functions;
    /// Slices of texts that are used up where they are made (slice_uses.hpp).
    std::set<const sema::Expression*> passing_slices;

    /// The number of a function of the tree, lowered at its first use.
    uint32_t function_number(const sema::Function& function);
};

/// Where something stands that can be read and, as the checker allows, written.
struct LocalSpot {
    const sema::Local* local;
    uint32_t first_word;
};
struct MemorySpot {
    ValueId address;
};
struct SlotSpot {
    sema::FieldKind kind;  ///< Storage or Transient
    ValueId slot;
    ValueId shift;  ///< in bits, from the low end
};
struct ImmutableSpot {
    uint32_t index;
};
/// Part of a value that is no place: it is only read.
struct ValueSpot {
    Value value;
};
struct Spot {
    std::variant<LocalSpot, MemorySpot, SlotSpot, ImmutableSpot, ValueSpot> where;
    const sema::Type* type;
};

/// A place, and the elements of lists on the way there. What happens after the place was found may take them
/// out of their lists.
struct FoundPlace {
    struct Element {
        Spot list;
        ValueId index;
    };
    Spot spot;
    std::vector<Element> elements;
};

/// Whether a sum may be too large for its word.
enum class Overflow : uint8_t {
    Checked,
    Impossible,  ///< something else bounds it
};

/// Lowers the body of one function: one lower_ file for each area of the tree.
class FunctionLowering {
  public:
    FunctionLowering(ModuleLowering& shared, uint32_t number, uint32_t parameter_count)
        : shared_(shared),
          emit_(shared.module, number, parameter_count),
          values_(emit_),
          arithmetic_(emit_, shared.leading_zeros) {}

    [[nodiscard]] Emitter& emitter() { return emit_; }
    /// Makes failing assertions tell the test runner, as they do in the body of a test.
    void set_test_body() { is_test_body_ = true; }

    // In lower_statements.cpp:
    void lower(const sema::Block& block);
    /// Takes the function's parameters into its locals.
    void bind_parameters(const sema::Function& function);
    /// Takes the arguments that the runner makes up for a test, which are its calldata (lower_tests.cpp).
    void bind_made_up(const std::vector<const sema::Local*>& parameters);
    void assign(const Spot& spot, const Value& value);

    // In lower_expressions.cpp:
    Value lower(const sema::Expression& expression);
    /// The one word of a word type's value.
    ValueId lower_word(const sema::Expression& expression);

    // In lower_types.cpp: places.
    Spot find_spot(const sema::Place& place) { return find_place(place).spot; }
    FoundPlace find_place(const sema::Place& place);
    /// Panics unless the elements on the way to @p place are still in their lists.
    void require_there(const FoundPlace& place);
    /// As above, where @p evaluated could have changed that.
    void require_there(const FoundPlace& place, const sema::Expression& evaluated);
    Spot field_spot(const sema::Field& field);
    Value read(const Spot& spot);

    void revert_with(const sema::ErrorType& error, const std::vector<Typed>& arguments);

    /// In checked code: computes what `old` stands for, calls @p body, and fails the test unless every
    /// `ensures` holds (lower_specifications.cpp).
    void lower_with_ensures(const sema::Function& function, uint32_t body);

  private:
    // lower_statements.cpp
    void lower(const sema::Statement& statement);
    void lower_node(const sema::Block& node) { lower(node); }
    void lower_node(const sema::Declare& node);
    void lower_node(const sema::DeclareTuple& node);
    void lower_node(const sema::Assign& node);
    void lower_node(const sema::Update& node);
    void lower_node(const sema::ListUpdate& node);  // lower_lists.cpp
    void update_list(const sema::ListUpdate& node, std::optional<BlockId> failed);
    void lower_node(const sema::Evaluate& node);
    void lower_node(const sema::If& node);
    void lower_node(const sema::Match& node);  // lower_variants.cpp
    void lower_node(const sema::While& node);
    void lower_node(const sema::ForRange& node);
    void lower_node(const sema::ForEach& node);
    void lower_node(const sema::Return& node);
    void lower_node(const sema::Break& node);
    void lower_node(const sema::Continue& node);
    void lower_node(const sema::Revert& node);
    void lower_node(const sema::Require& node);
    void lower_node(const sema::Assert& node);
    void lower_node(const sema::Emit& node);
    void lower_node(const sema::Verify& node);  // lower_signed.cpp
    void lower_node(const sema::Assume& node);  // lower_tests.cpp
    void lower_node(const sema::Unsafe& node) { lower(node.body); }
    void lower_node(const sema::ExpectRevert& node);  // lower_tests.cpp
    void lower_node(const sema::ExpectEmit& node);    // lower_tests.cpp

    void declare(const sema::Local& local, const Value& value);
    void run_loop(BlockId next, BlockId done, const sema::Block& body);
    std::vector<Typed> lower_arguments(const std::vector<sema::ExpressionPtr>& arguments);
    ValueId topic_of(const sema::Type& type, const Value& value);
    void write_topic_bytes(const sema::Type& type, const Value& value, Variable end);

    // lower_expressions.cpp
    Value lower_node(const sema::Constant& node, const sema::Expression& whole);
    Value lower_node(const sema::PlaceRead& node, const sema::Expression& whole);
    Value lower_node(const sema::MemberOf& node, const sema::Expression& whole);
    Value lower_node(const sema::ElementOf& node, const sema::Expression& whole);
    Value lower_node(const sema::Unary& node, const sema::Expression& whole);
    Value lower_node(const sema::Binary& node, const sema::Expression& whole);
    Value lower_node(const sema::Logical& node, const sema::Expression& whole);
    Value lower_node(const sema::Division& node, const sema::Expression& whole);
    Value lower_node(const sema::Cast& node, const sema::Expression& whole);
    Value slice_of(const sema::Expression& whole, const Value& text);
    Value lower_node(const sema::Conditional& node, const sema::Expression& whole);
    Value lower_node(const sema::MatchValue& node, const sema::Expression& whole);  // lower_variants.cpp
    Value lower_node(const sema::Call& node, const sema::Expression& whole);
    Value lower_node(const sema::EnvironmentRead& node, const sema::Expression& whole);
    Value lower_node(const sema::IntrinsicCall& node, const sema::Expression& whole);
    Value lower_node(const sema::VariantLiteral& node, const sema::Expression& whole);  // lower_variants.cpp
    Value lower_node(const sema::StructLiteral& node, const sema::Expression& whole);
    Value lower_node(const sema::ArrayLiteral& node, const sema::Expression& whole);
    Value lower_node(const sema::TupleLiteral& node, const sema::Expression& whole);
    Value lower_node(const sema::ExternalCall& node, const sema::Expression& whole);   // lower_external.cpp
    Value lower_node(const sema::TestDeploy& node, const sema::Expression& whole);     // lower_tests.cpp
    Value lower_node(const sema::TestCall& node, const sema::Expression& whole);       // lower_tests.cpp
    Value lower_node(const sema::TestCheat& node, const sema::Expression& whole);      // lower_tests.cpp
    Value lower_node(const sema::Otherwise& node, const sema::Expression& whole);      // lower_otherwise.cpp
    Value lower_node(const sema::HoldingChange& node, const sema::Expression& whole);  // lower_assets.cpp
    Value lower_node(const sema::CoinAmount& node, const sema::Expression& whole);     // lower_assets.cpp
    Value lower_node(const sema::CoinSplit& node, const sema::Expression& whole);      // lower_assets.cpp
    Value lower_node(const sema::CoinJoin& node, const sema::Expression& whole);       // lower_assets.cpp
    Value lower_node(const sema::CoinLeave& node, const sema::Expression& whole);      // lower_assets.cpp
    Value lower_node(const sema::Transfer& node, const sema::Expression& whole);       // lower_payments.cpp
    Value lower_node(const sema::LedgerSum& node, const sema::Expression& whole);  // lower_specifications.cpp
    Value lower_node(const sema::MachineOp& node, const sema::Expression& whole);  // lower_unsafe.cpp
    Value lower_node(const sema::AbiEncode& node, const sema::Expression& whole);  // lower_encoding.cpp
    Value lower_node(const sema::AbiDecode& node, const sema::Expression& whole);  // lower_encoding.cpp
    Value lower_node(const sema::RawCall& node, const sema::Expression& whole);    // lower_external.cpp
    Value lower_node(const sema::Deploy& node, const sema::Expression& whole);     // lower_external.cpp

    // lower_specifications.cpp
    ValueId compare_whole(const sema::Binary& node);
    Value compute_whole(const sema::Binary& node);
    Value widen_to_whole(const sema::Type& type, const Value& value);
    void note_change(const sema::Field& holding, ValueId before, ValueId after);

    /// Gives what @p operation gives; where that fails by way of @p failed, reverts with the error.
    Value lower_otherwise(const sema::RevertWith& with,
                          const std::function<Value(BlockId failed)>& operation);
    /// What `else` behind this operation leads to: not for its operands.
    std::optional<BlockId> take_otherwise() { return std::exchange(otherwise_, std::nullopt); }
    Value join_members(const std::vector<sema::ExpressionPtr>& members);
    ValueId compare(const sema::Binary& node);
    ValueId hash(const sema::Expression& operand);
    ValueId sha256(const sema::Expression& operand);
    Value recover(const std::vector<sema::ExpressionPtr>& operands);
    ValueId check_index(ValueId index, ValueId length);

    // lower_variants.cpp
    /// What is matched: its tag, and where the rest of it is.
    struct Subject {
        const sema::Type* type;
        ValueId tag;
        std::optional<Spot> spot;  ///< of a place, which is read only as far as an arm needs
        Value value;               ///< of anything else
    };
    Subject open_subject(const sema::Expression& subject);
    /// Goes to the block for the subject's variant.
    std::vector<BlockId> branch_on(const Subject& subject);
    Value read_enum(const sema::Type& type, const SlotSpot& spot);
    void write_enum(const sema::Type& type, const SlotSpot& spot, const Value& value);
    void bind(const Subject& subject, uint32_t variant, const std::vector<const sema::Local*>& bindings);

    // lower_signed.cpp
    ValueId hash_message(const sema::Verify& node, const std::vector<Value>& arguments, ValueId nonce);
    ValueId typed_data_word(const sema::Type& type, const Value& value);
    ValueId hash_words(const std::vector<ValueId>& words);
    ValueId hash_array(const sema::Type& type, const Value& value);
    ValueId hash_list(const sema::Type& type, const Value& value);
    ValueId domain_separator();
    /// The address whose key made the signature; some word that is no address when there is none.
    ValueId recover_signer(ValueId digest, ValueId v, ValueId r, ValueId s);
    /// Reverts with @p error when @p condition is not zero.
    void refuse_if(ValueId condition, Check check, const sema::ErrorType& error, const Typed& argument);

    // lower_lists.cpp
    /// The length of a list or text, of which nothing else is read.
    ValueId length_at(const Spot& spot);
    void set_length(const Spot& spot, ValueId length);
    /// An element of the list at @p spot, which is in range.
    Spot project_element(const Spot& spot, const sema::Type& element, ValueId index);
    /// Where the elements of a list in storage begin.
    ValueId first_slot(const SlotSpot& spot);
    Value read_list(const sema::Type& type, const SlotSpot& spot);
    void write_list(const sema::Type& type, const SlotSpot& spot, const Value& value);
    /// A byte more or less at the end of a text.
    void update_text(const sema::ListUpdate& node, const FoundPlace& place, std::optional<BlockId> failed);
    Value read_text(const sema::Type& type, const SlotSpot& spot);
    void write_text(const sema::Type& type, const SlotSpot& spot, const Value& value);
    /// Makes everything at @p spot zero.
    void clear_slots(const sema::Type& type, const SlotSpot& spot);
    ValueId length_of_place(const sema::Expression& operand);
    Value bound(const sema::Type& type, const Value& value);
    bool may_lie_in_return_data(const sema::Type& type, const Value& value);
    /// Gives each list and text of a `var` local memory of its own for as long as it lives.
    void keep_in_box(const sema::Local& local, const sema::Type& type, uint32_t first_word,
                     const Value& value);

    // lower_types.cpp
    Spot project(const Spot& spot, const sema::Projection& step, ValueId& place);
    Spot project_key(const Spot& map, const sema::Type& key_type, const Value& key);
    Spot project_slots(const SlotSpot& first, const sema::Type& whole, const sema::Type& element,
                       ValueId index);
    Spot project_index(const Spot& spot, const sema::Type& element, ValueId index);
    Spot project_member(const Spot& spot, const sema::Type& member, uint32_t index);
    void repeat_elements(const sema::Type& array, const std::function<void(ValueId i)>& round);
    Value read_slots(const sema::Type& type, const SlotSpot& spot);
    void write_slots(const sema::Type& type, const SlotSpot& spot, const Value& value);
    ValueId read_slot_word(const sema::Type& type, const SlotSpot& spot);
    void write_slot_word(const sema::Type& type, const SlotSpot& spot, ValueId value);
    Value read_immutable(const sema::Type& type, uint32_t index);
    Variable variable_of(const sema::Local& local, uint32_t word);

    // lower_encoding.cpp
    /// The encoding, in the workspace.
    Encoded encode(const sema::AbiEncode& node);
    Encoded encode_packed(const std::vector<Typed>& arguments);
    /// The bytes of a slice, in the workspace: an encoding is made there, anything else copied.
    Encoded bytes_in_workspace(const sema::Expression& slice);
    Value keep(const Encoded& made);
    Value keep_bytes(const Value& text);
    /// The value with slices that outlive the return data they may lie in.
    Value keep_slices(const sema::Type& type, const Value& value);

    // lower_external.cpp
    enum class CallMode : uint8_t { Static, Changing };
    struct CallInput {
        CallMode mode;
        ValueId target;
        std::optional<ValueId> gas;  ///< all there is, when not given
        ValueId value;               ///< zero for a static call
        Encoded data{};
        bool sends = false;                           ///< whether a value was given
        std::optional<ValueId> price = std::nullopt;  ///< what the call costs beside the known prices
    };
    CallInput open_call(const sema::Expression& target, const std::vector<sema::CallOption>& options);
    /// @p measure gives the coin of an attempt that earns; else empty.
    Value attempt(const CallInput& input, const std::vector<const sema::Type*>& types,
                  const sema::Type& whole, const std::function<ValueId()>& measure);
    Value lower_attempt(CallInput& input, const sema::ExternalCall& node, const sema::Type& whole,
                        const std::vector<Typed>& arguments, const std::function<ValueId()>& measure);
    Value returned_bytes();
    // lower_unsafe.cpp
    std::vector<ValueId> machine_operands(const sema::MachineOp& node);
    Value lower_memory_op(const sema::MachineOp& node, source::Span span);
    void check_range(ValueId offset, ValueId size, ValueId length);
    void require_gas(const CallInput& input);
    /// Selector and arguments, encoded in the workspace.
    Encoded encode_call(const sema::Selector& selector, const std::vector<Typed>& arguments);
    /// Makes the call; what it returns is written to [@p output, @p output + @p size). Gives 1 when it
    /// worked.
    ValueId send(const CallInput& input, ValueId output, ValueId size);
    /// Takes what the last call returned, as values of these types.
    std::vector<Value> take_returned(const std::vector<const sema::Type*>& types, ValueId output);
    std::vector<Value> take_returned_data(const std::vector<const sema::Type*>& types);

    // lower_assets.cpp
    void debit(const sema::Field& field, const Spot& holding, ValueId amount);
    void credit(const sema::Field& field, const Spot& holding, ValueId amount, Overflow overflow);
    void require_available(ValueId available, ValueId needed);

    // lower_payments.cpp
    /// What a revert of the token does.
    enum class TokenRevert : uint8_t { PassedOn, Taken };
    ValueId ask_token(ValueId token, const sema::Selector& selector, const std::vector<ValueId>& arguments,
                      TokenRevert on_revert);
    void tell_token(ValueId token, const sema::Selector& selector, const std::vector<ValueId>& arguments);
    void allow(ValueId token, ValueId spender, ValueId amount);
    /// What this contract has of a token, or of ether when there is none.
    ValueId own_balance(std::optional<ValueId> token);
    /// What a balance grew by.
    ValueId growth(ValueId before, ValueId after);

    // lower_tests.cpp
    /// What a transaction of a test gave: whether it worked, an address it made, and the output as a slice.
    struct Answer {
        ValueId ok;
        ValueId created;
        Value output;
    };
    [[nodiscard]] Typed site(source::Span span);
    Typed number(ValueId word);
    Typed bytes(const Value& slice);
    void ask(Cheat cheat, const std::vector<Typed>& arguments);
    void call_cheats(ValueId begin, ValueId size);
    void fail(Cheat cheat, const std::vector<Typed>& arguments);
    void fail_assertion(const sema::Assert& node);
    Answer take_answer(Cheat cheat);
    void keep_until(ValueId end);
    void require_success(const Answer& answer, source::Span span);

    struct Loop {
        BlockId next;
        BlockId done;
    };
    /// What ends an `expect revert` early: the block behind it, told where the revert data lies.
    struct RevertExpectation {
        BlockId reverted;
        Variable begin;
        Variable length;
    };

    ModuleLowering& shared_;
    Emitter emit_;
    Values values_;
    Arithmetic arithmetic_;
    std::map<std::pair<const sema::Local*, uint32_t>, Variable> variables_;
    /// The memory object of each list and text of a `var` local, by its first word.
    std::map<std::pair<const sema::Local*, uint32_t>, uint32_t> boxes_;
    /// The words of locals that keep their value.
    std::map<const sema::Local*, std::vector<ValueId>> kept_;
    std::vector<Loop> loops_;
    /// Where the operation that is lowered next goes when it fails.
    std::optional<BlockId> otherwise_;
    std::optional<RevertExpectation> expectation_;
    bool is_test_body_ = false;
};

}  // namespace deed::lower
