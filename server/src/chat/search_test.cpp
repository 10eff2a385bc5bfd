#include "chat/search.hpp"

#include <gtest/gtest.h>

#include "chat/errc.hpp"
#include "chat/testing/run_task.hpp"

namespace chatter::chat {
namespace {

using testing::run_task;

/// Keeps what it was asked.
class RecordingSearch final : public SearchStore {
  public:
    Task<Result<SearchPage>> search_messages(UserId, SearchQuery query) override {
        queries.push_back(std::move(query));
        co_return SearchPage{};
    }

    std::vector<SearchQuery> queries;
};

class SearchTest : public ::testing::Test {
  protected:
    std::vector<std::string> refused_fields(std::string text, std::optional<std::int64_t> limit = {}) {
        std::vector<std::string> fields;
        SearchRequest request;
        request.text = std::move(text);
        request.limit = limit;
        const auto page = run_task(search_.run(UserId{}, std::move(request)));
        if (page) return fields;
        EXPECT_EQ(page.error().code, make_error_code(Errc::validation_failed));
        for (const auto& error : page.error().fields) fields.push_back(error.field);
        return fields;
    }

    RecordingSearch store_;
    Search search_{store_};
};

using Fields = std::vector<std::string>;

TEST_F(SearchTest, asks_the_store_for_twenty_unless_told_otherwise) {
    EXPECT_EQ(refused_fields("fox"), Fields());
    EXPECT_EQ(refused_fields("fox", 100), Fields());
    ASSERT_EQ(store_.queries.size(), 2U);
    EXPECT_EQ(store_.queries[0].text, "fox");
    EXPECT_EQ(store_.queries[0].limit, 20U);
    EXPECT_EQ(store_.queries[1].limit, 100U);
}

TEST_F(SearchTest, refuses_what_cannot_be_looked_for) {
    EXPECT_EQ(refused_fields(""), Fields{"q"});
    EXPECT_EQ(refused_fields(" \u200B\u3000"), Fields{"q"});
    EXPECT_EQ(refused_fields(std::string(101, 'x')), Fields{"q"});
    EXPECT_EQ(refused_fields("fox", 0), Fields{"limit"});
    EXPECT_EQ(refused_fields("", 101), (Fields{"q", "limit"}));
    EXPECT_TRUE(store_.queries.empty());
}

}  // namespace
}  // namespace chatter::chat
