#include "socketio/adapter.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "socketio/testing/loopback.hpp"

namespace chatter::socketio {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

/// Two servers of one process that tell each other everything: what an adapter for a cluster has to do, but
/// for the wire.
class PairedAdapter final : public Adapter {
  public:
    explicit PairedAdapter(Namespace& nsp) : nsp_(nsp) {}
    Namespace* other = nullptr;

    void broadcast(EncodedPacket packet, Audience audience, BroadcastFlags flags) override {
        if (!flags.local) other->local_adapter().broadcast(packet, audience, flags);
        nsp_.local_adapter().broadcast(std::move(packet), std::move(audience), flags);
    }
    void broadcast_with_ack(EncodedPacket packet, std::uint64_t ack_id, Audience audience,
                            BroadcastFlags flags, std::chrono::milliseconds timeout,
                            std::shared_ptr<ReplyCollector> collector) override {
        const auto sum = std::make_shared<Sum>(2, std::move(collector));
        // The other server has numbers of its own.
        const auto other_id = other->next_ack_id();
        auto renumbered = encode_packet(PacketType::event, other->name(), other_id, json_of(packet));
        other->local_adapter().broadcast_with_ack(std::move(renumbered), other_id, audience, flags, timeout,
                                                  sum);
        nsp_.local_adapter().broadcast_with_ack(std::move(packet), ack_id, std::move(audience), flags,
                                                timeout, sum);
    }
    void sockets_join(Audience audience, std::vector<std::string> rooms, BroadcastFlags flags) override {
        other->local_adapter().sockets_join(audience, rooms, flags);
        nsp_.local_adapter().sockets_join(std::move(audience), std::move(rooms), flags);
    }
    void sockets_leave(Audience audience, std::vector<std::string> rooms, BroadcastFlags flags) override {
        other->local_adapter().sockets_leave(audience, rooms, flags);
        nsp_.local_adapter().sockets_leave(std::move(audience), std::move(rooms), flags);
    }
    void disconnect_sockets(Audience audience, bool close, BroadcastFlags flags) override {
        other->local_adapter().disconnect_sockets(audience, close, flags);
        nsp_.local_adapter().disconnect_sockets(std::move(audience), close, flags);
    }
    void fetch_sockets(Audience audience, BroadcastFlags flags, OnSockets done) override {
        nsp_.local_adapter().fetch_sockets(
            audience, flags,
            [other = other, audience, flags, done = std::move(done)](std::vector<RemoteSocket> own) mutable {
                other->local_adapter().fetch_sockets(
                    audience, flags,
                    [own = std::move(own), done = std::move(done)](std::vector<RemoteSocket> more) mutable {
                        for (auto& socket : more) own.push_back(std::move(socket));
                        done(std::move(own));
                    });
            });
    }
    void all_rooms(BroadcastFlags flags, OnRooms done) override {
        other->local_adapter().all_rooms(flags, std::move(done));
    }
    void server_side_emit(std::string event_json, OnServerSideReplies done) override {
        ServerSideAck ack;
        if (done)
            ack = [done = std::move(done)](json::value reply) mutable {
                done({.replies = {std::move(reply)}, .complete = true});
            };
        other->handle_server_side(json::parse(event_json).as_array(), std::move(ack));
    }

    std::function<void(std::string)> note_room;  // null: it does not follow rooms
    [[nodiscard]] bool follows_rooms() const override { return note_room != nullptr; }
    void room_created(std::string_view room) override { note_room("created " + std::string(room)); }
    void room_deleted(std::string_view room) override { note_room("deleted " + std::string(room)); }

  private:
    /// Adds up the counts of both.
    class Sum final : public ReplyCollector {
      public:
        Sum(int servers, std::shared_ptr<ReplyCollector> whole)
            : missing_(servers), whole_(std::move(whole)) {}
        void on_client_count(std::size_t count) override {
            total_ += count;
            if (--missing_ == 0) whole_->on_client_count(total_);
        }
        void on_reply(Reply reply) override { whole_->on_reply(std::move(reply)); }

