#pragma once

#include <boost/json/object.hpp>

#include "socketio/engineio/session.hpp"

namespace chatter::socketio {

using engineio::Handshake;

/// The handshake as the Node server shows it: `{headers, time, address, xdomain, secure, issued, url, query,
/// auth}`. Header names are in lower case; a header that came twice has its values joined, a query parameter
/// that did is an array. Threads: any (pure function).
[[nodiscard]] boost::json::object handshake_json(const Handshake& handshake, const boost::json::object& auth);

}  // namespace chatter::socketio
