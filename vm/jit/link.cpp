#include "vm/jit/link.hpp"

#include <atomic>

#include <llvm/ExecutionEngine/JITLink/JITLinkMemoryManager.h>
#include <llvm/ExecutionEngine/Orc/Core.h>
#include <llvm/ExecutionEngine/Orc/ExecutorProcessControl.h>
#include <llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h>

#include "vm/base/assert.hpp"
#include "vm/jit/module.hpp"
#include "vm/jit/symbols.hpp"

namespace deed::jit {

namespace orc = llvm::orc;

struct Linker::Session {
    orc::ExecutionSession session;
    orc::ObjectLinkingLayer layer;
    orc::JITDylib* symbols;
    std::atomic<uint64_t> programs = 0;

    explicit Session(std::unique_ptr<orc::ExecutorProcessControl> control)
        : session(std::move(control)),
          layer(session, session.getExecutorProcessControl().getMemMgr()),
          symbols(&session.createBareJITDylib("deed")) {
        // Failures are returned from link; printing them is nobody's wish.
        session.setErrorReporter([](llvm::Error error) { llvm::consumeError(std::move(error)); });
        orc::SymbolMap map;
        for (const Symbol& symbol : jit::symbols())
            map[session.intern({symbol.name.data(), symbol.name.size()})] = {
                orc::ExecutorAddr::fromPtr(symbol.address), llvm::JITSymbolFlags::Exported};
        llvm::cantFail(symbols->define(orc::absoluteSymbols(std::move(map))));
    }
    ~Session() { llvm::cantFail(session.endSession()); }

    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
};

struct Program::Memory {
    orc::ExecutionSession& session;
    orc::JITDylib& library;

    ~Memory() { llvm::cantFail(session.removeJITDylib(library)); }
};

Program::Program(std::unique_ptr<Memory> memory, Entry entry, size_t size)
    : memory_(std::move(memory)), entry_(entry), size_(size) {}
Program::Program(Program&& other) noexcept = default;
Program& Program::operator=(Program&& other) noexcept = default;
Program::~Program() = default;

Linker::Linker() {
    auto control = orc::SelfExecutorProcessControl::Create();
    DEED_ASSERT(static_cast<bool>(control));
    session_ = std::make_unique<Session>(std::move(*control));
}
Linker::~Linker() = default;

Result<Program, LinkError> Linker::link(BytesView object) {
    orc::ExecutionSession& session = session_->session;
    orc::JITDylib& library =
        session.createBareJITDylib("program" + std::to_string(session_->programs.fetch_add(1)));
    auto memory = std::unique_ptr<Program::Memory>{new Program::Memory{session, library}};
    library.addToLinkOrder(*session_->symbols);

    const llvm::StringRef bytes{reinterpret_cast<const char*>(object.data()), object.size()};
    if (llvm::Error error =
            session_->layer.add(library, llvm::MemoryBuffer::getMemBufferCopy(bytes, "program"))) {
        llvm::consumeError(std::move(error));
        return Failure{LinkError::Damaged};
    }
    auto entry = session.lookup({&library}, session.intern({kEntryName.data(), kEntryName.size()}));
    if (!entry) {
        llvm::consumeError(entry.takeError());
        return Failure{LinkError::Damaged};
    }
    return Program{std::move(memory), entry->getAddress().toPtr<Entry>(), object.size()};
}

}  // namespace deed::jit
