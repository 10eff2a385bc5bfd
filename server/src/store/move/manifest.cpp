#include "store/move/manifest.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/errc.hpp"
#include "base/text.hpp"
#include "store/move/export_format.hpp"

namespace chatter::store::move {

namespace {

namespace json = boost::json;

constexpr std::string_view format_name = "chatter-export";
constexpr std::size_t manifest_bytes_max = std::size_t{1024} * 1024;

std::optional<std::string> string_at(const json::object& object, std::string_view name) {
    const auto* const value = object.if_contains(name);
    const auto* const text = value != nullptr ? value->if_string() : nullptr;
    if (text == nullptr) return std::nullopt;
    return std::string(text->data(), text->size());
}

std::optional<std::int64_t> number_at(const json::object& object, std::string_view name) {
    const auto* const value = object.if_contains(name);
    const auto* const number = value != nullptr ? value->if_int64() : nullptr;
    if (number == nullptr) return std::nullopt;
    return *number;
}

/// A name that leads nowhere but to a file of the folder.
bool is_file_name(std::string_view name) {
    return name.ends_with(".jsonl") && std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
           });
}

std::optional<Manifest::File> file_of(const json::value& value) {
    const auto* const object = value.if_object();
    if (object == nullptr) return std::nullopt;
    auto name = string_at(*object, "name");
    const auto lines = number_at(*object, "lines");
    const auto bytes = number_at(*object, "bytes");
    auto sha256 = string_at(*object, "sha256");
    if (!name || !is_file_name(*name) || !lines || !bytes || !sha256) return std::nullopt;
    return Manifest::File{
        .name = std::move(*name), .lines = *lines, .facts = {.bytes = *bytes, .sha256 = std::move(*sha256)}};
}

/// Nothing when it is no manifest.
std::optional<Manifest> parse(std::string_view text) {
    boost::system::error_code failed;
    const auto value = json::parse(text, failed);
    const auto* const object = failed ? nullptr : value.if_object();
    if (object == nullptr || string_at(*object, "format") != format_name) return std::nullopt;
    const auto version = number_at(*object, "formatVersion");
    if (!version) return std::nullopt;
    Manifest manifest{.format_version = *version, .chatter_version = {}, .exported_at = {}, .files = {}};
    if (*version > export_format_version) return manifest;  // of which nothing else is known
    manifest.chatter_version = string_at(*object, "chatterVersion").value_or("");
    const auto exported_at = parse_iso8601(string_at(*object, "exportedAt").value_or(""));
    const auto* const files = object->if_contains("files");
    if (!exported_at || files == nullptr || !files->is_array()) return std::nullopt;
    manifest.exported_at = *exported_at;
    for (const auto& entry : files->get_array()) {
        auto file = file_of(entry);
        if (!file) return std::nullopt;
        manifest.files.push_back(std::move(*file));
    }
    return manifest;
}

}  // namespace

std::string to_text(const Manifest& manifest) {
    std::string text = "{\n  \"format\": \"" + std::string(format_name) +
                       "\",\n  \"formatVersion\": " + std::to_string(manifest.format_version) +
                       ",\n  \"chatterVersion\": ";
    append_json_string(text, manifest.chatter_version);
    text += ",\n  \"exportedAt\": \"" + to_iso8601(manifest.exported_at) + "\",\n  \"files\": [";
    const char* separator = "\n";
    for (const auto& file : manifest.files) {
        text += std::exchange(separator, ",\n");
        text += R"(    {"name": ")" + file.name + R"(", "lines": )" + std::to_string(file.lines) +
                R"(, "bytes": )" + std::to_string(file.facts.bytes) + R"(, "sha256": ")" + file.facts.sha256 +
                "\"}";
    }
    return text + "\n  ]\n}\n";
}

Result<Manifest> read_manifest(const std::string& folder) {
    const std::filesystem::path place(folder);
    std::error_code ignored;
    if (!std::filesystem::is_directory(place, ignored))
        return fail(chatter::Errc::unavailable, "There is no folder " + folder + ".");
    if (!std::filesystem::exists(place / manifest_name, ignored))
        return fail(chatter::Errc::unavailable,
                    folder + " has no " + manifest_name + ": it is no export, or one that was cut off.");
    auto file = InputFile::open(place / manifest_name);
    if (!file) return std::unexpected(file.error());
    const auto text = file->read_all(manifest_bytes_max);
    if (!text) return std::unexpected(text.error());
    auto manifest = parse(*text);
    if (!manifest)
        return fail(chatter::Errc::unavailable,
                    (place / manifest_name).string() + " is no manifest of an export.");
    if (manifest->format_version > export_format_version)
        return fail(chatter::Errc::unavailable,
                    "The export has the format " + std::to_string(manifest->format_version) +
                        ", and this version reads up to " + std::to_string(export_format_version) +
                        ". Use the version that made it.");
    for (const auto& listed : manifest->files) {
        const auto found = InputFile::open(place / listed.name);
        if (!found) return std::unexpected(found.error());
        if (found->size() != listed.facts.bytes)
            return fail(chatter::Errc::unavailable,
                        listed.name + " is not the file that was exported: it has " +
                            std::to_string(found->size()) + " bytes, where " + manifest_name + " says " +
                            std::to_string(listed.facts.bytes) + ".");
    }
    return std::move(*manifest);
}

}  // namespace chatter::store::move
