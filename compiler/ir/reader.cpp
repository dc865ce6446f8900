#include "compiler/ir/reader.hpp"

#include <charconv>
#include <map>
#include <optional>
#include <vector>

#include "vm/base/hex.hpp"

namespace deed::ir {
namespace {

/// The words of one line; punctuation marks are words of their own.
class Words {
  public:
    explicit Words(std::string_view line) : rest_(line.substr(0, line.find(';'))) {}

    [[nodiscard]] std::string_view peek() {
        while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
        constexpr std::string_view kMarks = "(),={}:#";
        if (rest_.empty()) return {};
        if (kMarks.find(rest_.front()) != std::string_view::npos) return rest_.substr(0, 1);
        return rest_.substr(0, rest_.find_first_of(" (),={}:#"));
    }
    std::string_view take() {
        const std::string_view word = peek();
        rest_.remove_prefix(word.size());
        return word;
    }
    bool skip(std::string_view word) {
        if (peek() != word || word.empty()) return false;
        (void)take();
        return true;
    }
    [[nodiscard]] bool at_end() { return peek().empty(); }

  private:
    std::string_view rest_;
};

std::optional<uint32_t> parse_count(std::string_view word) {
    uint32_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
    return value;
}

std::optional<Op> find_op(std::string_view name) {
    for (size_t i = 0; i < op_count(); ++i)
        if (facts_of(static_cast<Op>(i)).name == name) return static_cast<Op>(i);
    return std::nullopt;
}

class Reader {
  public:
    Result<Module, ReadError> read(std::string_view text) {
        while (!text.empty() && problem_.empty()) {
            ++line_;
            const size_t end = text.find('\n');
            Words words{text.substr(0, end)};
            if (!words.at_end() && !read_line(words) && problem_.empty())
                problem_ = "this line is not understood";
            text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        }
        if (problem_.empty() && in_function_) problem_ = "the last function has no end";
        if (!problem_.empty()) return Failure{ReadError{line_, problem_}};
        return std::move(module_);
    }

  private:
    bool refuse(std::string message) {
        problem_ = std::move(message);
        return false;
    }
    Function& function() { return module_.functions.back(); }

    bool read_line(Words& words) {
        if (in_function_) return read_body(words);
        const std::string_view word = words.take();
        if (word == "module")
            module_.name = words.take();
        else if (word == "scratch")
            return read_count(words, module_.scratch_size);
        else if (word == "global")
            return read_count(words, module_.global_size);
        else if (word == "immutable")
            module_.immutables.emplace_back(words.take());
        else if (word == "covered")
            return read_covered_slot(words);
        else if (word == "data")
            return read_data(words);
        else if (word == "function")
            return read_function(words);
        else
            return false;
        return true;
    }

    bool read_count(Words& words, uint32_t& target) {
        const auto count = parse_count(words.take());
        if (!count) return refuse("a number is expected here");
        target = *count;
        return true;
    }

    bool read_covered_slot(Words& words) {
        const auto slot = parse_uint256(words.take());
        if (!slot) return refuse("a number is expected here");
        module_.covered_slots.push_back(*slot);
        return true;
    }

    bool read_data(Words& words) {
        const auto bytes = from_hex(words.take());
        if (!bytes) return refuse("hexadecimal digits are expected here");
        module_.data.push_back(*bytes);
        return true;
    }

    bool read_function(Words& words) {
        module_.functions.emplace_back();
        values_.clear();
        constants_.clear();
        in_function_ = true;
        function().name = words.take();
        if (words.skip("entry"))
            function().kind = FunctionKind::Entry;
        else if (!words.skip("internal") || !read_count(words, function().result_count))
            return false;
        return words.skip("{");
    }

    bool read_body(Words& words) {
        if (words.skip("}")) {
            in_function_ = false;
            return check_names();
        }
        if (words.skip("object")) return read_count(words, function().object_sizes.emplace_back());
        if (words.peek().starts_with("b")) return read_block_head(words);
        if (function().blocks.empty()) return false;
        return read_instruction(words);
    }

    bool check_names() {
        for (const auto& [name, known] : values_)
            if (!known.made) return refuse("%" + std::to_string(name) + " is used but never made");
        return true;
    }

