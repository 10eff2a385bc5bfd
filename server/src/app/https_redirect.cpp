#include "app/https_redirect.hpp"

#include <utility>

namespace chatter::app {

net::Endpoint HttpsRedirect::find(const net::Request&) const {
    net::Endpoint endpoint;
    // Said to the head, so that a body is not awaited.
    endpoint.begin = [this](const net::Request& request) {
        net::Response answer;
        answer.status = 308;
        answer.fields.add("Location", origin_ + (request.target.starts_with('/') ? request.target : "/"));
        return net::Beginning{.refusal = std::move(answer), .on_end = {}};
    };
    return endpoint;
}

}  // namespace chatter::app
