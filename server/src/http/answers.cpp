#include "http/answers.hpp"

#include <boost/json/serialize.hpp>

#include "base/errc.hpp"
#include "base/log.hpp"
#include "http/conditional.hpp"
#include "http/errc.hpp"
#include "wire/problem.hpp"

namespace chatter::http {

namespace json = boost::json;

namespace {

net::Response with_body(unsigned status, std::string_view content_type, std::string body) {
    net::Response response;
    response.status = status;
    response.fields.add("Content-Type", std::string(content_type));
    response.body = std::move(body);
    return response;
}

net::Response own_problem_answer(const Error& error) {
    switch (static_cast<Errc>(error.code.value())) {
        case Errc::bad_json: return net::problem_response(400, "bad_json", error.detail);
        case Errc::bad_multipart: return net::problem_response(400, "bad_multipart", error.detail);
        case Errc::unsupported_media_type:
            return net::problem_response(415, "unsupported_media_type", error.detail);
        case Errc::bad_origin: break;
    }
    return net::problem_response(403, "bad_origin", error.detail);
}

}  // namespace

net::Response json_answer(unsigned status, const json::object& object) {
    return with_body(status, "application/json", json::serialize(object));
}

net::Response versioned_json_answer(const net::Request& request, const json::object& object) {
    auto body = share(json::serialize(object));
    auto etag = etag_of(*body);
    return versioned_json_answer(request, body, std::move(etag));
}

net::Response versioned_json_answer(const net::Request& request, const SharedBytes& body, std::string etag) {
    net::Response response;
    if (is_unmodified(request, etag)) {
        response.status = 304;
    } else {
        response.fields.add("Content-Type", "application/json");
        response.body = net::SharedSlice{.owner = body, .view = *body};
    }
    response.fields.add("Cache-Control", "private, no-cache");
    response.fields.add("ETag", std::move(etag));
    return response;
}

net::Response empty_answer() {
    net::Response response;
    response.status = 204;
    return response;
}

net::Response problem_answer(const json::object& problem) {
    return with_body(static_cast<unsigned>(problem.at("status").to_number<std::int64_t>()),
                     "application/problem+json", json::serialize(problem));
}

net::Response problem_answer(const Error& error, std::string_view request_id) {
    if (error.code.category() == make_error_code(Errc::bad_json).category()) return own_problem_answer(error);

    auto problem = wire::problem_json(error);
    const auto status = wire::to_problem(error.code).status;
    if (status == 500) {
        log::error("A request failed.",
                   {{"request", request_id}, {"cause", error.code.message()}, {"detail", error.detail}});
        problem.emplace("requestId", request_id);
    }
    auto response = with_body(status, "application/problem+json", json::serialize(problem));
    if (status == 401) response.fields.add("WWW-Authenticate", "Bearer");
    if (error.code == chatter::Errc::busy) response.fields.add("Retry-After", "1");
    return response;
}

}  // namespace chatter::http