    bool read_block_head(Words& words) {
        const auto number = parse_count(words.take().substr(1));
        if (number != function().blocks.size()) return refuse("blocks are numbered in their order");
        Block& block = function().block(function().add_block());
        if (words.skip("(")) {
            do block.parameters.push_back(read_made(words, ValueKind::Parameter));
            while (words.skip(","));
            if (!words.skip(")")) return false;
        }
        return words.skip(":") && problem_.empty();
    }

    struct Known {
        ValueId id{};
        bool made = false;
    };
    Known& known(uint32_t name) {
        const auto [place, is_new] = values_.try_emplace(name);
        if (is_new) place->second.id = function().add_value(ValueKind::Result);
        return place->second;
    }

    ValueId read_made(Words& words, ValueKind kind) {
        const std::string_view word = words.take();
        const auto name = word.starts_with("%") ? parse_count(word.substr(1)) : std::nullopt;
        if (!name) {
            refuse("a value is expected here");
            return {};
        }
        Known& value = known(*name);
        if (value.made) refuse(std::string{word} + " is made twice");
        value.made = true;
        function().values[index(value.id)].kind = kind;
        return value.id;
    }

    /// Equal constants of a function are one value.
    ValueId constant_of(const Uint256& value) {
        const auto found = constants_.find(value);
        if (found != constants_.end()) return found->second;
        return constants_[value] = function().add_value(ValueKind::Constant, value);
    }

    ValueId read_used(Words& words) {
        const std::string_view word = words.take();
        if (word.starts_with("%")) {
            if (const auto name = parse_count(word.substr(1))) return known(*name).id;
        } else if (const auto constant = parse_uint256(word)) {
            return constant_of(*constant);
        }
        refuse("a value is expected here");
        return {};
    }

    bool read_instruction(Words& words) {
        std::vector<ValueId> results;
        if (words.peek().starts_with("%")) {
            do results.push_back(read_made(words, ValueKind::Result));
            while (words.skip(","));
            if (!words.skip("=")) return false;
        }
        const std::string name{words.take()};
        const auto op = find_op(name);
        if (!op) return refuse("there is no instruction " + name);
        uint32_t number = 0;
        if (words.skip("#") && !read_count(words, number)) return false;
        return facts_of(*op).ends_block ? read_end(words, *op, number)
                                        : read_inner(words, *op, number, results);
    }

    bool read_inner(Words& words, Op op, uint32_t number, std::vector<ValueId> results) {
        Instruction instruction{op, number, {}, std::move(results), {}};
        while (!words.at_end() && problem_.empty()) {
            instruction.operands.push_back(read_used(words));
            if (!words.skip(",")) break;
        }
        function().blocks.back().instructions.push_back(std::move(instruction));
        return words.at_end() && problem_.empty();
    }

    bool read_end(Words& words, Op op, uint32_t number) {
        Terminator terminator;
        terminator.op = op;
        terminator.index = number;
        while (!words.at_end() && problem_.empty()) {
            const bool first_value = terminator.successors.empty();
            if (words.peek().starts_with("b"))
                read_successor(words, terminator);
            else if ((op == Op::SWITCH || op == Op::SELECT) && !first_value)
                read_case(words, terminator);
            else
                terminator.operands.push_back(read_used(words));
            if (!words.skip(",")) break;
        }
        function().blocks.back().terminator = std::move(terminator);
        return words.at_end() && problem_.empty();
    }

    void read_case(Words& words, Terminator& terminator) {
        const auto value = parse_uint256(words.take());
        if (!value)
            refuse("a case is expected here");
        else
            terminator.cases.push_back(*value);
        read_successor(words, terminator);
    }

    void read_successor(Words& words, Terminator& terminator) {
        const std::string_view word = words.take();
        const auto number = word.starts_with("b") ? parse_count(word.substr(1)) : std::nullopt;
        if (!number) {
            refuse("a block is expected here");
            return;
        }
        Successor successor{BlockId{*number}, {}};
        if (words.skip("(")) {
            do successor.arguments.push_back(read_used(words));
            while (words.skip(","));
            if (!words.skip(")")) refuse("a closing parenthesis is expected here");
        }
        terminator.successors.push_back(std::move(successor));
    }

    Module module_;
    std::map<uint32_t, Known> values_;
    std::map<Uint256, ValueId> constants_;
    bool in_function_ = false;
    uint32_t line_ = 0;
    std::string problem_;
};

}  // namespace

Result<Module, ReadError> read(std::string_view text) {
    return Reader{}.read(text);
}

}  // namespace deed::ir
