#include "vm/jit/flow.hpp"

#include <algorithm>
#include <deque>

#include "vm/base/assert.hpp"
#include "vm/isa/gas_schedule.hpp"
#include "vm/jit/conditions.hpp"

namespace deed::jit {

using isa::Op;

namespace {

/// Words below are forgotten.
constexpr size_t kTrackedWords = 80;
/// Reserved memory is tracked up to here.
constexpr uint64_t kTrackedMemory = uint64_t{1} << 20;

void trim(State& state) {
    if (state.top.size() > kTrackedWords) state.top.erase(state.top.begin(), state.top.end() - kTrackedWords);
}

/// Runs single instructions on a state.
struct Runner {
    const Blocks& blocks;
    Values& values;
    State& state;

    [[nodiscard]] Value at(size_t depth) const {
        return depth < state.top.size() ? state.top[state.top.size() - 1 - depth] : kUnknown;
    }
    void pop(size_t words) { state.top.resize(state.top.size() - std::min(words, state.top.size())); }

    /// Makes the stack's heights what they must have been for the instruction to run; false when it cannot.
    [[nodiscard]] bool fit(const isa::OpInfo& info) const {
        const int growth = int{info.pushes} - int{info.pops};
        state.lowest = std::max(state.lowest, int{info.pops});
        if (growth > 0) state.highest = std::min(state.highest, int{isa::kStackLimit} - growth);
        if (state.lowest > state.highest) return false;
        state.lowest += growth;
        state.highest += growth;
        return true;
    }

    void swap(size_t depth) const {
        const size_t size = state.top.size();
        if (depth < size)
            std::swap(state.top[size - 1], state.top[size - 1 - depth]);
        else if (size != 0)
            state.top.back() = kUnknown;
    }

    void note_access(Op op, const isa::OpInfo& info) const {
        if (info.form != isa::Form::Memory) return;
        const Uint256* const offset = values.find_constant(at(0));
        if (offset == nullptr || !offset->fits_uint64() || (*offset)[0] > kTrackedMemory) return;
        const uint64_t end = (*offset)[0] + (op == Op::MSTORE8 ? 1 : 32);
        state.memory = std::max(state.memory, (end + 31) / 32 * 32);
    }

    [[nodiscard]] Value compute(Op op, const isa::OpInfo& info) const {
        if (info.form != isa::Form::Word) return kUnknown;
        std::array<Uint256, 3> constants;
        std::array<Range, 3> ranges;
        size_t known = 0;
        for (size_t i = 0; i < info.pops; ++i) {
            ranges[i] = values.range(at(i));
            const Uint256* const constant = values.find_constant(at(i));
            if (constant == nullptr) continue;
            constants[i] = *constant;
            known += 1;
        }
        if (known == info.pops) return values.constant(evaluate(op, {constants.data(), info.pops}));
        return values.in(range_of(op, {ranges.data(), info.pops}));
    }

    void perform(uint32_t place) {
        const Op op = blocks.op(place);
        const isa::OpInfo& info = isa::info(op);
        if (isa::is_push(op)) return state.top.push_back(values.constant(immediate_at(blocks.code(), place)));
        if (op == Op::PC) return state.top.push_back(values.constant(place));
        if (op >= Op::DUP1 && op <= Op::DUP16) return state.top.push_back(at(info.pops - 1U));
        if (op >= Op::SWAP1 && op <= Op::SWAP16) return swap(info.pops - 1U);

        note_access(op, info);
        const Value result = compute(op, info);
        pop(info.pops);
        if (info.pushes == 1) state.top.push_back(result);
    }
};

}  // namespace

Way run(const Blocks& blocks, Values& values, uint32_t block, State& state) {
    Runner runner{blocks, values, state};
    for (uint32_t place = blocks[block].begin; place < blocks[block].end; place = blocks.next(place)) {
        if (!blocks.is_defined(place)) return Way::On;
        const Op op = blocks.op(place);
        if (op == Op::JUMP || op == Op::JUMPI) {
            const State before = state;
            const bool fits = runner.fit(isa::info(op));
            state.lowest = std::max(before.lowest, int{isa::info(op).pops});
            state.highest = before.highest;
            return fits ? Way::On : Way::Fault;
        }
        if (!runner.fit(isa::info(op))) return Way::Fault;
        runner.perform(place);
    }
    return Way::On;
}

Targets find_targets(const Blocks& blocks, const Values& values, const State& state) {
    const Value target = state.top.empty() ? kUnknown : state.top.back();
    Targets found;
    for (const uint32_t place : values.targets(target)) found.blocks.push_back(blocks.at(place));
    if (!found.blocks.empty()) return found;
    found.may_be_bad = true;
    found.is_unknown = values.find_constant(target) == nullptr;
    return found;
}

namespace {

/// Runs the whole code, telling states at one block apart by their newest return addresses.
class Analysis {
  public:
    /// @p depth is how many return addresses tell states apart.
    Analysis(const Blocks& blocks, Values& values, size_t depth)
        : blocks_(blocks), values_(values), depth_(depth) {
        flow_.blocks.resize(blocks.size());
        work_left_ = kWorkPerInstruction * blocks.code().size() + kLeastWork;
    }

