#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <csignal>

#include "socketio/examples/conformance/everything.hpp"

namespace chatter::conformance {

namespace json = boost::json;
using namespace std::chrono_literals;
using socketio::Attachments;
using socketio::Event;
using SocketPtr = std::shared_ptr<socketio::Socket>;

namespace {

/// `flags, event, ...args` of an event that asks to emit another.
struct Emission {
    json::object flags;
    std::string event;
    json::array args;
    Attachments attachments;
};

std::vector<std::string> names_in(const json::value* value) {
    std::vector<std::string> names;
    if (value && value->is_string()) names.emplace_back(value->get_string());
    if (value && value->is_array())
        for (const auto& name : value->get_array())
            if (name.is_string()) names.emplace_back(name.get_string());
    return names;
}

const json::value* argument(const Event& event, std::size_t index) {
    return index < event.args.size() ? &event.args[index] : nullptr;
}

std::string text_argument(const Event& event, std::size_t index) {
    const auto* const value = argument(event, index);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool bool_argument(const Event& event, std::size_t index) {
    const auto* const value = argument(event, index);
    return value && value->is_bool() && value->get_bool();
}

bool flag(const json::object& flags, std::string_view name, bool otherwise = false) {
    const auto* const value = flags.if_contains(name);
    return value && value->is_bool() ? value->get_bool() : otherwise;
}

std::optional<std::int64_t> number(const json::object& flags, std::string_view name) {
    const auto* const value = flags.if_contains(name);
    return value && value->is_int64() ? std::optional(value->get_int64()) : std::nullopt;
}

json::object flags_in(const json::value* value) {
    return value && value->is_object() ? value->get_object() : json::object();
}

Emission read_emission(const json::array& args, Attachments attachments) {
    Emission emission;
    emission.attachments = std::move(attachments);
    emission.flags = flags_in(args.empty() ? nullptr : args.data());
    if (args.size() > 1 && args[1].is_string()) emission.event = args[1].get_string();
    for (std::size_t i = 2; i < args.size(); ++i) emission.args.push_back(args[i]);
    if (const auto bytes = number(emission.flags, "bytes")) {
        emission.args.push_back(socketio::placeholder(emission.attachments.size()));
        emission.attachments.emplace_back(static_cast<std::size_t>(*bytes), 'b');
    }
    return emission;
}

/// Whom `flags` choose; nothing: the socket itself.
std::optional<socketio::Broadcast> audience_of(socketio::Socket& socket, const json::object& flags) {
    const auto* const to = flags.if_contains("to");
    const auto* const except = flags.if_contains("except");
    const bool all = flag(flags, "all");
    if (!to && !except && !all) return std::nullopt;
    auto chosen = all ? socket.nsp().all() : socket.broadcast();
    if (to) chosen = chosen.to(names_in(to));
    if (except) chosen = chosen.except(names_in(except));
    if (flag(flags, "volatile")) chosen = chosen.as_volatile();
    if (flag(flags, "local")) chosen = chosen.local();
    return chosen.compress(flag(flags, "compress", true));
}

/// The same, but that an own socket is one by its id.
socketio::Broadcast sockets_of(socketio::Socket& socket, const json::object& flags) {
    const auto chosen = audience_of(socket, flags);
    return chosen ? *chosen : socket.nsp().to(socket.id());
}

void emit(socketio::Socket& socket, const Emission& emission) {
    if (const auto audience = audience_of(socket, emission.flags))
        return audience->emit(emission.event, emission.args, emission.attachments);
    socket.emit(emission.event, emission.args, emission.attachments,
                {.is_volatile = flag(emission.flags, "volatile"),
                 .compress = flag(emission.flags, "compress", true)});
}

/// A value, because `{array}` would not be an array that holds one.
json::value sorted(std::vector<std::string> names) {
    std::ranges::sort(names);
    json::array array;
    for (const auto& name : names) array.emplace_back(name);
    return array;
}

/// Answers with null for an undefined argument.
json::value answer(bool complete, json::array replies) {
    return json::object{{"error", complete ? json::value() : json::value("operation has timed out")},
                        {"replies", std::move(replies)}};
}

Task<void> ask_many(socketio::Broadcast audience, Emission emission, socketio::Ack ack) {
    const auto timeout = number(emission.flags, "timeout").value_or(5000);
    const auto heard = co_await audience.emit_with_ack(emission.event, emission.args, milliseconds(timeout),
                                                       emission.attachments);
    json::array replies;
    for (const auto& reply : heard.replies)
        replies.push_back(reply.args.empty() ? json::value() : reply.args.front());
    ack({answer(heard.complete, std::move(replies))});
}

void ask(const SocketPtr& socket, Event event) {
    const auto emission = read_emission(event.args, event.attachments);
    if (const auto audience = audience_of(*socket, emission.flags)) {
        asio::co_spawn(socket->worker().executor(), ask_many(*audience, emission, event.ack), asio::detached);
        return;
    }
    socket->emit_with_ack(
        emission.event, emission.args, milliseconds(number(emission.flags, "timeout").value_or(60'000)),
        [ack = event.ack](const auto& reply) mutable {
            if (reply)
                ack({answer(true, reply->args)}, reply->attachments);
            else
                ack({answer(false, {})});
        },
        emission.attachments);
}

Task<void> tell_all_rooms(socketio::Namespace& nsp, socketio::Ack ack) {
    ack({sorted(co_await nsp.all_rooms())});
}

Task<void> tell_sockets(socketio::Broadcast audience, socketio::Ack ack) {
    auto sockets = co_await audience.fetch_sockets();
    std::ranges::sort(sockets, {}, &socketio::RemoteSocket::id);
    json::array told;
    for (auto& socket : sockets)
        told.push_back(json::object{
            {"id", socket.id}, {"rooms", sorted(std::move(socket.rooms))}, {"data", std::move(socket.data)}});
    ack({json::value(std::move(told))});
}

void declare_emitting(socketio::Namespace& nsp) {
    nsp.on("echo", [](const auto& socket, Event event) {
        if (event.ack) return event.ack(event.args, event.attachments);
        socket->emit("echo", event.args, event.attachments);
    });
    nsp.on("emit", [](const auto& socket, Event event) {
        json::value error;
        try {
            emit(*socket, read_emission(event.args, event.attachments));
        } catch (const std::invalid_argument& refused) {
            error = refused.what();
        }
        event.ack({json::object{{"error", error}}});
    });
    nsp.on("burst", [](const auto& socket, Event event) {
        const auto* const emissions = argument(event, 0);
        if (!emissions || !emissions->is_array()) return;
        for (const auto& one : emissions->get_array())
            if (one.is_array()) emit(*socket, read_emission(one.get_array(), {}));
        event.ack({});
    });
    nsp.on("flood", [](const auto& socket, Event event) {
        const auto count = argument(event, 1), bytes = argument(event, 2);
        if (!count || !count->is_int64() || !bytes || !bytes->is_int64()) return;
        Emission emission{
            .flags = flags_in(argument(event, 0)), .event = "flood", .args = {}, .attachments = {}};
        const std::string text(static_cast<std::size_t>(bytes->get_int64()), 'x');
        for (std::int64_t n = 1; n <= count->get_int64(); ++n) {
            emission.args = {n, text};
            emit(*socket, emission);
        }
        event.ack({});
    });
    nsp.on("ask", ask);
    nsp.on("ack_twice", [](const auto&, Event event) {
        event.ack({1});
        event.ack({2});
    });
}

void declare_rooms(socketio::Namespace& nsp) {
    nsp.on("join", [](const auto& socket, Event event) {
        for (const auto& room : names_in(argument(event, 0))) socket->join(room);
        event.ack({});
    });
    nsp.on("leave", [](const auto& socket, Event event) {
        socket->leave(text_argument(event, 0));
        event.ack({});
    });
    nsp.on("rooms", [](const auto& socket, Event event) { event.ack({sorted(socket->rooms())}); });
    nsp.on("all_rooms", [](const auto& socket, Event event) {
        asio::co_spawn(socket->worker().executor(), tell_all_rooms(socket->nsp(), event.ack), asio::detached);
    });
    nsp.on("fetch", [](const auto& socket, Event event) {
        asio::co_spawn(socket->worker().executor(),
                       tell_sockets(sockets_of(*socket, flags_in(argument(event, 0))), event.ack),
                       asio::detached);
    });
    nsp.on("sockets_join", [](const auto& socket, Event event) {
        sockets_of(*socket, flags_in(argument(event, 0))).sockets_join(names_in(argument(event, 1)));
        event.ack({});
    });
    nsp.on("sockets_leave", [](const auto& socket, Event event) {
        sockets_of(*socket, flags_in(argument(event, 0))).sockets_leave(names_in(argument(event, 1)));
        event.ack({});
    });
    nsp.on("disconnect_sockets", [](const auto& socket, Event event) {
        sockets_of(*socket, flags_in(argument(event, 0))).disconnect_sockets(bool_argument(event, 1));
        event.ack({});
    });
}

void declare_looking(socketio::Namespace& nsp, SocketIoKind& kind) {
    nsp.on("set_data", [](const auto& socket, Event event) {
        auto& kept = remembered(*socket);
        kept.has_value = true;
        kept.value = event.args.empty() ? json::value() : event.args.front();
        event.ack({});
    });
    nsp.on("get_data", [](const auto& socket, Event event) { event.ack({remembered(*socket).value}); });
    nsp.on("handshake", [](const auto& socket, Event event) { event.ack({socket->handshake_json()}); });
    nsp.on("namespaces",
           [&kind](const auto&, Event event) { event.ack({sorted(kind.io.namespace_names())}); });
    nsp.on("sessions", [&kind](const auto&, Event event) { event.ack({kind.io.session_count()}); });
    nsp.on("watch", [](const auto& socket, Event event) {
        remembered(*socket).watched = true;
        event.ack({});
    });
    nsp.on("watched", [](const auto& socket, Event event) {
        const auto& kept = remembered(*socket);
        event.ack({json::object{{"in", kept.seen_in}, {"out", kept.seen_out}}});
    });
}

void declare_leaving(socketio::Namespace& nsp) {
    nsp.on("disconnect_me",
           [](const auto& socket, Event event) { socket->disconnect(bool_argument(event, 0)); });
    nsp.on("disconnect_then_join", [](const auto& socket, Event event) {
        socket->disconnect();
        socket->join(text_argument(event, 0));
    });
    nsp.on("close_transport", [](const auto& socket, Event) { socket->close_connection(); });
    nsp.on("close_server", [](const auto&, Event) { ::kill(::getpid(), SIGTERM); });
}

}  // namespace

void declare_events(socketio::Namespace& nsp, SocketIoKind& kind) {
    declare_emitting(nsp);
    declare_rooms(nsp);
    declare_looking(nsp, kind);
    declare_leaving(nsp);
}

}  // namespace chatter::conformance
