#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "store/postgres/connection.hpp"

namespace chatter::store::postgres::testing {

/// Of a test's own.
constexpr sql::Statement statement(const char* text) { return {.index = 0, .text = text}; }

/// Of a database that is reached by a socket in `folder`.
[[nodiscard]] std::string url_of(const std::string& folder, const std::string& database,
                                 const std::string& user);

/// PostgreSQL in a temporary folder, reached by a socket there. Does not wait for the disk. It ends with its
/// owner, and with the process however that ends.
class Cluster {
  public:
    /// The one that the tests of this process share; made on first use.
    [[nodiscard]] static Cluster& shared();

    /// Throws std::runtime_error when PostgreSQL is not installed or does not start.
    Cluster();
    /// A replica of `primary`, which streams what that commits. `primary` outlives it.
    struct ReplicaOf {
        const Cluster& primary;
    };
    explicit Cluster(ReplicaOf origin);
    ~Cluster();
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    [[nodiscard]] std::string url(const std::string& database, const std::string& user = "chatter") const;
    /// Where it listens.
    [[nodiscard]] std::string socket() const { return folder_ + "/.s.PGSQL.5432"; }
    /// As a crash: nothing is written any more, clients are cut off.
    void kill();
    void start();
    /// Runs `text` in the database `postgres` as superuser.
    void administer(const std::string& text) const;

  private:
    [[nodiscard]] std::string data() const { return folder_ + "/data"; }
    /// Makes the folder in which all of it lives.
    void make_folder();
    /// Runs initdb, pg_basebackup, … to its end. Throws std::runtime_error when it fails.
    void run_program(const std::string& name, const std::vector<std::string>& arguments) const;
    void wait_until_it_answers() const;

    std::string folder_;
    std::string programs_;  // the folder of initdb and postgres
    pid_t server_ = -1;
};

/// A database of one test, dropped when the test is over.
class Database {
  public:
    enum class Schema { present, none };
    explicit Database(Schema schema = Schema::present, Cluster& cluster = Cluster::shared());
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const Cluster& cluster() const { return cluster_; }
    [[nodiscard]] ConnectOptions options() const { return {.url = cluster_.url(name_)}; }
    [[nodiscard]] std::unique_ptr<Connection> connect() const;
    /// Runs `text` as somebody with a database shell would. Fails the test when it fails.
    void tamper(const std::string& text) const;
    /// The first column of the first row that `text` gives, a bigint.
    [[nodiscard]] std::int64_t number(const char* text) const;
    /// Ends every connection to this database but the one that asks; how many there were, with those that
    /// just end.
    std::int64_t end_connections() const;

  private:
    Cluster& cluster_;
    std::string name_;
};

}  // namespace chatter::store::postgres::testing
