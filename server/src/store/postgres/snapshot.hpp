// The statements of one read, in as few round trips as they need and on one snapshot of the database:
//
//   Snapshot snapshot(db);
//   snapshot.send(sql::find_room, viewer, id);
//   snapshot.sync();                        // a round trip, with more to come
//   Query room = snapshot.take();
//   snapshot.send(sql::list_room_people, id);
//   snapshot.finish();                      // the last round trip
//   Query people = snapshot.take();
//
// In the transaction of whoever calls, the statements are part of that.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "store/postgres/connection.hpp"

namespace chatter::store::postgres {

/// A place in the write-ahead log: what is committed before it is there for whoever has read up to it.
using Lsn = std::int64_t;

class Snapshot {
  public:
    explicit Snapshot(Connection& db) : Snapshot(db, std::nullopt) {}
    /// Of a replica that must have what was committed up to `wanted`; else `is_behind`, and the rows are of
    /// no use. It is asked in the first round trip.
    Snapshot(Connection& db, std::optional<Lsn> wanted);
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

    template <class... Values>
    void send(const sql::Statement& statement, const Values&... values) {
        open();
        pipeline_.send(statement, values...);
    }
    void sync();
    /// Nothing is sent afterwards.
    void finish();
    /// The rows of the first statement that has not been taken yet. Only after `sync` or `finish`.
    [[nodiscard]] Query take();

    /// Whether the replica has less than was wanted, or is none (any more). Known after the first `sync`.
    [[nodiscard]] bool is_behind() const { return behind_; }

  private:
    void open();
    void look_at_opening();

    const std::optional<Lsn> wanted_;
    const bool in_transaction_;
    const std::string statement_limit_;
    bool open_ = false;
    bool answered_ = false;
    bool behind_ = false;
    Pipeline pipeline_;
};

}  // namespace chatter::store::postgres
