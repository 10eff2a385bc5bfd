#include "socketio/examples/conformance/everything.hpp"

#include <boost/json/parse.hpp>
#include <regex>

namespace chatter::conformance {

namespace json = boost::json;
using socketio::ConnectRequest;
using SocketPtr = std::shared_ptr<socketio::Socket>;
using Verdict = std::expected<void, socketio::ConnectError>;

Remembered& remembered(socketio::Socket& socket) {
    return *std::any_cast<std::shared_ptr<Remembered>&>(socket.data());
}

namespace {

Remembered& memory_of(ConnectRequest& request) {
    if (!request.data.has_value()) request.data = std::make_shared<Remembered>();
    return *std::any_cast<std::shared_ptr<Remembered>&>(request.data);
}

Task<Verdict> begin_order(ConnectRequest& request) {
    memory_of(request).order = {1};
    co_return Verdict();
}

Task<Verdict> wait_as_asked(ConnectRequest& request) {
    const auto* const duration = request.auth.if_contains("wait_ms");
    if (duration && duration->is_int64()) co_await wait(milliseconds(duration->get_int64()));
    memory_of(request).order.push_back(2);
    co_return Verdict();
}

Task<Verdict> join_and_refuse_as_asked(ConnectRequest& request) {
    memory_of(request).order.push_back(3);
    const auto* const room = request.auth.if_contains("join");
    if (room && room->is_string()) request.rooms.emplace_back(room->get_string());
    const auto* const reason = request.auth.if_contains("refuse");
    if (!reason || !reason->is_string()) co_return Verdict();
    co_return std::unexpected(socketio::ConnectError{.message = std::string(reason->get_string()),
                                                     .data = json::object{{"code", "refused"}}});
}

void greet(const SocketPtr& socket) {
    socket->emit("welcome", {json::object{{"id", socket->id()},
                                          {"recovered", socket->recovered()},
                                          {"order", remembered(*socket).order}}});
}

Task<std::expected<void, std::string>> refuse_forbidden(const SocketPtr&, socketio::Event& event) {
    if (event.name == "forbidden") co_return std::unexpected("event refused");
    co_return std::expected<void, std::string>();
}

json::value describe(const std::any& data) {
    const auto& kept = *std::any_cast<const std::shared_ptr<Remembered>&>(data);
    json::object described{{"order", kept.order}};
    if (kept.has_value) described["value"] = kept.value;
    return described;
}

void note(bool outgoing, const SocketPtr& socket, std::string_view name) {
    auto& kept = remembered(*socket);
    if (kept.watched) (outgoing ? kept.seen_out : kept.seen_in).emplace_back(name);
}

void tell_of_rooms(socketio::Namespace& declared) {
    using socketio::RoomEvent;
    for (const auto event :
         {RoomEvent::create_room, RoomEvent::join_room, RoomEvent::leave_room, RoomEvent::delete_room})
        declared.on_room(event, [event](auto& nsp, std::string_view room, std::string_view id) {
            json::array args{to_string(event), room};
            if (!id.empty()) args.emplace_back(id);
            nsp.to("room-watchers").emit("room_event", args);
        });
}

void declare(socketio::Namespace& nsp, SocketIoKind& kind) {
    tell_of_rooms(nsp);
    nsp.use(begin_order);
    nsp.use(wait_as_asked);
    nsp.use(join_and_refuse_as_asked);
    nsp.on_connection(greet);
    nsp.use_event(refuse_forbidden);
    nsp.on_error(
        [](const SocketPtr& socket, std::string_view message) { socket->emit("refused", {message}); });
    nsp.describe_data(describe);
    nsp.on_any(
        [](const SocketPtr& socket, const socketio::Event& event) { note(false, socket, event.name); });
    nsp.on_any_outgoing([](const SocketPtr& socket, std::string_view event_json) {
        const auto event = json::parse(event_json);
        note(true, socket, event.as_array().front().as_string());
    });
    nsp.on_disconnecting([](const SocketPtr& socket, auto) {
        auto& rooms = remembered(*socket).rooms;
        rooms = socket->rooms();
        std::ranges::sort(rooms);
    });
    nsp.on_disconnect([](const SocketPtr& socket, socketio::DisconnectReason reason) {
        json::array rooms;
        for (const auto& room : remembered(*socket).rooms) rooms.emplace_back(room);
        socket->nsp()
            .to("watchers")
            .emit("left",
                  {json::object{
                      {"id", socket->id()}, {"reason", to_string(reason)}, {"rooms", std::move(rooms)}}});
    });
    declare_events(nsp, kind);
}

Task<bool> may_be_made(std::string name, const json::object& auth) {
    const auto* const deny = auth.if_contains("deny");
    co_return name.starts_with("/asked-") && !(deny && *deny == true);
}

}  // namespace

KindPtr make_everything(net::WorkerGroup& workers, Random& random, const Flags& flags) {
    auto kind = std::make_unique<SocketIoKind>(workers, options_of_everything(flags), random);
    for (const auto* name : {"/", "/other"}) declare(kind->io.of(name), *kind);
    declare(kind->io.of(std::regex("^/dynamic-[0-9]+$")), *kind);
    declare(kind->io.of(may_be_made), *kind);
    return kind;
}

}  // namespace chatter::conformance
