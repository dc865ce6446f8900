#include "vm/isa/revision.hpp"

#include <gtest/gtest.h>

namespace deed::isa {
namespace {

TEST(Revisions, AreOrderedByAge) {
    EXPECT_LT(Revision::Frontier, Revision::Homestead);
    EXPECT_LT(Revision::Petersburg, Revision::Istanbul);
    EXPECT_EQ(static_cast<size_t>(Revision::Osaka) + 1, kRevisionCount);
}

TEST(Revisions, AreFoundByTheNameTheyPrint) {
    for (size_t i = 0; i < kRevisionCount; ++i) {
        const auto revision = static_cast<Revision>(i);

        EXPECT_EQ(find_revision(name_of(revision)), revision);
    }
}

TEST(Revisions, AreFoundBySynonymsInAnyCase) {
    EXPECT_EQ(find_revision("merge"), Revision::Paris);
    EXPECT_EQ(find_revision("SpuriousDragon"), Revision::SpuriousDragon);
    EXPECT_EQ(find_revision("PETERSBURG"), Revision::Petersburg);
    EXPECT_EQ(find_revision("Berlim"), std::nullopt);
}

}  // namespace
}  // namespace deed::isa
