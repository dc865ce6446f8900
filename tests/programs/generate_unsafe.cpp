#include "tests/programs/generator.hpp"

namespace deed::programs {

// Opcodes whose effect follows from the program: not gas, code, or slots that the compiler chose.

void Generator::use_opcodes() {
    static constexpr const char* kBinary[] = {"div",        "sdiv", "mod", "smod", "exp",
                                              "signextend", "byte", "shl", "shr",  "sar"};
    const Shape word = unsigned_shape(256);
    const std::string local = name("v");
    const auto operand_text = [&] {
        return choices_.one_in(2) ? "(" + expression(word, 1) + " % 40)" : expression(word, 1);
    };
    const std::string slot = "uint256.max - " + operand_text() + " % 3";
    switch (choices_.below(9)) {
        case 0: return use_memory();
        case 1: return call_by_opcode();
        case 2:
            return line("unsafe \"a slot of its own\" { evm." +
                        std::string{choices_.one_in(2) ? "sstore" : "tstore"} + "(" + slot + ", " +
                        expression(word, 2) + ") }");
        case 3:
            line("var " + local + ": uint256 = 0");
            line("unsafe \"a slot of its own\" { " + local + " = evm." +
                 std::string{choices_.one_in(2) ? "sload" : "tload"} + "(" + slot + ") }");
            break;
        case 4: {
            const uint64_t topics = choices_.below(5);
            std::string text =
                "evm.log" + std::to_string(topics) + "(" + slice_value(slice_shape("bytes"), 1);
            for (uint64_t i = 0; i < topics; ++i) text += ", " + expression(fixed_bytes_shape(32), 1);
            return line("unsafe \"a log without a name\" { " + text + ") }");
        }
        case 5: {
            const char* const form = choices_.one_in(2) ? "addmod(" : "mulmod(";
            line("var " + local + " = " + expression(word, 1));
            line("unsafe \"no wide remainder\" { " + local + " = evm." + form + local + ", " +
                 operand_text() + ", " + operand_text() + ") }");
            break;
        }
        default: {
            const std::string first = operand_text();
            const std::string second = operand_text();
            line("var " + local + ": uint256 = 0");
            line("unsafe \"as the machine does it\" { " + local + " = evm." +
                 kBinary[choices_.below(std::size(kBinary))] + "(" + first + ", " + second + ") }");
            break;
        }
    }
    scope_.locals.push_back({local, word, Mutable::Yes});
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

void Generator::call_by_opcode() {
    const bool has_callee = scope_.may_call && choices_.one_in(2);
    const std::string target = has_callee ? "(" + callee() + " as address)" : payee();
    const std::string data = !has_callee ? "\"\""
                             : choices_.one_in(2)
                                 ? "abi.call(IOther.count, " + expression(other_key_, 1) + ")"
                                 : "abi.call(IOther.drain, seed % 9)";
    const std::string worked = name("v");
    const std::string seen = name("v");
    const std::string answer = name("v");
    line("var " + worked + " = false");
    line("var " + seen + ": bytes32 = keccak256(\"\")");
    line("unsafe \"whether it works is looked at\" {");
    const bool is_static = choices_.one_in(3);
    const std::string value =
        is_static ? "" : (choices_.one_in(2) ? "0, " : operand(unsigned_shape(256), 1) + " % 5, ");
    line("  let (done, " + answer + ") = evm." + (is_static ? "staticcall" : "call") +
         "(down(gas.left / 2), " + target + ", " + value + data + ")");
    line("  " + worked + " = done");
    line("  " + seen + " = keccak256(" + answer + ")");
    line("}");
    scope_.locals.push_back({worked, bool_shape(), Mutable::Yes});
    scope_.locals.push_back({seen, fixed_bytes_shape(32), Mutable::Yes});
}

}  // namespace deed::programs
