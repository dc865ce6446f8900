#include "tests/compiler/locks/random_contract.hpp"

#include <random>

namespace deed::locks_test {
namespace {

constexpr int kFields = 3;
constexpr int kKeys = 2;
constexpr int kNumbers = 9;
constexpr int kWriters = 4;
constexpr int kReaders = 3;

class Writer {
  public:
    explicit Writer(uint64_t seed) : random_(seed) {}

    RandomContract write() {
        line("interface IHost {");
        line("  fn ping(step: uint256)");
        line("  fn look(step: uint256) view -> uint256");
        line("}");
        write_component();
        line("contract Model {");
        line("  part left: Box expose { push, peek, b0, b1 }");
        line("  part right: Box");
        line("  ledger owed: address of ether");
        for (int i = 0; i < kFields; ++i) line("  pub var v" + number(i) + ": uint256 = " + number(i + 1));
        for (int i = 0; i < kNumbers; ++i) line("  const k" + number(i) + ": uint256 = " + number(i));
        line("  pub var m: map<uint256, uint256>");
        line("  pub var w: address = address(4660)");
        line("  transient var t: uint256");
        line("  event E0(value: uint256)");
        line("  event E1(value: uint256)");
        write_helper();
        for (int i = 0; i < kWriters; ++i) write_writer(i);
        for (int i = 0; i < kReaders; ++i) write_reader(i);
        line("  pub fn transientNow() view -> uint256 { return t }");
        line("  pub fn rightNow() view -> uint256 { return right.b0() *% 3 +% right.b1() }");
        line("  pub fn owedNow() view -> uint256 { return owed[address(4660)] }");
        line("}");
        for (int i = 0; i < kFields; ++i) result_.getters.push_back("v" + number(i) + "()");
        result_.getters.insert(result_.getters.end(),
                               {"w()", "transientNow()", "b0()", "b1()", "rightNow()", "owedNow()"});
        return std::move(result_);
    }

