#include "app/farewell.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <memory>
#include <optional>

#include "app/wait_until.hpp"
#include "net/http.hpp"
#include "realtime/resync.hpp"
#include "socketio/engineio/handshake_query.hpp"

namespace chatter::app {

using namespace std::chrono_literals;

namespace {

Task<std::optional<net::Response>> answer_at_the_door(bool is_let_in) {
    if (is_let_in) co_return std::nullopt;
    co_return net::problem_response(503, "unavailable", "This server is being stopped.");
}

Task<void> let_go(socketio::Namespace& nsp, std::chrono::milliseconds within,
                  std::shared_ptr<std::atomic<bool>> are_gone) {
    co_await realtime::let_all_go(nsp, within);
    *are_gone = true;
}

}  // namespace

engineio::Middleware Farewell::doorkeeper() const {
    return [this](net::Request& request, net::Fields&) {
        return answer_at_the_door(!has_begun_ || !engineio::parse_handshake_query(request.query).sid.empty());
    };
}

void Farewell::say(net::HttpServer& http, socketio::Server& io, net::Worker& worker,
                   std::chrono::milliseconds within) {
    has_begun_ = true;
    http.retire();
    const auto are_gone = std::make_shared<std::atomic<bool>>(false);
    asio::co_spawn(worker.executor(), let_go(io.of("/"), within, are_gone), asio::detached);
    wait_until([&] { return *are_gone || io.session_count() == 0; }, within + 1s);
}

}  // namespace chatter::app
