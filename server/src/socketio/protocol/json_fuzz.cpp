#include "socketio/protocol/json.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <cmath>

#include "base/testing/fuzz.hpp"
#include "base/text.hpp"

namespace {

using namespace chatter;
using testing::require;
namespace json = boost::json;

/// Boost's numbers may be an ulp off, and it has no negative zero among its integers.
bool numbers_agree(const json::value& ours, const json::value& theirs) {
    const auto a = ours.to_number<double>(), b = theirs.to_number<double>();
    return a == b || std::abs(a - b) <= std::abs(a) * 1e-14 || std::abs(a) < 1e-290;
}

bool agree(const json::value& ours, const json::value& theirs) {
    if (ours.is_number() && theirs.is_number()) return numbers_agree(ours, theirs);
    if (ours.kind() != theirs.kind()) return false;
    if (const auto* array = ours.if_array()) {
        const auto& other = theirs.get_array();
        return std::equal(array->begin(), array->end(), other.begin(), other.end(), agree);
    }
    if (const auto* object = ours.if_object()) {
        if (object->size() != theirs.get_object().size()) return false;
        return std::all_of(object->begin(), object->end(), [&](const auto& entry) {
            const auto* other = theirs.get_object().if_contains(entry.key());
            return other && agree(entry.value(), *other);
        });
    }
    return ours == theirs;
}

/// Equal, and no number has moved.
bool same(const json::value& a, const json::value& b) {
    if (a.is_double() && !std::isfinite(a.get_double())) return b.is_null();
    if (a.is_number()) return b.is_number() && a.to_number<double>() == b.to_number<double>();
    if (a.kind() != b.kind()) return false;
    if (const auto* array = a.if_array())
        return std::equal(array->begin(), array->end(), b.get_array().begin(), b.get_array().end(), same);
    if (const auto* object = a.if_object())
        return std::equal(
            object->begin(), object->end(), b.get_object().begin(), b.get_object().end(),
            [](const auto& x, const auto& y) { return x.key() == y.key() && same(x.value(), y.value()); });
    return a == b;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = testing::view_of(data, size);
    const auto ours = socketio::parse_json(text);

    json::parse_options options;
    options.max_depth = socketio::json_depth_max;
    boost::system::error_code error;
    const auto theirs = json::parse(text, error, {}, options);
    if (!error) require(ours && agree(*ours, theirs), "we read all that Boost.JSON reads, and the same");
    const bool may_differ =
        text.find("\\u") != std::string_view::npos || text.find_first_of("eE") != text.npos;
    if (error && !may_differ)
        require(!ours, "we read no more than Boost.JSON, surrogates and exponents apart");

    if (!ours) return 0;
    const auto written = socketio::to_json(*ours);
    require(count_code_points(written).has_value(), "what is written is UTF-8");
    const auto again = socketio::parse_json(written);
    require(again && same(*ours, *again), "what is written reads back equal");
    require(socketio::to_json(*again) == written, "and is written alike again");
    return 0;
}
