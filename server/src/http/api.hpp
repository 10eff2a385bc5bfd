#pragma once

#include <string>
#include <vector>

#include "base/random.hpp"
#include "http/context.hpp"
#include "http/request_log.hpp"
#include "http/route.hpp"
#include "net/http.hpp"

namespace chatter::http {

/// The REST API under `/api` (docs/openapi.yaml). It decides in one place who may call what; the handlers do
/// the rest. Threads: any worker.
class Api final : public net::Service {
  public:
    /// All references outlive this. `random` makes the ids of requests that bring none.
    Api(const chat::UseCases& chat, ApiOptions options, Random& random);
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    [[nodiscard]] net::Endpoint find(const net::Request& request) const override;

  private:
    Task<net::Response> answer(const Route& route, PathParameters parameters, net::Request request) const;
    /// `record` outlives it, and learns who is calling.
    Task<Result<net::Response>> run(const Route& route, Call call, RequestRecord& record) const;
    /// 404, 405 or, for OPTIONS, 204: what is said of a path without going through a route.
    Task<net::Response> answer_without_route(std::vector<std::string_view> methods,
                                             net::Request request) const;
    /// Signs the caller in, and refuses what the route does not allow.
    Task<Result<void>> admit(const Route& route, Call& call) const;
    [[nodiscard]] RequestRecord record_of(const net::Request& request) const;
    [[nodiscard]] std::string request_id_of(const net::Request& request) const;

    const ApiOptions options_;
    HistoryPages history_pages_;
    const Context context_;
    Random& random_;
    const RequestLog requests_;
};

/// Whether `user` (null: nobody) may call a route. Errors: chat::Errc::unauthorized, chat::Errc::forbidden.
[[nodiscard]] Result<void> check_access(Access access, const chat::User* user);

}  // namespace chatter::http
