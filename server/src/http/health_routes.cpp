#include "http/health_routes.hpp"

#include "base/errc.hpp"
#include "http/answers.hpp"

namespace chatter::http {

Task<Result<net::Response>> get_health(const Context&, Call) {
    co_return json_answer(200, {{"status", "ok"}});
}

Task<Result<net::Response>> get_ready(const Context& context, Call) {
    auto ready = co_await context.options.ready_check();
    if (ready) co_return json_answer(200, {{"status", "ready"}});
    // Whatever the cause, what a load balancer must hear is 503.
    co_return fail(chatter::Errc::unavailable, std::move(ready.error().detail),
                   std::move(ready.error().fields));
}

}  // namespace chatter::http