    /// False when it was too much work.
    bool run_all();
    Flow take() { return std::move(flow_); }

  private:
    static constexpr size_t kWorkPerInstruction = 200;
    static constexpr size_t kLeastWork = 20'000;
    static constexpr size_t kFewDestinations = 200;
    static constexpr size_t kMostLikelyTargets = 4;
    /// After so many visits, heights that still move are given up.
    static constexpr uint32_t kMostVisits = 24;

    using Key = std::pair<uint32_t, std::vector<uint32_t>>;  ///< block, return addresses
    struct Context {
        uint32_t block;
        State entry;
        uint32_t visits = 0;
        bool is_waiting = false;
    };

    [[nodiscard]] std::vector<uint32_t> addresses(const State& state) const;
    void join(State& into, const State& from) const;
    void enter(uint32_t block, const State& state);
    void visit(Context& context);
    void leave(uint32_t block, State state);
    [[nodiscard]] State branch(uint32_t block, Branch branch, State state);
    void enter_candidates(uint64_t memory);
    void find_candidates();
    void collect();
    void keep_likely(std::vector<uint32_t>& targets) const;
    void note_edge(uint32_t from, uint32_t to);

    const Blocks& blocks_;
    Values& values_;
    size_t depth_;
    size_t work_left_;
    std::map<Key, Context> contexts_;
    std::deque<Context*> waiting_;
    std::map<std::pair<uint32_t, uint32_t>, bool> edges_;
    std::map<uint32_t, Condition> conditions_;  ///< by block
    uint64_t candidates_memory_ = 0;
    Flow flow_;
};

std::vector<uint32_t> Analysis::addresses(const State& state) const {
    std::vector<uint32_t> found;
    for (size_t i = state.top.size(); i-- > 0 && found.size() < depth_;) {
        const auto targets = values_.targets(state.top[i]);
        if (targets.size() == 1) found.push_back(targets[0]);
    }
    return found;
}

void Analysis::join(State& into, const State& from) const {
    const size_t words = std::min(into.top.size(), from.top.size());
    into.top.erase(into.top.begin(), into.top.end() - static_cast<ptrdiff_t>(words));
    for (size_t i = 0; i < words; ++i)
        into.top[i] = values_.join(into.top[i], from.top[from.top.size() - words + i]);
    into.lowest = std::min(into.lowest, from.lowest);
    into.highest = std::max(into.highest, from.highest);
    into.memory = std::min(into.memory, from.memory);
}

void Analysis::enter(uint32_t block, const State& state) {
    const auto [found, is_new] = contexts_.try_emplace(Key{block, addresses(state)}, Context{block, state});
    Context& context = found->second;
    if (!is_new) {
        State joined = context.entry;
        join(joined, state);
        if (joined == context.entry) return;
        if (context.visits > kMostVisits) {
            if (joined.lowest < context.entry.lowest) joined.lowest = 0;
            if (joined.highest > context.entry.highest) joined.highest = isa::kStackLimit;
        }
        context.entry = std::move(joined);
    }
    if (context.is_waiting) return;
    context.is_waiting = true;
    waiting_.push_back(&context);
}

void Analysis::note_edge(uint32_t from, uint32_t to) {
    if (edges_.try_emplace({from, to}, true).second) flow_.blocks[to].ways_in += 1;
}

void Analysis::visit(Context& context) {
    context.is_waiting = false;
    context.visits += 1;
    const uint32_t cost = blocks_[context.block].instructions + 8;
    work_left_ -= std::min<size_t>(work_left_, cost);
    State state = context.entry;
    if (run(blocks_, values_, context.block, state) == Way::On) leave(context.block, std::move(state));
}

/// What is known on a branch of the JUMPI that ends @p block.
State Analysis::branch(uint32_t block, Branch branch, State state) {
    auto found = conditions_.find(block);
    if (found == conditions_.end()) found = conditions_.emplace(block, find_condition(blocks_, block)).first;
    assume(found->second, branch, values_, state);
    return state;
}

/// Goes on from the end of @p block.
void Analysis::leave(uint32_t block, State state) {
    const End how = blocks_[block].how;
    if (how == End::Halt) return;
    trim(state);
    const uint32_t next = block + 1;
    if (how == End::FallThrough) {
        note_edge(block, next);
        return enter(next, state);
    }

    const Targets targets = find_targets(blocks_, values_, state);
    const int pops = how == End::Jump ? 1 : 2;
    state.top.resize(state.top.size() - std::min<size_t>(state.top.size(), static_cast<size_t>(pops)));
    state.lowest -= pops;
    state.highest -= pops;

    auto& known = flow_.blocks[block].targets;
    known.is_unknown |= targets.is_unknown;
    known.may_be_bad |= targets.may_be_bad;
    if (targets.is_unknown) enter_candidates(state.memory);
    const State taken = how == End::JumpIf ? branch(block, Branch::Taken, state) : state;
    for (const uint32_t target : targets.blocks) {
        const auto place = std::ranges::lower_bound(known.blocks, target);
        if (place == known.blocks.end() || *place != target) known.blocks.insert(place, target);
        note_edge(block, target);
        enter(target, taken);
    }
    if (how == End::JumpIf) {
        note_edge(block, next);
        enter(next, branch(block, Branch::Passed, std::move(state)));
    }
}

/// A jump that may go anywhere goes where the code itself may want to go. All that is known there is how much
/// memory every such jump finds.
void Analysis::enter_candidates(uint64_t memory) {
    if (flow_.has_unknown_jumps && memory >= candidates_memory_) return;
    if (!flow_.has_unknown_jumps) find_candidates();
    flow_.has_unknown_jumps = true;
    candidates_memory_ = memory;
    for (const uint32_t block : flow_.candidates)
        enter(block, {.top = {}, .highest = isa::kStackLimit, .memory = memory});
}

/// Any destination if they are few, else those whose place is pushed.
void Analysis::find_candidates() {
    size_t destinations = 0;
    for (uint32_t block = 0; block < blocks_.size(); ++block) destinations += blocks_[block].is_destination;
    std::vector<bool> is_pushed(blocks_.code().size(), destinations <= kFewDestinations);
    for (uint32_t place = 0; place < blocks_.code().size(); place = blocks_.next(place)) {
        if (!isa::is_push(blocks_.op(place))) continue;
        const Uint256 word = immediate_at(blocks_.code(), place);
        if (word.fits_uint64() && blocks_.code().is_jump_destination(word[0])) is_pushed[word[0]] = true;
    }
    for (uint32_t block = 0; block < blocks_.size(); ++block) {
        if (!blocks_[block].is_destination || !is_pushed[blocks_[block].begin]) continue;
        flow_.candidates.push_back(block);
        // Two ways in, at the least: nothing may be taken for granted there.
        flow_.blocks[block].ways_in += 2;
    }
}

bool Analysis::run_all() {
    enter(0, {});
    flow_.blocks[0].ways_in += 1;
    while (!waiting_.empty()) {
        if (work_left_ == 0) return false;
        Context& context = *waiting_.front();
        waiting_.pop_front();
        visit(context);
    }
    collect();
    return true;
}

/// What is known of a jump to anywhere is worth a look before the way through the door, unless it is much;
/// and only what expects such jumps.
void Analysis::keep_likely(std::vector<uint32_t>& targets) const {
    std::erase_if(targets,
                  [&](uint32_t target) { return !std::ranges::binary_search(flow_.candidates, target); });
    if (targets.size() > kMostLikelyTargets) targets.clear();
}

/// Joins the states of each block.
void Analysis::collect() {
    for (const auto& [key, context] : contexts_) {
        auto& facts = flow_.blocks[context.block];
        if (facts.is_reached)
            join(facts.entry, context.entry);
        else
            facts.entry = context.entry;
        facts.is_reached = true;
    }
    for (auto& facts : flow_.blocks)
        if (facts.targets.is_unknown) keep_likely(facts.targets.blocks);
}

}  // namespace

Flow analyse(const Blocks& blocks, Values& values) {
    for (const size_t depth : {size_t{6}, size_t{3}, size_t{1}, size_t{0}}) {
        Analysis analysis{blocks, values, depth};
        if (analysis.run_all()) return analysis.take();
    }
    return {};
}

}  // namespace deed::jit
