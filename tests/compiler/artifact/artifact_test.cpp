#include "compiler/artifact/artifact.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "compiler/diagnostics/diagnostics.hpp"
#include "compiler/diagnostics/render.hpp"
#include "compiler/sema/check.hpp"
#include "compiler/syntax/modules.hpp"

namespace deed::artifact {
namespace {

namespace json = boost::json;

constexpr const char* kMarket = R"json(
/// Sells things.
/// @title A market
/// @dev Keeps orders by number.
contract Market {
  struct Price {
    amount: uint128
    decimals: uint8
  }
  struct Order {
    seller: address
    prices: Price[2]
  }

  pub var count: uint64
  pub var open: bool
  var orders: map<uint64, Order>

  event Placed(id: indexed uint64, order: Order)
  error NoOrder(id: uint64)

  /// Takes an order.
  /// @param order What is
  ///   for sale.
  /// @return Its number.
  pub fn place(order: Order) by anyone -> uint64 {
    count += 1
    open = true
    orders[count] = order
    emit Placed(count, order)
    return count
  }

  pub fn find(id: uint64) view -> (address, Price[2]) {
    require id <= count else NoOrder(id)
    return (orders[id].seller, orders[id].prices)
  }
}
)json";

class Market : public testing::Test {
  protected:
    void SetUp() override {
        const auto read_file = [](const std::string&) { return std::optional<std::string>{kMarket}; };
        diagnostics::Diagnostics diagnostics;
        const auto modules = syntax::load_modules({"market.deed"}, "", read_file, sources_, diagnostics);
        program_ = sema::check(modules, sources_, diagnostics);
        ASSERT_FALSE(diagnostics.has_errors())
            << diagnostics::render_all(diagnostics, sources_, diagnostics::Colour::Plain);
        contract_ = program_->contracts[0].get();
    }

    source::Sources sources_;
    std::unique_ptr<const sema::Program> program_;
    const sema::Contract* contract_ = nullptr;
};

/// The row of an ABI with this name.
json::object find_row(const json::array& abi, std::string_view name) {
    for (const json::value& row : abi)
        if (row.as_object().contains("name") && row.at("name").as_string() == name) return row.as_object();
    return {};
}

TEST_F(Market, HasAnAbiWithTuples) {
    const json::array abi = make_abi(*contract_);

    EXPECT_EQ(abi.at(0),
              (json::object{
                  {"type", "constructor"}, {"inputs", json::array{}}, {"stateMutability", "nonpayable"}}));
    EXPECT_EQ(json::value(find_row(abi, "place")), json::parse(R"json({"type": "function", "name": "place",
        "inputs": [{"name": "order", "type": "tuple", "internalType": "struct Order", "components": [
            {"name": "seller", "type": "address", "internalType": "address"},
            {"name": "prices", "type": "tuple[2]", "internalType": "struct Price[2]", "components": [
                {"name": "amount", "type": "uint128", "internalType": "uint128"},
                {"name": "decimals", "type": "uint8", "internalType": "uint8"}]}]}],
        "outputs": [{"name": "", "type": "uint64", "internalType": "uint64"}],
        "stateMutability": "nonpayable"})json"));
    EXPECT_EQ(find_row(abi, "find").at("stateMutability"), "view");
    EXPECT_EQ(find_row(abi, "find").at("outputs").as_array().size(), 2U);
    EXPECT_EQ(find_row(abi, "Placed").at("inputs").at(0).at("indexed"), true);
    EXPECT_EQ(find_row(abi, "Placed").at("inputs").at(1).at("type"), "tuple");
    EXPECT_EQ(find_row(abi, "NoOrder").at("type"), "error");
    EXPECT_EQ(find_row(abi, "count").at("type"), "function");
}

TEST_F(Market, HasALayoutOfSoliditysShape) {
    const json::object layout =
        make_storage_layout(*contract_, "market.deed", lower::lay_out_storage(*contract_));

    EXPECT_EQ(
        layout.at("storage").at(1),
        json::parse(
            R"json({"astId": 1, "contract": "market.deed:Market", "label": "open", "offset": 8, "slot": "0",
                              "type": "t_bool"})json"));
    EXPECT_EQ(layout.at("storage").at(2).at("type"), "t_mapping(t_uint64,t_struct(Order)_storage)");
    const json::object& types = layout.at("types").as_object();
    EXPECT_EQ(
        types.at("t_mapping(t_uint64,t_struct(Order)_storage)"),
        json::parse(
            R"json({"encoding": "mapping", "label": "mapping(uint64 => struct Order)", "numberOfBytes": "32",
                              "key": "t_uint64", "value": "t_struct(Order)_storage"
})json"));
    EXPECT_EQ(types.at("t_struct(Order)_storage").at("numberOfBytes"), "96");
    EXPECT_EQ(types.at("t_array(t_struct(Price)_storage)2_storage").at("base"), "t_struct(Price)_storage");
    EXPECT_EQ(types.at("t_struct(Price)_storage").at("members").at(1).at("offset"), 16);
}

TEST_F(Market, HasDocumentsFromItsComments) {
    const Documents documents = make_documents(*contract_);

    EXPECT_EQ(json::value(documents.user),
              json::parse(R"json({"kind": "user", "version": 1, "notice": "Sells things.", "methods":
        {"place((address,(uint128,uint8)[2]))": {"notice": "Takes an order."}
}
})json"));
    EXPECT_EQ(json::value(documents.developer),
              json::parse(R"json({"kind": "dev", "version": 1, "title": "A market",
        "details": "Keeps orders by number.", "methods": {"place((address,(uint128,uint8)[2]))":
        {
    "params" : {"order" : "What is for sale."}, "returns" : {"_0" : "Its number."}}
}
})json"));
}

TEST_F(Market, MapsCodeToPlaces) {
    codegen::Code code;
    code.map = {{0, {contract_->span, ir::Check::None}}, {7, {contract_->span, ir::Check::Addition}}};

    EXPECT_EQ(json::value(make_source_map(code, sources_)),
              json::parse(R"json([[0, 0, 5, 10], [7, 0, 5, 10, "the sum does not fit its type"]])json"));
}

}  // namespace
}  // namespace deed::artifact
