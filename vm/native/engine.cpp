#include "vm/native/engine.hpp"

#include <algorithm>

#include "vm/crypto/keccak.hpp"
#include "vm/interpreter/interpreter.hpp"

namespace deed::native {

using isa::Revision;
using machine::Code;
using machine::Frame;
using machine::Heat;
using machine::Status;

namespace {

Status interpret(Frame& frame) {
    return interpreter::run(frame, interpreter::fastest_form());
}

/// Machine code has none of the marks in front of its functions that UndefinedBehaviorSanitizer looks for.
[[gnu::always_inline, clang::no_sanitize("function")]] inline Status call(machine::NativeCode::Entry entry,
                                                                          Frame& frame) {
    return entry(&frame);
}

/// What the code used itself, a measure of the time that it took: not the work of its calls and of the Host.
/// An exceptional halt takes everything.
int64_t gas_used(const Frame& frame, Status status, int64_t before) {
    const bool keeps_gas = status == Status::Success || status == Status::Revert;
    return std::max<int64_t>(before - (keeps_gas ? frame.gas : 0) - frame.gas_elsewhere, 0);
}

/// Machine code serves whoever runs this bytecode, by this compiler, under this revision.
Hash key_of(const Code& code, Revision revision, Tier tier, const Compiler& compiler) {
    Bytes text = to_bytes(crypto::keccak256(code.bytes()));
    text.push_back(static_cast<uint8_t>(revision));
    text.push_back(static_cast<uint8_t>(tier));
    append(text, as_bytes(compiler.identity()));
    return crypto::keccak256(text);
}

}  // namespace

Status Engine::run(Frame& frame) noexcept {
    const Heat& heat = frame.code->heat();
    const Native* native = heat.find(frame.revision());
    if (native == nullptr && policy_.waiting == Waiting::Always) [[unlikely]] {
        make(*frame.code, frame.revision(), policy_.first);
        native = heat.find(frame.revision());
    }
    if (native != nullptr && native->tier == Tier::Optimised) return enter(*native, frame);

    const int64_t before = frame.gas;
    const Status status = native == nullptr ? interpret(frame) : enter(*native, frame);
    consider(frame, native, gas_used(frame, status, before));
    return status;
}

Status Engine::enter(const Native& native, Frame& frame) {
    if (native.entry == nullptr) return interpret(frame);
    calls_.fetch_add(1, std::memory_order_relaxed);
    const Status status = call(native.entry, frame);
    if (status != Status::Running) [[likely]]
        return status;
    bail_outs_.fetch_add(1, std::memory_order_relaxed);
    return interpret(frame);
}

/// Has machine code made when the code has become worth it.
void Engine::consider(const Frame& frame, const Native* native, int64_t gas) {
    const bool is_refused = native != nullptr && native->entry == nullptr;
    if (is_refused) return;
    const int64_t sum = frame.code->heat().add(gas);
    const auto size = static_cast<int64_t>(frame.code_size);
    if (native == nullptr && sum >= size * policy_.fast_gas_per_byte)
        request(frame, Tier::Fast);
    else if (native != nullptr && sum >= size * policy_.optimised_gas_per_byte)
        request(frame, Tier::Optimised);
}

void Engine::request(const Frame& frame, Tier tier) {
    const Revision revision = frame.revision();
    if (!frame.code->heat().claim(revision, tier)) return;
    if (policy_.waiting == Waiting::Always) return make(*frame.code, revision, tier);
    auto code = frame.code->weak_from_this().lock();
    if (code == nullptr) return;
    surroundings_.submit([this, code = std::move(code), revision, tier] { make(*code, revision, tier); });
}

void Engine::make(const Code& code, Revision revision, Tier tier) {
    if (deadlines_.have_passed()) return;
    const Compiler* const made_by = compiler();
    if (made_by == nullptr) return code.heat().attach(revision, Tier::Optimised, nullptr);

    const Hash best = key_of(code, revision, Tier::Optimised, *made_by);
    const Hash key = tier == Tier::Optimised ? best : key_of(code, revision, tier, *made_by);
    // An earlier process may have found the code worth more than this one knows yet.
    if (key != best)
        if (auto native = find_made(best)) return code.heat().attach(revision, Tier::Optimised, native);
    auto native = registry_.get(key, [&] { return load_or_compile(code, revision, tier, key); });
    if (native == nullptr && deadlines_.have_passed()) return;
    code.heat().attach(revision, tier, std::move(native));
}

/// What has been made under @p key, by this process or an earlier one.
Registry::Pointer Engine::find_made(const Hash& key) {
    if (auto known = registry_.find(key)) return known;
    auto loaded = load(key);
    return loaded == nullptr ? nullptr : registry_.get(key, [&] { return loaded; });
}

const Compiler* Engine::compiler() {
    std::call_once(loading_, [this] {
        auto loaded = surroundings_.load();
        if (!loaded) {
            if (surroundings_.report) surroundings_.report(loaded.error());
            return;
        }
        compiler_ = *std::move(loaded);
        if (surroundings_.open_cache) cache_ = surroundings_.open_cache();
    });
    return compiler_.get();
}

Registry::Pointer Engine::load_or_compile(const Code& code, Revision revision, Tier tier, const Hash& key) {
    if (auto native = load(key)) return native;
    return compile(code, revision, tier, key);
}

Registry::Pointer Engine::load(const Hash& key) {
    if (cache_ == nullptr) return nullptr;
    const auto object = cache_->find(key);
    if (!object) return nullptr;
    auto native = compiler_->link(*object, policy_.budget);
    if (!native) {
        cache_->remove(key);
        return nullptr;
    }
    loaded_.fetch_add(1, std::memory_order_relaxed);
    return *std::move(native);
}

Registry::Pointer Engine::compile(const Code& code, Revision revision, Tier tier, const Hash& key) {
    const Deadline deadline{deadlines_, std::chrono::milliseconds{policy_.budget.time_ms}};
    const auto object = compiler_->compile(code, revision, tier, policy_.budget, deadline.has_passed());
    compile_time_us_.fetch_add(static_cast<uint64_t>(deadline.spent().count()), std::memory_order_relaxed);
    auto native = object ? compiler_->link(*object, policy_.budget)
                         : Result<Registry::Pointer, Refusal>{tl::unexpected{object.error()}};
    if (!native) {
        refused_.fetch_add(1, std::memory_order_relaxed);
        return nullptr;
    }
    compiled_.fetch_add(1, std::memory_order_relaxed);
    if (cache_ != nullptr) cache_->write(key, *object);
    return *std::move(native);
}

void Engine::stop() {
    deadlines_.pass_all();
}

Statistics Engine::statistics() const {
    return {.compiled = compiled_.load(std::memory_order_relaxed),
            .loaded = loaded_.load(std::memory_order_relaxed),
            .refused = refused_.load(std::memory_order_relaxed),
            .calls = calls_.load(std::memory_order_relaxed),
            .bail_outs = bail_outs_.load(std::memory_order_relaxed),
            .bytes = registry_.footprint(),
            .compile_time_us = compile_time_us_.load(std::memory_order_relaxed)};
}

}  // namespace deed::native
