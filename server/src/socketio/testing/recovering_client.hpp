#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <functional>
#include <memory>
#include <string>

#include "socketio/testing/websocket_client.hpp"

namespace chatter::socketio::testing {

/// A client as the official one: it tells, when it comes back, its secret and the offset of the last event.
class RecoveringClient {
  public:
    using OnEvent = std::function<void(const std::string& name, const boost::json::array& event)>;

    explicit RecoveringClient(std::uint16_t port, OnEvent on_event = {})
        : port_(port), on_event_(std::move(on_event)) {}

    /// Returns whether the server took it for the one that it was.
    bool connect(const std::string& nsp = "") {
        ws_ = std::make_unique<WebSocketClient>(port_);
        engine_sid = ws_->read_event().substr(9, 20);
        boost::json::object auth;
        if (!pid.empty()) auth["pid"] = pid;
        if (!offset.empty()) auth["offset"] = offset;
        ws_->send("40" + nsp + boost::json::serialize(auth));
        const auto before = pid;
        while (read_one() == "event") {
        }
        return last.starts_with("40") && !before.empty() && pid == before;
    }
    void send(const std::string& text) { ws_->send(text); }
    /// The kind of the next message: `event`, `connect` or whatever else came as it is.
    std::string read_one() {
        const auto message = ws_->read_event();
        if (message.starts_with("40")) {
            const auto answer = boost::json::parse(message.substr(message.find('{'))).as_object();
            sid = answer.at("sid").as_string();
            pid = answer.contains("pid") ? std::string(answer.at("pid").as_string()) : "";
            last = message;
            return "connect";
        }
        if (message.starts_with("451-"))
            ws_->read();  // its one attachment
        else if (!message.starts_with("42"))
            return last = message;
        const auto event = boost::json::parse(message.substr(message.find('['))).as_array();
        if (!pid.empty() && event.size() > 1 && event.back().is_string()) offset = event.back().as_string();
        last = event.at(0).as_string();
        if (on_event_) on_event_(last, event);
        return "event";
    }
    /// Reads on until an event of that name came; false when something else ends the reading.
    bool read_until(const std::string& name) {
        while (read_one() == "event")
            if (last == name) return true;
        return false;
    }
    /// Ends the connection without a word.
    void cut() { ws_.reset(); }

    std::string engine_sid, sid, pid, offset;
    std::string last;  // the last event's name, or the last message

  private:
    const std::uint16_t port_;
    const OnEvent on_event_;
    std::unique_ptr<WebSocketClient> ws_;
};

}  // namespace chatter::socketio::testing