      private:
        std::atomic<int> missing_;
        std::atomic<std::size_t> total_ = 0;
        const std::shared_ptr<ReplyCollector> whole_;
    };

    Namespace& nsp_;
};

/// A second server on the same workers, behind a port of its own.
struct AdapterTest : testing::Loopback {
    std::vector<PairedAdapter*> adapters;
    std::unique_ptr<Server> second;
    std::unique_ptr<net::HttpServer> second_http;
    std::uint16_t second_port = 0;

    void SetUp() override {
        ServerOptions options;
        options.make_adapter = [this](Namespace& nsp) {
            auto made = std::make_unique<PairedAdapter>(nsp);
            if (adapters.empty()) made->note_room = [this](const std::string& what) { note(what); };
            adapters.push_back(made.get());
            return made;
        };
        make_server(options);
        second = std::make_unique<Server>(workers, options, random);
        adapters[0]->other = &second->of("/");
        adapters[1]->other = &io->of("/");
        second_http = std::make_unique<net::HttpServer>(workers, second->http());
        second_port = second_http->listen("127.0.0.1", 0).value();
    }
    void TearDown() override {
        await(second->close_and_wait());
        Loopback::TearDown();
    }
    Client connect_to_second() {
        std::swap(port, second_port);
        auto client = connect();
        std::swap(port, second_port);
        return client;
    }
};

TEST_F(AdapterTest, carries_broadcasts_and_their_answers_between_servers) {
    serve();
    const auto here = connect(), there = connect_to_second();
    io->of("/").emit("everywhere", {});
    io->of("/").local().emit("here", {});
    EXPECT_EQ(here->read_event(), R"(42["everywhere"])");
    EXPECT_EQ(here->read_event(), R"(42["here"])");
    EXPECT_EQ(there->read_event(), R"(42["everywhere"])");

    auto asked = asio::co_spawn(workers[0].executor(), io->of("/").all().emit_with_ack("ask", {}, 10s),
                                asio::use_future);
    EXPECT_EQ(here->read_event(), R"(420["ask"])");
    EXPECT_EQ(there->read_event(), R"(420["ask"])");
    here->send("430[1]");
    there->send("430[2]");
    ASSERT_EQ(asked.wait_for(10s), std::future_status::ready);
    const auto heard = asked.get();
    EXPECT_TRUE(heard.complete);
    EXPECT_EQ(heard.replies.size(), 2U);
}

TEST_F(AdapterTest, sees_and_moves_the_sockets_of_the_other_server) {
    serve();
    const auto here = connect(), there = connect_to_second();
    EXPECT_EQ(await(io->of("/").fetch_sockets()).size(), 2U);
    io->of("/").to(ids[1]).sockets_join("room");
    second->of("/").to("room").emit("found", {});
    EXPECT_EQ(there->read_event(), R"(42["found"])");
    second->of("/").to(ids[0]).disconnect_sockets();
    EXPECT_EQ(here->read_event(), "41");
}

TEST_F(AdapterTest, hears_of_the_rooms_of_its_process_where_it_wants_to) {
    serve();
    auto here = connect();
    const auto there = connect_to_second();
    here->send(R"(420["join","red"])");
    EXPECT_EQ(here->read_event(), R"(430["joined"])");
    here.reset();
    auto notes = wait_for_notes(5);
    std::erase(notes, to_string(DisconnectReason::transport_close));
    EXPECT_EQ(notes, (std::vector<std::string>{"created " + ids[0], "created red", "deleted " + ids[0],
                                               "deleted red"}));
}

TEST_F(AdapterTest, carries_events_from_server_to_server) {
    second->of("/").on_server_side("add", [](const json::array& args, ServerSideAck ack) {
        if (ack) ack(args.at(0).as_int64() + args.at(1).as_int64());
    });
    serve();
    io->of("/").server_side_emit("add", {1, 2});
    const auto heard = await(io->of("/").server_side_emit_with_ack("add", {1, 2}));
    EXPECT_TRUE(heard.complete);
    EXPECT_EQ(heard.replies, std::vector<json::value>{3});
}

}  // namespace
}  // namespace chatter::socketio
