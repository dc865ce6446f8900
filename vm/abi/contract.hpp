#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vm/abi/type.hpp"
#include "vm/abi/value.hpp"
#include "vm/base/bytes.hpp"

namespace deed::abi {

/// The first four bytes of a signature's Keccak-256: which function is called, which error was raised.
using Selector = FixedBytes<4>;

enum class Mutability : uint8_t { Pure, View, Nonpayable, Payable };
/// As the JSON form of the ABI writes it: "pure", "view", "nonpayable", "payable".
[[nodiscard]] std::string_view name_of(Mutability mutability);
[[nodiscard]] std::optional<Mutability> find_mutability(std::string_view name);

struct Function {
    std::string name;
    std::vector<Parameter> inputs;
    std::vector<Parameter> outputs;
    Mutability mutability = Mutability::Nonpayable;
};

/// Where a parameter of an event is found in the log.
enum class Place : uint8_t { Data, Topic };

struct EventParameter {
    std::string name;
    Type type;
    Place place = Place::Data;
};

/// Whether the first topic names the event.
enum class Naming : uint8_t { Named, Anonymous };

struct Event {
    std::string name;
    std::vector<EventParameter> inputs;
    Naming naming = Naming::Named;
};

/// A typed error.
struct ErrorType {
    std::string name;
    std::vector<Parameter> inputs;
};

/// What a contract offers: the content of its ABI.
struct Interface {
    std::vector<Parameter> constructor_inputs;
    Mutability constructor_mutability = Mutability::Nonpayable;
    std::vector<Function> functions;
    std::vector<Event> events;
    std::vector<ErrorType> errors;
    std::optional<Mutability> fallback;  ///< of the fallback function, where there is one
    std::optional<Mutability> receive;   ///< of the receive function, where there is one
};

/// "transfer(address,uint256)".
[[nodiscard]] std::string signature_of(const Function& function);
[[nodiscard]] std::string signature_of(const Event& event);
[[nodiscard]] std::string signature_of(const ErrorType& error);

/// The selector of a signature without spaces.
[[nodiscard]] Selector selector_of(std::string_view signature);
[[nodiscard]] Selector selector_of(const Function& function);
[[nodiscard]] Selector selector_of(const ErrorType& error);
/// The first topic of the event's logs.
[[nodiscard]] Hash topic_of(const Event& event);

/// The types alone, for `encode` and `decode`.
[[nodiscard]] std::vector<Type> types_of(std::span<const Parameter> parameters);

/// Reads "transfer(address to, uint256)" or "balanceOf(address) returns (uint256)" or "… view returns (…)".
[[nodiscard]] std::optional<Function> parse_function(std::string_view text);

/// Selector and arguments.
[[nodiscard]] Result<Bytes, EncodeError> encode_call(const Function& function,
                                                     std::span<const Value> arguments);

/// The topics and data of one log.
struct EventCode {
    std::vector<Hash> topics;
    Bytes data;
};
/// Encodes an event; one value for each of its inputs. A topic of a type that is longer than a word is its
/// digest.
[[nodiscard]] Result<EventCode, EncodeError> encode_event(const Event& event, std::span<const Value> values);
/// Decodes a log of @p event, one value for each input; a topic that is a digest only comes as its 32 bytes.
/// InputTooShort when the number of topics is not that of the event, OutOfRange when the first names another
/// event.
[[nodiscard]] Result<Values, DecodeError> decode_event(const Event& event, std::span<const Hash> topics,
                                                       BytesView data);
/// Whether a topic holds only the digest of a value of this type.
[[nodiscard]] bool is_digest_in_topic(const Type& type);

/// What a reverted call said.
struct RevertReason {
    ErrorType error;
    Values values;
};
/// Reads what a call returned when it reverted: one of @p errors, or Solidity's Error(string) or
/// Panic(uint256). Nothing when it is none of them.
[[nodiscard]] std::optional<RevertReason> decode_revert(BytesView output,
                                                        std::span<const ErrorType> errors = {});
/// The reason in a line for people: the text of an Error, the meaning of a Panic, or Name(argument, …).
[[nodiscard]] std::string to_text(const RevertReason& reason);

/// Panic codes and their meaning, as Solidity assigns them; "unknown panic" for others.
[[nodiscard]] std::string_view panic_meaning(const Uint256& code);
/// The output of a revert with Error(string), and with Panic(uint256).
[[nodiscard]] Bytes encode_error(std::string_view message);
[[nodiscard]] Bytes encode_panic(const Uint256& code);

}  // namespace deed::abi
