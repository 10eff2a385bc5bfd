#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/metrics.hpp"
#include "base/result.hpp"
#include "base/trace.hpp"
#include "chat/ids.hpp"
#include "http/route.hpp"
#include "net/http.hpp"

namespace chatter::http {

/// One request on its way: what its log entry says beside its answer.
struct RequestRecord {
    std::string id;
    Trace trace;
    std::optional<chat::UserId> user_id;
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
};

/// Counts every request, and writes an entry for it: which route, who, how it ended and how long it took,
/// never what was in it. Threads: any.
class RequestLog {
  public:
    RequestLog();

    /// `route`: null where no route fits. `error`: why the answer is no success, where that is known.
    void note(const Route* route, const RequestRecord& record, const net::Response& response,
              const Error* error) const;

  private:
    /// Of one route.
    struct Counts {
        metrics::Histogram duration;
        std::array<metrics::Counter, 4> by_class;  // 2xx to 5xx
    };
    [[nodiscard]] static Counts counts_of(std::string_view method, std::string_view pattern);

    std::vector<Counts> routes_;  // as all_routes() has them, then the one for none
};

}  // namespace chatter::http
