#include "realtime/draft_events.hpp"

#include "chat/drafts.hpp"
#include "chat/errc.hpp"
#include "wire/entities.hpp"
#include "wire/problem.hpp"
#include "wire/reader.hpp"

namespace chatter::realtime {

namespace json = boost::json;

Task<EventAnswer> save_draft(const EventContext& context, ReceivedEvent event) {
    wire::Reader reader(event.payload);
    const auto room_id = reader.required_id<chat::RoomId>("roomId");
    auto content = reader.required_string("content");
    const auto version = reader.required_integer("version");
    if (auto error = reader.error()) co_return std::unexpected(std::move(*error));

    auto origin = std::string(event.socket->id());
    const auto kept = co_await context.chat.drafts.keep(event.user_id(), room_id, std::move(content), version,
                                                        std::move(origin));
    if (!kept) co_return std::unexpected(kept.error());
    json::object answer;
    if (kept->conflict) {
        auto error = wire::ack_error_json(Error(chat::Errc::draft_conflict));
        error["draft"] = wire::to_json(kept->draft);
        answer["ok"] = false;
        answer["error"] = std::move(error);
    } else {
        answer["draft"] = wire::to_json(kept->draft);
    }
    co_return answer;
}

}  // namespace chatter::realtime
