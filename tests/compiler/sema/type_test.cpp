#include "compiler/sema/type.hpp"

#include <gtest/gtest.h>

#include "compiler/sema/program.hpp"

namespace deed::sema {
namespace {

TEST(TypeTable, GivesEqualTypesOneAddress) {
    TypeTable types;

    EXPECT_EQ(types.unsigned_integer(256), types.uint256());
    EXPECT_EQ(types.map(types.address(), types.uint256()), types.map(types.address(), types.uint256()));
    EXPECT_NE(types.array(types.boolean(), 2), types.array(types.boolean(), 3));
    EXPECT_NE(types.unsigned_integer(8), types.signed_integer(8));
}

TEST(Types, HaveTwoNames) {
    TypeTable types;
    Struct point{.name = "Point", .members = {{"x", types.int256(), {}}, {"y", types.boolean(), {}}}};
    const Type* points = types.array(types.of(point), 3);

    EXPECT_EQ(name_of(*points), "Point[3]");
    EXPECT_EQ(abi_name_of(*points), "(int256,bool)[3]");
    EXPECT_EQ(name_of(*types.map(types.string(), points)), "map<string, Point[3]>");
}

TEST(Types, WithAMapInsideAreNotCopied) {
    TypeTable types;
    const Type* map = types.map(types.address(), types.uint256());
    Struct book{.name = "Book", .members = {{"pages", types.array(map, 2), {}}}};

    EXPECT_FALSE(is_copyable(*types.of(book)));
    EXPECT_FALSE(has_abi(*types.of(book)));
    EXPECT_TRUE(is_copyable(*types.bytes()));
}

TEST(Types, OfContractsAreAddressesInTheAbi) {
    TypeTable types;
    Interface token;
    token.name = "IERC20";

    EXPECT_EQ(abi_name_of(*types.of(token)), "address");
    EXPECT_TRUE(types.of(token)->is_word());
}

TEST(CanonicalForm, NamesTheTypesOfTheAbi) {
    TypeTable types;
    const Signature signature{.name = "transfer",
                              .parameters = {{"to", types.address(), {}}, {"value", types.uint256(), {}}}};

    EXPECT_EQ(canonical_form(signature), "transfer(address,uint256)");
}

}  // namespace
}  // namespace deed::sema
