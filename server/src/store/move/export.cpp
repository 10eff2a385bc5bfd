#include "store/move/export.hpp"

#include <cstring>
#include <string_view>

#include "base/errc.hpp"
#include "base/uuid.hpp"
#include "store/move/export_folder.hpp"
#include "store/move/export_format.hpp"

namespace chatter::store::move {

namespace {

/// How often somebody is told how far it is, while there are images.
constexpr std::int64_t image_rows_per_look = 16;

/// What the name of an image's file ends in, for those who look at it.
std::string_view ending_of(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (bytes.starts_with("\x89PNG"sv)) return ".png";
    if (bytes.starts_with("\xFF\xD8\xFF"sv)) return ".jpg";
    if (bytes.starts_with("GIF8"sv)) return ".gif";
    if (bytes.starts_with("RIFF"sv) && bytes.substr(0, 12).ends_with("WEBP"sv)) return ".webp";
    if (bytes.substr(0, 12).ends_with("ftypavif"sv) || bytes.substr(0, 12).ends_with("ftypavis"sv))
        return ".avif";
    return "";
}

class Exporter {
  public:
    Exporter(Installation& source, ExportFolder& folder, const RowsTold& told, const std::atomic<bool>& stop)
        : source_(source), folder_(folder), told_(told), stop_(stop) {}

    Result<Manifest::File> write(const ExportFile& file) {
        auto lines = folder_.make_file(file.name);
        if (!lines) return std::unexpected(lines.error());
        Manifest::File written{.name = file.name, .facts = {}};
        std::string line;
        const auto rows_per_look =
            file.has_bytes_apart ? image_rows_per_look : static_cast<std::int64_t>(batch_rows_max);
        auto read = source_.read(*file.table, [&](Row row) -> Result<void> {
            if (file.has_bytes_apart)
                if (auto put = put_apart(row); !put) return put;
            line.clear();
            if (auto appended = append_line(line, file, row); !appended)
                return fail(chatter::Errc::unavailable,
                            "The row " + std::to_string(written.lines + 1) + " of " +
                                std::string(file.table->name) +
                                " cannot be exported: " + appended.error().detail + ".");
            if (++written.lines % rows_per_look == 0)
                if (auto running = go_on(*file.table, written.lines); !running) return running;
            return lines->append(line);
        });
        if (!read) return std::unexpected(read.error());
        auto facts = lines->finish();
        if (!facts) return std::unexpected(facts.error());
        written.facts = std::move(*facts);
        if (auto running = go_on(*file.table, written.lines); !running)
            return std::unexpected(running.error());
        return written;
    }

  private:
    Result<void> go_on(const Table& table, std::int64_t rows) {
        told_(table.name, rows);
        if (!stop_.load(std::memory_order_relaxed)) return {};
        return fail(chatter::Errc::unavailable, "Stopped before it was done. Nothing was exported.");
    }

    /// Writes the bytes of an image to a file, of which the row tells from then on.
    Result<void> put_apart(Row& row) {
        Uuid id;
        std::memcpy(id.bytes.data(), std::get<std::string>(row.front()).data(), id.bytes.size());
        const auto& bytes = std::get<std::string>(row.back());
        const auto name = "images/" + id.to_string() + std::string(ending_of(bytes));
        auto file = folder_.make_file(name);
        if (!file) return std::unexpected(file.error());
        if (auto appended = file->append(bytes); !appended) return appended;
        auto facts = file->finish();
        if (!facts) return std::unexpected(facts.error());
        row = {std::move(row.front()), name, facts->bytes, std::move(facts->sha256)};
        return {};
    }

    Installation& source_;
    ExportFolder& folder_;
    const RowsTold& told_;
    const std::atomic<bool>& stop_;
};

}  // namespace

Result<std::int64_t> export_installation(Installation& source, const std::string& path,
                                         const ExportOrigin& origin, const RowsTold& told,
                                         const std::atomic<bool>& stop) {
    auto folder = ExportFolder::make(path);
    if (!folder) return std::unexpected(folder.error());
    Manifest manifest{.format_version = export_format_version,
                      .chatter_version = origin.chatter_version,
                      .exported_at = origin.exported_at,
                      .files = {}};
    Exporter exporter(source, *folder, told, stop);
    std::int64_t row_count = 0;
    for (const auto& file : export_files()) {
        auto written = exporter.write(file);
        if (!written) return std::unexpected(written.error());
        row_count += written->lines;
        manifest.files.push_back(std::move(*written));
    }
    if (auto finished = folder->finish(manifest); !finished) return std::unexpected(finished.error());
    return row_count;
}

}  // namespace chatter::store::move
