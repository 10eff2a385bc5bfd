#include "chat/search.hpp"

#include "chat/characters.hpp"
#include "chat/validation.hpp"

namespace chatter::chat {

namespace {

constexpr std::int64_t results_default = 20;
constexpr std::int64_t results_max = 100;

Complaint complaint_about_text(std::string_view text) {
    if (auto complaint = complaint_about_search(text)) return complaint;
    if (is_blank(text)) return "Must not be blank.";
    return std::nullopt;
}

}  // namespace

Task<Result<SearchPage>> Search::run(UserId viewer, SearchRequest request) {
    Validation validation;
    validation.check("q", complaint_about_text(request.text));
    const auto limit = request.limit.value_or(results_default);
    if (limit < 1 || limit > results_max) validation.check("limit", "Must be from 1 to 100.");
    if (auto valid = validation.result(); !valid) co_return std::unexpected(std::move(valid.error()));
    SearchQuery query{.text = std::move(request.text),
                      .room_id = request.room_id,
                      .author_id = request.author_id,
                      .before = request.before,
                      .after = request.after,
                      .limit = static_cast<std::size_t>(limit)};
    co_return co_await store_.search_messages(viewer, std::move(query));
}

}  // namespace chatter::chat
