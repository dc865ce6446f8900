#pragma once

#include <string_view>
#include <vector>

#include "compiler/format/comments.hpp"
#include "compiler/format/marks.hpp"

namespace deed::format {

enum class OpKind : uint8_t {
    Text,      ///< a token, and the comment behind it
    Comments,  ///< those before a token
    Open,      ///< begins what is laid out on one line or broken at all its Lines
    Close,
    Indent,
    Align,  ///< indents to the column reached
    Dedent,
    Line,  ///< where a line may end
};

/// What a Line is on one line, and what it is in a broken group.
enum class LineForm : uint8_t {
    Blank,    ///< a blank; a line break
    Nothing,  ///< nothing; a line break
    Item,     ///< a blank; a line break, behind the empty line that was there
    Fill,     ///< a blank; a line break where what follows up to the next Line does not fit
};

/// One step of the layout: the renderer runs through all of them.
struct Op {
    OpKind kind;
    LineForm line = LineForm::Blank;
    bool has_blank = false;     ///< Text: a blank before it
    bool is_flat_only = false;  ///< Text: left out of a broken group
    bool is_broken = false;     ///< Open: never on one line
    bool is_item = false;       ///< Comments: empty lines between them stay
    uint32_t indent = 0;        ///< Indent; Line: further than its group
    size_t token = 0;           ///< Text, Comments; Line: the token behind it
    size_t end = 0;  ///< Open: its Close; Line to fill: the end of what has to fit, 0 for the next Line
};

/// Everything the layout is made from.
struct Material {
    const syntax::Tokens& tokens;
    const Marks& marks;
    const std::vector<size_t>& partners;
    const std::vector<bool>& is_left_out;
    const std::vector<Surroundings>& comments;
    const std::vector<std::string_view>& texts;  ///< the characters of each token
};

/// Lays the tokens out as steps.
[[nodiscard]] std::vector<Op> make_layout(const Material& material);

}  // namespace deed::format
