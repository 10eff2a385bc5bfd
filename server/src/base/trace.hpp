// W3C Trace Context: <version>-<trace id>-<parent id>-<flags>, as the header `traceparent` has it, and
// `tracestate` beside it, which is carried on unread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace chatter {

/// Where a request stands in its trace: what its log entry names, and what goes with the requests made for
/// it.
struct Trace {
    std::string id;       // 32 hexadecimal digits; empty: there is none
    std::string span_id;  // 16: this request's own, the parent of those made for it
    std::string flags;    // two
    std::string state;    // `tracestate`; empty: none

    [[nodiscard]] bool is_there() const noexcept { return !id.empty(); }
    /// The `traceparent` of a request made for this one.
    [[nodiscard]] std::string traceparent() const { return "00-" + id + '-' + span_id + '-' + flags; }
};

/// The trace that a request's headers name, with a span of its own; none when `traceparent` is malformed. A
/// `tracestate` that could not be sent on as it came is left out.
[[nodiscard]] Trace continue_trace(std::string_view traceparent, std::string_view tracestate, Random& random);

}  // namespace chatter
