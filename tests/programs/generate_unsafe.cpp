#include "tests/programs/generator.hpp"

namespace deed::programs {

// Opcodes whose effect follows from the program: not what tells of gas or of the code of contracts.

void Generator::use_opcodes() {
    static constexpr const char* kBinary[] = {"div",        "sdiv", "mod", "smod", "exp",
                                              "signextend", "byte", "shl", "shr",  "sar"};
    const Shape word = unsigned_shape(256);
    const auto operand_text = [&] {
        return choices_.one_in(2) ? "(" + expression(word, 1) + " % 40)" : expression(word, 1);
    };
    std::string operation;
    const std::string local = name("v");
    switch (choices_.below(scope_.may_leave ? 15 : 11)) {
        case 0: return use_memory();
        case 1: return copy_bytes();
        case 2:
        case 3:
        case 4: {
            operation = use_slot();
            break;
        }
        case 5: {
            const uint64_t topics = choices_.below(5);
            std::string text =
                "evm.log" + std::to_string(topics) + "(" + slice_value(slice_shape("bytes"), 1);
            for (uint64_t i = 0; i < topics; ++i) text += ", " + expression(fixed_bytes_shape(32), 1);
            return line("unsafe \"a log without a name\" { " + text + ") }");
        }
        case 6: {
            const char* const form = choices_.one_in(2) ? "addmod(" : "mulmod(";
            operation = form + operand_text() + ", " + operand_text() + ", " + operand_text() + ")";
            break;
        }
        case 7: operation = surrounding(); break;
        case 8:
        case 9: {
            const std::string first = operand_text();
            operation = std::string{kBinary[choices_.below(std::size(kBinary))]} + "(" + first + ", " +
                        operand_text() + ")";
            break;
        }
        case 10: operation = surrounding(); break;
        case 14: return create_by_opcode();
        default: return call_by_opcode();
    }
    if (operation.empty()) return;
    line("var " + local + ": uint256 = 0");
    line("unsafe \"as the machine does it\" { " + local + " = evm." + operation + " }");
    scope_.locals.push_back({local, word, Mutable::Yes});
}

/// One of the last slots, which are no field's.
std::string Generator::own_slot() {
    return "uint256.max - " + expression(unsigned_shape(256), 1) + " % 3";
}

/// Reads a slot, or writes one and gives nothing: one of no field, or one of a field that is known.
std::string Generator::use_slot() {
    const Shape word = unsigned_shape(256);
    const bool has_field = scope_.has_raw_fields && !choices_.one_in(3);
    const std::string slot = has_field ? std::to_string(choices_.below(2)) : own_slot();
    const bool is_transient = !has_field && choices_.one_in(2);
    if (choices_.one_in(2)) {
        line("unsafe \"a slot by its number\" { evm." + std::string{is_transient ? "tstore(" : "sstore("} +
             slot + ", " + expression(word, 2) + ") }");
        return {};
    }
    if (has_field && choices_.one_in(3))
        return "sload(keccak256(abi.encode(" + expression(address_shape(), 1) + ", " +
               std::to_string(members_slot_) + ")) as uint256)";
    return (is_transient ? "tload(" : "sload(") + slot + ")";
}

/// What the machine tells, as a number.
std::string Generator::surrounding() {
    static constexpr const char* kWords[] = {"gasprice()",    "prevrandao()",   "gaslimit()",
                                             "blobbasefee()", "calldatasize()", "callvalue()"};
    const std::string number = "(" + expression(unsigned_shape(256), 1) + " % 5)";
    switch (choices_.below(10)) {
        case 0: return "blockhash(" + number + ") as uint256";
        case 1: return "blobhash(" + number + ") as uint256";
        case 2: return "calldataload(" + number + " * 13) as uint256";
        case 3: return "origin() as uint160";
        case 4: return "coinbase() as uint160";
        case 5: return "extcodesize(" + strange_account() + ")";
        case 6: return "extcodehash(" + strange_account() + ") as uint256";
        default: return kWords[choices_.below(std::size(kWords))];
    }
}

/// An account that is no contract of the program.
std::string Generator::strange_account() {
    if (scope_.may_call && has_stranger_ && choices_.one_in(2)) return "stranger as address";
    return "((" + expression(unsigned_shape(256), 1) + " % 4 + 65536) as uint160) as address";
}

/// Copies of calldata and code to the bytes of a local.
void Generator::copy_bytes() {
    const std::string buffer = name("v");
    const auto number = [&](uint64_t most) { return std::to_string(choices_.below(most)); };
    line("var " + buffer + ": bytes[..70] = (abi.encode(seed, seed) as bytes[..70])");
    const std::string range = number(33) + ", " + expression(unsigned_shape(256), 1) + " % 99, " +
                              number(choices_.one_in(5) ? 80 : 32);
    if (choices_.one_in(2))
        line("unsafe \"what came\" { evm.calldatacopy(" + buffer + ", " + range + ") }");
    else
        line("unsafe \"what stands there\" { evm.extcodecopy(" + strange_account() + ", " + buffer + ", " +
             range + ") }");
    scope_.locals.push_back({buffer, text_shape("bytes", 70), Mutable::Yes});
}

/// Words and copies in the bytes of a local.
void Generator::use_memory() {
    const Shape text = text_shape("bytes", 70);
    const std::string buffer = name("v");
    const std::string local = name("v");
    const auto offset = [&] { return std::to_string(choices_.below(choices_.one_in(6) ? 80 : 33)); };
    line("var " + buffer + ": bytes[..70] = (abi.encode(seed, " + expression(unsigned_shape(256), 1) +
         ") as bytes[..70])");
    line("var " + local + ": uint256 = 0");
    line("unsafe \"in place\" {");
    const uint64_t count = 1 + choices_.below(3);
    for (uint64_t i = 0; i < count; ++i) {
        const std::string value = expression(unsigned_shape(256), 1);
        switch (choices_.below(4)) {
            case 0: line("  evm.mstore(" + buffer + ", " + offset() + ", " + value + ")"); break;
            case 1: line("  evm.mstore8(" + buffer + ", " + offset() + ", " + value + ")"); break;
            case 2:
                line("  evm.mcopy(" + buffer + ", " + offset() + ", " + offset() + ", " + offset() + ")");
                break;
            default: line("  " + local + " = evm.mload(" + buffer + ", " + offset() + ")"); break;
        }
    }
    line("}");
    scope_.locals.push_back({buffer, text, Mutable::Yes});
    scope_.locals.push_back({local, unsigned_shape(256), Mutable::Yes});
}

/// Whom to call, and with what.
std::string Generator::target_of_call(std::string& data) {
    data = "\"\"";
    const bool has_callee = scope_.may_call && !choices_.one_in(3);
    if (!has_callee) return payee();
    if (has_stranger_ && !views_.empty() && choices_.one_in(2)) {
        data = "abi.call(IStranger." + views_[0].name + ", " + arguments(views_[0].parameters, 1) + ")";
        return "stranger as address";
    }
    data = choices_.one_in(2) ? "abi.call(IOther.count, " + expression(other_key_, 1) + ")"
                              : "abi.call(IOther.drain, seed % 9)";
    return "(" + callee() + " as address)";
}

void Generator::call_by_opcode() {
    std::string data;
    std::string target;
    std::string form;
    const bool has_self = scope_.may_call && !entries_.empty();
    if ((has_library_ || has_self) && choices_.one_in(2)) {
        form = "delegatecall";
        const bool is_self = !has_library_ || (has_self && choices_.one_in(3));
        const std::vector<Helper>& some = is_self ? entries_ : library_;
        const Helper& code = some[choices_.below(some.size())];
        data = std::string{"abi.call("} + (is_self ? "IBack." : "ILibrary.") + code.name + ", " +
               arguments(code.parameters, 1) + ")";
        target = is_self ? "self" : "(library as address)";
    } else {
        target = target_of_call(data);
        form = choices_.one_in(3) ? "staticcall" : choices_.one_in(5) ? "delegatecall" : "call";
        // Of contracts with fields of their own it is not known what they do to those of this one.
        if (form == "delegatecall" && target.find("stranger") == std::string::npos) form = "call";
    }
    const std::string worked = name("v");
    const std::string seen = name("v");
    const std::string answer = name("v");
    line("var " + worked + " = false");
    line("var " + seen + ": bytes32 = keccak256(\"\")");
    const std::string value =
        form != "call" ? "" : (choices_.one_in(2) ? "0, " : operand(unsigned_shape(256), 1) + " % 5, ");
    const std::string returned = name("v");
    const bool is_looked_at = choices_.one_in(3);
    if (is_looked_at) line("var " + returned + ": bytes[..70] = (abi.encode(seed, seed) as bytes[..70])");
    line("unsafe \"whether it works is looked at\" {");
    line("  let (done, " + answer + ") = evm." + form + "(down(gas.left / 2), " + target + ", " + value +
         data + ")");
    line("  " + worked + " = done");
    line("  " + seen + " = keccak256(" + answer + ")");
    if (is_looked_at)
        line("  evm.returndatacopy(" + returned + ", " + std::to_string(choices_.below(32)) +
             ", 0, evm.returndatasize().min(" + std::to_string(choices_.below(33)) + "))");
    line("}");
    scope_.locals.push_back({worked, bool_shape(), Mutable::Yes});
    scope_.locals.push_back({seen, fixed_bytes_shape(32), Mutable::Yes});
    if (is_looked_at) scope_.locals.push_back({returned, text_shape("bytes", 70), Mutable::Yes});
}

/// Codes that leave nothing, that leave a code, and that fail.
void Generator::create_by_opcode() {
    static constexpr const char* kCodes[] = {"\\x60\\x01\\x5f\\xf3", "", "\\x00", "\\x5f\\x5f\\xfd"};
    const std::string made = name("v");
    const std::string code = kCodes[choices_.one_in(2) ? choices_.below(std::size(kCodes)) : 0];
    const std::string value = choices_.one_in(2) ? "0" : operand(unsigned_shape(256), 1) + " % 4";
    // Where there is an account already a creation takes nearly all gas.
    const bool has_salt = loops_ == 0 && !is_helper_ && choices_.one_in(2);
    line("var " + made + " = address(0)");
    line("unsafe \"code as bytes\" { " + made + " = evm." + (has_salt ? "create2(" : "create(") + value +
         ", \"" + code + "\"" +
         (has_salt ? ", (" + expression(unsigned_shape(256), 1) + ") as bytes32" : "") + ") }");
    scope_.locals.push_back({made, address_shape(), Mutable::Yes});
    const std::string seen = name("v");
    line("let " + seen + " = " + made + ".hasCode");
    scope_.locals.push_back({seen, bool_shape(), Mutable::No});
}

}  // namespace deed::programs
