#include "http/json_body.hpp"

#include <boost/json/parse.hpp>

#include "http/errc.hpp"
#include "http/header_value.hpp"

namespace chatter::http {

namespace json = boost::json;

Result<json::value> read_json(const net::Request& request) {
    const auto content_type = request.fields.get("Content-Type");
    if (!content_type.empty() && value_without_parameters(content_type) != "application/json")
        return fail(Errc::unsupported_media_type, "Send this as application/json.");

    json::parse_options options;
    options.max_depth = 32;
    json::error_code error;
    auto value = json::parse(request.body, error, {}, options);
    if (error) return fail(Errc::bad_json, "The body is no valid JSON: " + error.message() + ".");
    return value;
}

}  // namespace chatter::http
