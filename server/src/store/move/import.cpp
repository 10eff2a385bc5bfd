#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include "base/errc.hpp"
#include "base/text.hpp"
#include "base/uuid.hpp"
#include "store/move/batch_writer.hpp"
#include "store/move/export.hpp"
#include "store/move/export_format.hpp"
#include "store/queries.hpp"

namespace chatter::store::move {

namespace {

/// Several times what the server keeps of an upload.
constexpr std::size_t image_bytes_max = std::size_t{64} * 1024 * 1024;

/// Sense that no foreign key makes: a query that gives a row where it is missing, and what to say then.
struct Sense {
    const char* absence;
    const char* complaint;
};
constexpr Sense senses[] = {
    {"SELECT 1 FROM rooms r WHERE r.last_seq <>"
     " (SELECT coalesce(max(m.seq), 0) FROM messages m WHERE m.room_id = r.id) LIMIT 1",
     "rooms.jsonl: a room's lastSeq is not that of its last message in messages.jsonl."},
    {"SELECT 1 FROM rooms r WHERE r.version <"
     " (SELECT coalesce(max(m.version), 0) FROM messages m WHERE m.room_id = r.id) LIMIT 1",
     "rooms.jsonl: a room's version is lower than one of its messages' in messages.jsonl."},
    {"SELECT 1 FROM messages GROUP BY room_id, version HAVING count(*) > 1 LIMIT 1",
     "messages.jsonl: two messages of a room have the same version."},
    {"SELECT 1 FROM memberships s JOIN rooms r ON r.id = s.room_id WHERE s.last_read_seq > r.last_seq LIMIT "
     "1",
     "memberships.jsonl: a member has read more messages than the room's lastSeq."},
    {"SELECT 1 FROM messages m LEFT JOIN messages r ON r.room_id = m.room_id AND r.seq = m.thread_seq"
     " WHERE m.thread_seq IS NOT NULL AND r.seq IS NULL LIMIT 1",
     "messages.jsonl: a message's threadSeq names no message of its room."},
    // What SQLite's foreign keys refuse by line, PostgreSQL checks only here.
    {"SELECT 1 FROM messages m LEFT JOIN rooms r ON r.id = m.room_id WHERE r.id IS NULL LIMIT 1",
     "messages.jsonl: a message's roomId names no room."},
    {"SELECT 1 FROM messages m LEFT JOIN users u ON u.id = m.author_id WHERE u.id IS NULL LIMIT 1",
     "messages.jsonl: a message's authorId names no user."},
    {"SELECT 1 FROM messages m LEFT JOIN messages r ON r.room_id = m.room_id AND r.seq = m.reply_to_seq"
     " WHERE m.reply_to_seq IS NOT NULL AND r.seq IS NULL LIMIT 1",
     "messages.jsonl: a message's replyToSeq names no message of its room."},
    {"SELECT 1 FROM messages m LEFT JOIN images i ON i.id = m.image_id"
     " WHERE m.image_id IS NOT NULL AND i.id IS NULL LIMIT 1",
     "messages.jsonl: a message's imageId names no image."},
    {"SELECT 1 FROM messages m LEFT JOIN users u ON u.id = m.pinned_by"
     " WHERE m.pinned_by IS NOT NULL AND u.id IS NULL LIMIT 1",
     "messages.jsonl: a message's pinnedBy names no user."},
};

std::unexpected<Error> refuse(std::string detail) {
    return fail(chatter::Errc::unavailable, std::move(detail));
}

Row key_of(const ExportFile& file, const Row& row) {
    Row key;
    for (const auto i : file.key) key.push_back(row[i]);
    return key;
}

std::string names_of_key(const ExportFile& file) {
    std::string names;
    for (const auto i : file.key) names += (names.empty() ? "" : ", ") + file.fields[i].name;
    return names;
}

class Importer {
  public:
    Importer(const std::string& folder, Installation& target, const RowsTold& told, const Warned& warned,
             const std::atomic<bool>& stop)
        : folder_(folder), target_(target), told_(told), warned_(warned), stop_(stop) {}

    Result<std::int64_t> read(const ExportFile& file, const Manifest::File& listed) {
        auto opened = InputFile::open(folder_ / file.name);
        if (!opened) return std::unexpected(opened.error());
        LineReader lines(std::move(*opened), export_line_bytes_max);
        BatchWriter batch(target_, *file.table);
        std::set<std::string> unknown;
        Row last_key;
        while (true) {
            const auto line = lines.next();
            if (!line)
                return refuse(place(file, lines.line_number()) + without_stop(line.error().detail) + ".");
            if (!*line) break;
            auto row = take(file, **line, last_key, unknown);
            if (!row) return refuse(place(file, lines.line_number()) + row.error().detail + ".");
            if (!batch.add(std::move(*row))) continue;
            if (auto written = write(file, batch); !written) return std::unexpected(written.error());
        }
        if (auto written = write(file, batch); !written) return std::unexpected(written.error());
        if (lines.facts() != listed.facts || lines.line_number() != listed.lines)
            return refuse(file.name + " is not the file that was exported: its SHA-256 or its " +
                          std::to_string(lines.line_number()) + " lines are not what " + manifest_name +
                          " says.");
        for (const auto& name : unknown) {
            std::string quoted;
            append_json_string(quoted, prefix_code_points(name, 60));
            warned_("The field " + quoted + " of " + file.name + " is unknown to this version and left out.");
        }
        return lines.line_number();
    }

