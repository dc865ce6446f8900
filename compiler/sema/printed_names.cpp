#include "compiler/sema/printed_names.hpp"

namespace deed::sema {

std::string_view name_of(UnaryOperator op) {
    switch (op) {
        case UnaryOperator::Not: return "!";
        case UnaryOperator::Complement: return "~";
        case UnaryOperator::Negate: return "-";
    }
    return {};
}

std::string_view name_of(BinaryOperator op) {
    switch (op) {
        case BinaryOperator::Add: return "+";
        case BinaryOperator::Subtract: return "-";
        case BinaryOperator::Multiply: return "*";
        case BinaryOperator::Power: return "**";
        case BinaryOperator::ShiftLeft: return "<<";
        case BinaryOperator::Remainder: return "%";
        case BinaryOperator::WrappingAdd: return "+%";
        case BinaryOperator::WrappingSubtract: return "-%";
        case BinaryOperator::WrappingMultiply: return "*%";
        case BinaryOperator::WrappingShiftLeft: return "<<%";
        case BinaryOperator::ShiftRight: return ">>";
        case BinaryOperator::And: return "&";
        case BinaryOperator::Or: return "|";
        case BinaryOperator::Exclusive: return "^";
        case BinaryOperator::Equal: return "==";
        case BinaryOperator::NotEqual: return "!=";
        case BinaryOperator::Less: return "<";
        case BinaryOperator::LessEqual: return "<=";
        case BinaryOperator::Greater: return ">";
        case BinaryOperator::GreaterEqual: return ">=";
    }
    return {};
}

std::string_view name_of(Rounding rounding) {
    switch (rounding) {
        case Rounding::Down: return "down";
        case Rounding::Up: return "up";
        case Rounding::Exact: return "exact";
    }
    return {};
}

std::string_view name_of(CastKind kind) {
    switch (kind) {
        case CastKind::Widen: return "widen";
        case CastKind::Checked: return "checked";
        case CastKind::Truncate: return "truncate";
        case CastKind::Reinterpret: return "reinterpret";
        case CastKind::Bound: return "bound";
        case CastKind::Resize: return "resize";
    }
    return {};
}

std::string_view name_of(Environment what) {
    switch (what) {
        case Environment::Caller: return "caller";
        case Environment::Self: return "self";
        case Environment::SelfBalance: return "self.balance";
        case Environment::BlockTime: return "block.time";
        case Environment::BlockNumber: return "block.number";
        case Environment::BlockBaseFee: return "block.basefee";
        case Environment::ChainId: return "chain.id";
        case Environment::GasLeft: return "gas.left";
        case Environment::PaidAmount: return "paid.amount";
        case Environment::DomainSeparator: return "domain";
        case Environment::Paid: return "paid";
    }
    return {};
}

std::string_view name_of(Intrinsic intrinsic) {
    switch (intrinsic) {
        case Intrinsic::Minimum: return "min";
        case Intrinsic::Maximum: return "max";
        case Intrinsic::SquareRoot: return "sqrt";
        case Intrinsic::Log2: return "log2";
        case Intrinsic::Keccak256: return "keccak256";
        case Intrinsic::Sha256: return "sha256";
        case Intrinsic::Length: return "len";
        case Intrinsic::ByteAt: return "byte";
        case Intrinsic::Recover: return "recover";
        case Intrinsic::AccountBalance: return "balance";
        case Intrinsic::AccountCodeHash: return "codehash";
        case Intrinsic::AccountHasCode: return "hasCode";
    }
    return {};
}

std::string_view name_of(CallOptionKind kind) {
    switch (kind) {
        case CallOptionKind::Value: return "value";
        case CallOptionKind::Gas: return "gas";
        case CallOptionKind::Salt: return "salt";
    }
    return {};
}

std::string_view name_of(WorldChange change) {
    switch (change) {
        case WorldChange::Warp: return "warp";
        case WorldChange::Roll: return "roll";
        case WorldChange::Deal: return "deal";
    }
    return {};
}

std::string_view name_of(HoldingOperation operation) {
    switch (operation) {
        case HoldingOperation::Take: return "take";
        case HoldingOperation::TakeAll: return "takeAll";
        case HoldingOperation::Put: return "put";
        case HoldingOperation::Move: return "move";
        case HoldingOperation::Mint: return "mint";
        case HoldingOperation::Burn: return "burn";
    }
    return {};
}

std::string_view name_of(TransferKind kind) {
    switch (kind) {
        case TransferKind::Pay: return "pay";
        case TransferKind::Push: return "push";
        case TransferKind::Allow: return "allow";
        case TransferKind::Pull: return "pull";
        case TransferKind::PullExact: return "pullExact";
    }
    return {};
}

std::string_view name_of(FieldRole role) {
    switch (role) {
        case FieldRole::Plain: return "";
        case FieldRole::Ledger: return "ledger ";
        case FieldRole::Family: return "family ";
        case FieldRole::Purse: return "purse ";
        case FieldRole::Total: return "total ";
    }
    return {};
}

std::string_view name_of(FunctionKind kind) {
    switch (kind) {
        case FunctionKind::Init: return "init";
        case FunctionKind::PartInit: return "part init";
        case FunctionKind::Public: return "pub fn";
        case FunctionKind::Getter: return "getter";
        case FunctionKind::Receive: return "receive";
        case FunctionKind::Invariant: return "invariant";
        case FunctionKind::Internal: return "fn";
    }
    return {};
}

std::string_view name_of(Mutability mutability) {
    switch (mutability) {
        case Mutability::Pure: return " pure";
        case Mutability::View: return " view";
        case Mutability::NonPayable: return "";
        case Mutability::Payable: return " payable";
    }
    return {};
}

std::string_view name_of(FieldKind kind) {
    switch (kind) {
        case FieldKind::Immutable: return "let";
        case FieldKind::Storage: return "var";
        case FieldKind::Transient: return "transient var";
    }
    return {};
}

std::string_view name_of(SignedRole role) {
    switch (role) {
        case SignedRole::Value: return "";
        case SignedRole::Signer: return "signer ";
        case SignedRole::Once: return "once ";
        case SignedRole::Until: return "until ";
    }
    return {};
}

}  // namespace deed::sema
