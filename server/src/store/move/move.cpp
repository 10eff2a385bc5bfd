#include "store/move/move.hpp"

#include "base/errc.hpp"
#include "store/move/batch_writer.hpp"
#include "store/move/digest.hpp"
#include "store/queries.hpp"

namespace chatter::store::move {

namespace {

struct Watch {
    const Progress& progress;
    const std::atomic<bool>& stop;

    Result<void> go_on() const {
        if (!stop.load(std::memory_order_relaxed)) return {};
        return fail(chatter::Errc::unavailable, "Stopped before it was done. The target is as it was.");
    }
};

Result<Digest> digest_of(Installation& installation, const Table& table, const Watch& watch) {
    Digester digester;
    std::int64_t rows = 0;
    auto read = installation.read(table, [&](const Row& row) -> Result<void> {
        digester.add(row);
        if (++rows % batch_rows_max != 0) return {};
        watch.progress(Step::checked, table, rows);
        return watch.go_on();
    });
    if (!read) return std::unexpected(read.error());
    watch.progress(Step::checked, table, rows);
    return digester.finish();
}

/// Writes every row of a table, and returns the digest of what was read.
Result<Digest> copy(Installation& source, Installation& target, const Table& table, const Watch& watch) {
    Digester digester;
    BatchWriter batch(target, table);
    const auto write = [&]() -> Result<void> {
        if (auto running = watch.go_on(); !running) return running;
        if (auto written = batch.write(); !written) return written;
        watch.progress(Step::copied, table, batch.written_count());
        return {};
    };
    auto read = source.read(table, [&](Row row) -> Result<void> {
        digester.add(row);
        return batch.add(std::move(row)) ? write() : Result<void>();
    });
    if (!read) return std::unexpected(read.error());
    if (auto written = write(); !written) return std::unexpected(written.error());
    return digester.finish();
}

/// For a target that has rows: it may be that of a move whose end nobody has seen.
Result<Moved> compare(Installation& source, Installation& target, const Watch& watch) {
    Moved moved{.outcome = Outcome::was_there_before};
    for (const auto& table : tables()) {
        const auto there = digest_of(target, table, watch);
        if (!there) return std::unexpected(there.error());
        const auto here = digest_of(source, table, watch);
        if (!here) return std::unexpected(here.error());
        if (*here != *there)
            return fail(chatter::Errc::unavailable,
                        "The target, " + target.name() +
                            ","
                            " holds other data: move into an empty database. Its table " +
                            std::string(table.name) + " is not the source's.");
        moved.row_count += here->row_count;
    }
    return moved;
}

}  // namespace

Result<Moved> move_installation(Installation& source, Installation& target, const Progress& progress,
                                const std::atomic<bool>& stop) {
    const Watch watch{.progress = progress, .stop = stop};
    const auto empty = is_empty(target);
    if (!empty) return std::unexpected(empty.error());
    if (!*empty) return compare(source, target, watch);
    Moved moved;
    std::vector<Digest> written;
    for (const auto& table : tables()) {
        const auto copied = copy(source, target, table, watch);
        if (!copied) return std::unexpected(copied.error());
        written.push_back(*copied);
        moved.row_count += copied->row_count;
    }
    if (auto noted = target.execute(sql::note_changes.text); !noted) return std::unexpected(noted.error());
    for (std::size_t i = 0; i < tables().size(); ++i) {
        const auto& table = tables()[i];
        const auto read_back = digest_of(target, table, watch);
        if (!read_back) return std::unexpected(read_back.error());
        if (*read_back != written[i])
            return fail(chatter::Errc::internal,
                        "The table " + std::string(table.name) + " was not copied as it is: " +
                            std::to_string(read_back->row_count) + " rows of " +
                            std::to_string(written[i].row_count) + ". The target is as it was.");
    }
    if (auto committed = target.commit(); !committed) return std::unexpected(committed.error());
    return moved;
}

}  // namespace chatter::store::move