  private:
    static std::string place(const ExportFile& file, std::int64_t line_number) {
        return file.name + ", line " + std::to_string(line_number) + ": ";
    }

    Result<Row> take(const ExportFile& file, std::string_view line, Row& last_key,
                     std::set<std::string>& unknown) {
        auto row = read_line(file, line, unknown);
        if (!row) return row;
        auto key = key_of(file, *row);
        if (!last_key.empty() && key == last_key)
            return refuse("it has the same " + names_of_key(file) + " as the line before");
        if (!last_key.empty() && key < last_key)
            return refuse("it is not in the order of " + names_of_key(file));
        last_key = std::move(key);
        if (file.has_bytes_apart)
            if (auto fetched = fetch_apart(*row); !fetched) return std::unexpected(fetched.error());
        return row;
    }

    /// Puts the bytes of a file in the place of what tells of it.
    Result<void> fetch_apart(Row& row) {
        Uuid id;
        std::ranges::copy(std::get<std::string>(row[0]), id.bytes.begin());
        const auto& name = std::get<std::string>(row[1]);
        const auto stem = "images/" + id.to_string();
        const auto is_harmless = [](char c) { return (c >= 'a' && c <= 'z') || c == '.'; };
        if (!name.starts_with(stem) || !std::ranges::all_of(name.substr(stem.size()), is_harmless))
            return refuse("the field file must be \"" + stem + "\" and an ending");
        auto file = InputFile::open(folder_ / name);
        if (!file) return refuse(without_stop(file.error().detail));
        auto bytes = file->read_all(image_bytes_max);
        if (!bytes) return refuse(without_stop(bytes.error().detail));
        Sha256 sha256;
        sha256.add(*bytes);
        if (std::ssize(*bytes) != std::get<std::int64_t>(row[2]) ||
            sha256.finish() != std::get<std::string>(row[3]))
            return refuse(name + " is not the file that was exported: its size or its SHA-256 is another");
        row = {std::move(row[0]), std::move(*bytes)};
        return {};
    }

    static std::string without_stop(std::string sentence) {
        if (sentence.ends_with('.')) sentence.pop_back();
        return sentence;
    }

    Result<void> write(const ExportFile& file, BatchWriter& batch) {
        if (stop_.load(std::memory_order_relaxed))
            return refuse("Stopped before it was done. The installation is empty, as it was.");
        if (auto begun = target_.execute("SAVEPOINT batch"); !begun) return begun;
        if (auto written = batch.write(); !written) return refuse(find_refused(file, batch, written.error()));
        told_(file.table->name, batch.written_count());
        return target_.execute("RELEASE SAVEPOINT batch");
    }

    /// Which line it is because of which the target refused a batch.
    std::string find_refused(const ExportFile& file, const BatchWriter& batch, const Error& error) {
        // Where there is no way back, it was not for a row that the target gave up.
        if (!target_.execute("ROLLBACK TO SAVEPOINT batch")) return error.detail;
        auto line_number = batch.written_count();
        for (const auto& row : batch.rows()) {
            ++line_number;
            if (auto written = target_.write(*file.table, {row}); !written)
                return place(file, line_number) + "the database refuses it. " + written.error().detail;
        }
        return error.detail;
    }

    std::filesystem::path folder_;
    Installation& target_;
    const RowsTold& told_;
    const Warned& warned_;
    const std::atomic<bool>& stop_;
};

Result<void> require_sense(Installation& target) {
    for (const auto& sense : senses) {
        const auto is_absent = target.has_row(sense.absence);
        if (!is_absent) return std::unexpected(is_absent.error());
        if (*is_absent) return refuse(sense.complaint);
    }
    return {};
}

}  // namespace

Result<std::int64_t> import_installation(const std::string& folder, const Manifest& manifest,
                                         Installation& target, const RowsTold& told, const Warned& warned,
                                         const std::atomic<bool>& stop) {
    const auto empty = is_empty(target);
    if (!empty) return std::unexpected(empty.error());
    if (!*empty) return refuse("The " + target.name() + " holds data already: import into an empty one.");
    for (const auto& listed : manifest.files)
        if (std::ranges::find(export_files(), listed.name, &ExportFile::name) == export_files().end())
            warned("The file " + listed.name + " is unknown to this version and left out.");
    Importer importer(folder, target, told, warned, stop);
    std::int64_t row_count = 0;
    for (const auto& file : export_files()) {
        const auto listed = std::ranges::find(manifest.files, file.name, &Manifest::File::name);
        if (listed == manifest.files.end()) {
            warned("The export has no " + file.name + ".");
            continue;
        }
        const auto rows = importer.read(file, *listed);
        if (!rows) return rows;
        row_count += *rows;
    }
    if (auto sensible = require_sense(target); !sensible) return std::unexpected(sensible.error());
    if (auto noted = target.execute(sql::note_changes.text); !noted) return std::unexpected(noted.error());
    if (auto committed = target.commit(); !committed) return std::unexpected(committed.error());
    return row_count;
}

}  // namespace chatter::store::move
