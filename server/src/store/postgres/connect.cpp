// How a connection is made: what the URL says, with a deadline, and what a person can do when it fails.
#include <poll.h>

#include <cerrno>

#include "store/errc.hpp"
#include "store/postgres/connection.hpp"

namespace chatter::store::postgres {

namespace {

constexpr int oldest_version = 130000;

/// What the URL says of these, empty where it says nothing.
struct Target {
    std::string user, password, host, port, database;

    /// `"chatter" at db.example.com:5432`
    [[nodiscard]] std::string name() const {
        auto text =
            "\"" + (database.empty() ? user : database) + "\" at " + (host.empty() ? "localhost" : host);
        return port.empty() ? text : text + ":" + port;
    }
};

/// Nothing when it is no URL that libpq takes. Why is not said, because a badly quoted password would be in
/// it.
std::optional<Target> parse(const Libpq& pq, const std::string& url) {
    char* complaint = nullptr;
    PQconninfoOption* const options = pq.PQconninfoParse(url.c_str(), &complaint);
    pq.PQfreemem(complaint);
    if (options == nullptr) return std::nullopt;
    Target target;
    for (const auto* option = options; option->keyword != nullptr; ++option) {
        if (option->val == nullptr) continue;
        const std::string_view keyword = option->keyword;
        if (keyword == "user") target.user = option->val;
        if (keyword == "password") target.password = option->val;
        if (keyword == "host") target.host = option->val;
        if (keyword == "port") target.port = option->val;
        if (keyword == "dbname") target.database = option->val;
    }
    pq.PQconninfoFree(options);
    return target;
}

/// An @ or a slash in a password cuts the URL in the wrong place, and errors would then show part of it.
bool is_quoted_well(const std::string& url) {
    const auto authority = url.find("://");
    const auto at = url.find('@');
    if (authority == std::string::npos || at == std::string::npos) return authority != std::string::npos;
    return url.find('@', at + 1) == std::string::npos && url.find('/', authority + 3) > at;
}

PGconn* begin(const Libpq& pq, const std::string& url) {
    // The URL, given as `dbname`, may say otherwise about what stands before it.
    const char* const keywords[] = {
        "application_name", "tcp_user_timeout", "keepalives_idle", "keepalives_interval",
        "keepalives_count", "dbname",           "client_encoding", nullptr};
    const char* const values[] = {"chatter", "15000", "30", "10", "3", url.c_str(), "UTF8", nullptr};
    return pq.PQconnectStartParams(keywords, values, 1);
}

/// Waits until the connection is made or refused. Returns why it was not, empty when it was.
std::string finish(const Libpq& pq, PGconn* connection, std::chrono::milliseconds timeout) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    auto wanted = PGRES_POLLING_WRITING;
    while (pq.PQstatus(connection) != CONNECTION_BAD) {
        if (wanted == PGRES_POLLING_OK) return {};
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        pollfd waiting{.fd = pq.PQsocket(connection),
                       .events = static_cast<short>(wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT),
                       .revents = 0};
        const int ready = left.count() <= 0 ? 0 : poll(&waiting, 1, static_cast<int>(left.count()));
        if (ready == 0) return "it did not answer within " + std::to_string(timeout.count() / 1000) + " s";
        if (ready < 0 && errno != EINTR) break;
        if (ready > 0) wanted = pq.PQconnectPoll(connection);
    }
    const std::string says = pq.PQerrorMessage(connection);
    return says.empty() ? "it ended the connection" : says;
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const ConnectOptions& options) {
    const auto* const pq = load_libpq();
    if (pq == nullptr)
        return fail(Errc::cannot_open,
                    "Cannot use PostgreSQL: libpq 14 or later is not installed. Run: apt-get install libpq5");
    const auto target = is_quoted_well(options.url) ? parse(*pq, options.url) : std::nullopt;
    if (!target)
        return fail(
            Errc::cannot_open,
            "Cannot open the database: its URL cannot be read. Like @, / and %, special characters of "
            "a password are written as %40, %2F and %25.");
    const auto cannot_open = [&](const std::string& why) {
        return fail(Errc::cannot_open, "Cannot open the database " + target->name() + ": " + why + ".");
    };
    std::unique_ptr<Connection> db(new Connection(*pq, begin(*pq, options.url), options));
    auto* const handle = db->handle_.get();
    if (handle == nullptr) return cannot_open("no memory is left");
    if (const auto says = finish(*pq, handle, options.connect_timeout); !says.empty())
        return cannot_open(why_refused(says, target->user, target->password));
    if (pq->PQserverVersion(handle) < oldest_version) return cannot_open("it is older than PostgreSQL 13");
    pq->PQsetnonblocking(handle, 1);
    pq->PQsetNoticeProcessor(handle, [](void*, const char*) {}, nullptr);
    return db;
}

}  // namespace chatter::store::postgres
