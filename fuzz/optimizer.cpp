// A typed program and 20 calls to it, made from the input: what the evaluator says of the checked tree must
// be what the machine does with the code of every level of optimization: results, revert data, events,
// storage.
#include <cstdio>

#include "tests/programs/agreement.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace deed;
    programs::Choices choices{BytesView{data, size}};
    programs::Tally tally;
    const std::string wrong = programs::find_disagreement(choices, tally);
    if (!wrong.empty()) std::fprintf(stderr, "%s\n", wrong.c_str());
    DEED_ASSERT(wrong.empty());
    return 0;
}