  private:
    static std::string number(int value) { return std::to_string(value); }
    int pick(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
    bool chance(int of) { return pick(of) == 0; }
    void line(const std::string& words) { result_.text += words + "\n"; }

    std::string atom() {
        if (is_component_) {
            static constexpr const char* kAtoms[] = {"x", "y", "b0", "b1", "uint256.max"};
            return kAtoms[pick(5)];
        }
        switch (pick(7)) {
            case 0: return "x";
            case 1: return "y";
            case 2: return "t";
            case 3: return "m[" + number(pick(kKeys)) + "]";
            case 4: return "k" + number(pick(kNumbers));
            default: return "v" + number(pick(kFields));
        }
    }
    std::string value() {
        switch (pick(is_component_ ? 12 : 14)) {
            case 12: return chance(2) ? "right.peek(" + atom() + ")" : "left.b0()";
            case 13: return "owed[address(4660)]";
            case 0: return atom() + " +% " + atom();
            case 1: return atom() + " *% 3 +% " + atom();
            case 2: return "self.balance";
            case 3: return "(call IHost(address(4660)).look(" + number(pick(9)) + "))";
            default: return atom();
        }
    }
    std::string place() {
        if (is_component_) return "b" + number(pick(2));
        switch (pick(5)) {
            case 0: return "m[" + number(pick(kKeys)) + "]";
            case 1: return "t";
            default: return "v" + number(pick(kFields));
        }
    }

    void write_statement(const std::string& indent, int depth, bool in_helper) {
        const int kind = pick(depth > 0 ? 9 : 12);
        if (kind < 3) return line(indent + place() + " = " + value());
        if (kind == 3) return line(indent + "y = " + value());
        if (kind == 4) return line(indent + place() + " = " + place() + " +% " + value());
        if (kind == 5)
            return line(indent + "emit E" + number(is_component_ ? 2 : pick(2)) + "(" + value() + ")");
        if (kind == 7 && !is_component_) return write_part_statement(indent);
        if (kind < 8) return line(indent + "call IHost(address(4660)).ping(" + atom() + ")");
        if (is_component_ && kind > 7) return line(indent + "y = " + value());
        if (kind == 8 && !in_helper) return line(indent + "y = helper(" + atom() + ")");
        if (kind == 8) return line(indent + "w = " + (chance(2) ? "address(4660)" : "caller"));
        if (kind == 9) {
            line(indent + "for _i" + number(names_++) + " in 0..2 {");
            write_block(indent + "  ", depth + 1, in_helper);
            return line(indent + "}");
        }
        line(indent + "if (" + atom() + " & 1) == " + number(pick(2)) + " {");
        write_block(indent + "  ", depth + 1, in_helper);
        if (kind == 11) {
            line(indent + "} else {");
            write_block(indent + "  ", depth + 1, in_helper);
        }
        line(indent + "}");
    }
    void write_block(const std::string& indent, int depth, bool in_helper) {
        for (int i = 1 + pick(2); i > 0; --i) write_statement(indent, depth, in_helper);
    }

    /// What concerns a part, and ether that is owed.
    void write_part_statement(const std::string& indent) {
        switch (pick(4)) {
            case 0: return line(indent + "y = left.push(" + atom() + ")");
            case 1: return line(indent + "y = right.push(" + atom() + ")");
            case 2: return line(indent + "call pay(address(4660), owed.takeAll(address(4660)))");
            default: return line(indent + "call IHost(address(4660)).ping(" + atom() + ")");
        }
    }
    /// A part that calls the host, too.
    void write_component() {
        is_component_ = true;
        line("component Box {");
        line("  pub var b0: uint256 = 5");
        line("  pub var b1: uint256");
        line("  event E2(value: uint256)");
        line("  pub fn push(x: uint256) by anyone -> uint256 {");
        line("    var y: uint256 = x");
        for (int n = 1 + pick(3); n > 0; --n) write_statement("    ", 1, true);
        line("    return " + value());
        line("  }");
        line("  pub fn peek(x: uint256) view -> uint256 {");
        line("    let y = b0");
        line("    return " + value() + " +% y +% x");
        line("  }");
        line("}");
        is_component_ = false;
        result_.callables.push_back({"push(uint256)", false, false});
        result_.callables.push_back({"peek(uint256)", false, true});
    }
    void write_helper() {
        line("  fn helper(x: uint256) -> uint256 {");
        line("    var y: uint256 = x");
        for (int i = 1 + pick(2); i > 0; --i) write_statement("    ", 1, true);
        line("    return y +% x");
        line("  }");
    }
    void write_writer(int i) {
        const bool is_payable = chance(3);
        const std::string name = "f" + number(i);
        const std::string guard = chance(5) ? "w || self" : "anyone";
        line("  pub fn " + name + "(x: uint256) " + (is_payable ? "payable " : "") + "by " + guard +
             " -> uint256 {");
        if (is_payable) line(chance(2) ? "    paid.leave()" : "    owed.put(address(4660), paid)");
        line("    var y: uint256 = " + atom_without_y());
        for (int n = 1 + pick(4); n > 0; --n) write_statement("    ", 0, false);
        line("    return " + value());
        line("  }");
        result_.callables.push_back({name + "(uint256)", is_payable, false});
    }
    void write_reader(int i) {
        const std::string name = "r" + number(i);
        line("  pub fn " + name + "(x: uint256) view -> uint256 {");
        line("    let y = " + atom_without_y());
        line("    return " + value() + " +% y");
        line("  }");
        result_.callables.push_back({name + "(uint256)", false, true});
    }
    std::string atom_without_y() {
        const std::string words = atom();
        return words == "y" ? "x" : words;
    }

    std::mt19937_64 random_;
    RandomContract result_;
    int names_ = 0;
    bool is_component_ = false;
};

}  // namespace

RandomContract make_contract(uint64_t seed) {
    return Writer{seed}.write();
}

}  // namespace deed::locks_test
