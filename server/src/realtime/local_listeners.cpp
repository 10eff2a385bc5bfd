#include "realtime/local_listeners.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <string_view>

#include "base/completion.hpp"
#include "realtime/message_event.hpp"
#include "realtime/resync.hpp"
#include "realtime/room_names.hpp"

namespace chatter::realtime {

void NamespaceListeners::join(const std::string& name, chat::RoomId room) {
    nsp_.local().to(name).sockets_join({room_name(room)});
}

void NamespaceListeners::tell(const std::string& name, const MissedEvent& event) {
    nsp_.local().to(name).emit_json(message_event(event.name, event.message));
}

Task<std::vector<chat::RoomId>> NamespaceListeners::find_heard(std::vector<chat::RoomId> rooms) {
    std::vector<std::string> names;
    names.reserve(rooms.size());
    for (const auto& room : rooms) names.push_back(room_name(room));
    const auto heard = co_await suspend_until_completed<std::vector<std::string>>(
        [this, &names](Completion<std::vector<std::string>> done) {
            nsp_.local_adapter().rooms_among(std::move(names), std::move(done));
        });
    std::vector<chat::RoomId> ids;
    ids.reserve(heard.size());
    for (const auto& name : heard)
        if (const auto id = chat::RoomId::parse(name.substr(name.find(':') + 1))) ids.push_back(*id);
    co_return ids;
}

void NamespaceListeners::have_catch_up(chat::RoomId room) {
    asio::co_spawn(worker_.executor(), resync_room(nsp_, room_name(room)), asio::detached);
}

}  // namespace chatter::realtime
