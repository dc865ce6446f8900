#include "tools/deed/failure.hpp"

#include <exception>
#include <string>

#include "runtime/chain/unusable_genesis.hpp"
#include "runtime/storage/damaged_error.hpp"
#include "tools/client/contract.hpp"
#include "tools/deed/console.hpp"
#include "vm/base/error.hpp"

namespace deed::tools {

int fail_with_current(const Console& console) {
    try {
        throw;
    } catch (const CommandError& error) {
        return console.fail(error);
    } catch (const client::UnknownName& error) {
        return console.fail({ExitCode::BadUsage, error.what()});
    } catch (const chain::UnusableGenesis& error) {
        return console.fail({ExitCode::BadUsage, error.what()});
    } catch (const storage::DamagedError& error) {
        return console.fail({ExitCode::Failed, error.what()});
    } catch (const Error& error) {
        return console.fail({ExitCode::Unavailable, error.what()});
    } catch (const std::exception& error) {
        return console.fail({ExitCode::InternalError, std::string{"internal error: "} + error.what()});
    }
}

}  // namespace deed::tools
