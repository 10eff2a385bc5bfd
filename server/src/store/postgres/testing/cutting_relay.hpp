#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "store/postgres/testing/cluster.hpp"

namespace chatter::store::postgres::testing {

/// Between a store and PostgreSQL, to cut a connection where no command of PostgreSQL's could: when the
/// server has told of a COMMIT, but not yet that it is ready for more.
class CuttingRelay {
  public:
    /// Throws std::runtime_error when there is no place for its socket.
    explicit CuttingRelay(const Cluster& cluster);
    ~CuttingRelay();
    CuttingRelay(const CuttingRelay&) = delete;
    CuttingRelay& operator=(const CuttingRelay&) = delete;

    [[nodiscard]] std::string url(const std::string& database) const;
    /// Cuts the connection of the `nth` COMMIT from now on. Threads: any.
    void cut_at_commit(int nth) { commits_left_ = nth; }
    /// Whether it has done so. Threads: any.
    [[nodiscard]] bool has_cut() const { return commits_left_ == 0; }

  private:
    /// The two ends of one connection.
    struct Ends {
        int client = -1;
        int server = -1;
    };
    void run();
    void accept_one();
    /// What has come from one end goes to the other; false when the connection is over.
    [[nodiscard]] bool pass_on(const Ends& ends, bool from_server);

    std::string server_socket_;
    std::string folder_;
    int listener_ = -1;
    std::vector<Ends> connections_;
    std::atomic<int> commits_left_ = -1;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace chatter::store::postgres::testing
