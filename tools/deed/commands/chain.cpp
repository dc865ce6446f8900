#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/chain/audit.hpp"
#include "runtime/chain/transfer.hpp"
#include "runtime/ledger/ledger.hpp"
#include "runtime/storage/damaged_error.hpp"
#include "runtime/storage/scratch_directory.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/failure.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"

namespace deed::tools {
namespace {

namespace fs = std::filesystem;

struct Request {
    std::string data;
    std::string genesis;
    std::string file;  ///< what is exported or imported; of snapshots the other directory
};

/// Shows how far a long replay is, on a terminal only.
class Progress {
  public:
    Progress(const Console& console, std::string what)
        : is_shown_(console.uses_colour()), what_(std::move(what)) {}

    void operator()(uint64_t done, uint64_t all) {
        if (!is_shown_ || (done != all && done * 100 / all == percent_)) return;
        percent_ = done * 100 / all;
        std::string bar(kBarWidth, '.');
        std::fill_n(bar.begin(), percent_ * kBarWidth / 100, '#');
        std::cerr << "\r[" << bar << "] " << percent_ << " %, " << what_ << ' ' << done << " of " << all
                  << (done == all ? "\n" : "") << std::flush;
    }

  private:
    static constexpr size_t kBarWidth = 40;

    bool is_shown_;
    std::string what_;
    uint64_t percent_ = 101;
};

boost::json::object to_json(const chain::Audit& audit) {
    boost::json::object result{{"holds", !audit.problem},
                               {"block", audit.head.number},
                               {"blockHash", to_hex_prefixed(audit.head.hash)},
                               {"stateRoot", to_hex_prefixed(audit.state_root)},
                               {"transactions", audit.transactions},
                               {"entries", audit.entries},
                               {"development", audit.is_development},
                               {"edits", audit.edits},
                               {"voted", audit.voted}};
    if (!audit.problem) return result;
    boost::json::object problem{{"what", audit.problem->what}};
    if (audit.problem->block) problem["block"] = *audit.problem->block;
    result["problem"] = std::move(problem);
    return result;
}

void say(const chain::Audit& audit, const Console& console) {
    const std::string number = std::to_string(audit.head.number);
    if (audit.problem) {
        const std::string place =
            audit.problem->block ? "block " + std::to_string(*audit.problem->block) : "the data";
        console.say(place + " does not hold: " + audit.problem->what);
        return;
    }
    console.say("blocks 0 to " + number + " hold: " + std::to_string(audit.transactions) +
                " transactions run again, " + std::to_string(audit.entries) + " entries compared");
    console.say("head " + to_hex_prefixed(audit.head.hash) + ", state root " +
                to_hex_prefixed(audit.state_root));
    if (audit.is_development) console.say("development chain, " + std::to_string(audit.edits) + " edits");
    if (audit.voted != 0)
        console.say("the node was not closed: its next start makes " + std::to_string(audit.voted) +
                    " more, which are voted for");
}

/// The genesis that the directory is held against, in the form that its chain has: a consensus client's may
/// be of older rules.
std::optional<chain::ChainGenesis> read_expected(const Request& request) {
    if (request.genesis.empty()) return std::nullopt;
    try {
        const ledger::Ledger ledger{request.data, {.access = storage::Access::ReadOnly}};
        const auto origin = ledger.origin();
        const bool is_driven = origin && origin->is_foreign;
        return is_driven ? chain::read_foreign_genesis(request.genesis)
                         : chain::read_genesis(request.genesis);
    } catch (const storage::DamagedError&) {
        return std::nullopt;  // The audit finds it too, and says so.
    }
}

void verify(const Request& request, const fs::path& scratch, Console& console) {
    const chain::Audit audit =
        chain::audit_chain(request.data, read_expected(request), scratch, Progress{console, "block"});
    say(audit, console);
    console.report(to_json(audit));
    if (audit.problem) console.exit_code = ExitCode::Failed;
}

/// Runs @p body in a process of its own: a file whose inner structure is destroyed can crash whoever reads
/// it, and that is an answer too.
void run_apart(const std::function<void()>& body, const Request& request, Console& console) {
    std::cout.flush();
    const pid_t child = ::fork();
    if (child < 0) throw CommandError{ExitCode::Unavailable, "cannot start a process"};
    if (child == 0) {
        int code = 0;
        try {
            body();
            code = static_cast<int>(console.exit_code);
        } catch (...) {
            code = fail_with_current(console);
        }
        std::cout.flush();
        ::_exit(code);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    if (WIFEXITED(status)) {
        console.exit_code = static_cast<ExitCode>(WEXITSTATUS(status));
        return;
    }
    console.exit_code = static_cast<ExitCode>(
        console.fail({ExitCode::Failed,
                      "the data file in " + request.data + " is damaged: its structure cannot be read"}));
}

uint64_t write_chain(const Request& request, const std::string& target, const Console& console) {
    std::ofstream out{target, std::ios::binary | std::ios::trunc};
    if (!out) throw CommandError{ExitCode::Unavailable, "cannot write " + target};
    const uint64_t blocks = chain::export_chain(request.data, out, Progress{console, "block"});
    out.close();
    if (!out) throw CommandError{ExitCode::Unavailable, "cannot write " + target};
    return blocks;
}

/// A file appears under its name when it is whole; until then it is FILE.partial. A device or pipe is written
/// to at once.
void export_to_file(const Request& request, Console& console) {
    const bool is_stream = fs::exists(request.file) && !fs::is_regular_file(request.file);
    const std::string target = is_stream ? request.file : request.file + ".partial";
    uint64_t blocks = 0;
    try {
        blocks = write_chain(request, target, console);
    } catch (...) {
        std::error_code ignored;
        if (!is_stream) fs::remove(target, ignored);
        throw;
    }
    if (!is_stream) fs::rename(target, request.file);
    console.say("blocks 0 to " + std::to_string(blocks) + " are in " + request.file);
    console.report({{"file", request.file}, {"blocks", blocks}});
}

void import_from_file(const Request& request, Console& console) {
    std::ifstream in{request.file, std::ios::binary};
    if (!in) throw CommandError{ExitCode::BadUsage, "cannot read " + request.file};
    const auto result = chain::import_chain(request.data, in, Progress{console, "byte"});
    console.say(std::to_string(result.added) + " blocks added, " + std::to_string(result.known) +
                " were there already");
    if (result.is_driven)
        console.say(
            "a consensus client decides about this chain: every block was run, and nothing proves that "
            "anybody "
            "has agreed on them; go on with deed node --engine");
    console.report({{"added", result.added}, {"known", result.known}, {"driven", result.is_driven}});
}

void copy(const std::string& from, const std::string& to, Console& console) {
    chain::copy_chain(from, to);
    console.say("the chain of " + from + " is in " + to);
    console.report({{"from", from}, {"to", to}});
}

using Action = void (*)(const Request&, Console&);

void add_action(CLI::App& parent, Console& console, const std::string& name, const std::string& summary,
                const std::string& file_help, const std::string& file_type, Action action) {
    auto* command = parent.add_subcommand(name, summary);
    const auto request = std::make_shared<Request>();
    command->add_option("--data", request->data, "Directory of the chain")->required()->type_name("DIR");
    command->add_option("file", request->file, file_help)->required()->type_name(file_type);
    command->callback([request, &console, action] { action(*request, console); });
}

}  // namespace

void add_chain(CLI::App& root, Console& console) {
    auto* command = root.add_subcommand("chain", "Examine, carry and copy the data directory of a chain");
    command->require_subcommand(1);
    auto* verify_command = command->add_subcommand(
        "verify",
        "Replay every block from the genesis and compare everything that is stored; changes nothing");
    const auto request = std::make_shared<Request>();
    verify_command->add_option("--data", request->data, "Directory of the chain")
        ->required()
        ->type_name("DIR");
    verify_command->add_option("--genesis", request->genesis, "The genesis it must have begun with")
        ->type_name("FILE");
    verify_command->callback([request, &console] {
        const storage::ScratchDirectory scratch;
        run_apart([&] { verify(*request, scratch.path(), console); }, *request, console);
    });
    add_action(*command, console, "export", "Write every block, with what proves it, into a file",
               "The file to write", "FILE", export_to_file);
    add_action(
        *command, console, "import",
        "Read a file that was exported; goes on where an earlier run ended. Blocks of validators must come "
        "with their certificates. Those of a chain that a consensus client decides about have none: they "
        "are checked and run as if they came through the Engine API",
        "The file to read", "FILE", import_from_file);
    add_action(*command, console, "snapshot", "Copy the directory of a chain, packed", "The copy; made",
               "COPY",
               [](const Request& request, Console& where) { copy(request.data, request.file, where); });
    add_action(*command, console, "restore", "Make the directory of a chain from a copy", "The copy", "COPY",
               [](const Request& request, Console& where) { copy(request.file, request.data, where); });
}

}  // namespace deed::tools
