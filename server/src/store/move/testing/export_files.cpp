#include "store/move/testing/export_files.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace chatter::store::move::testing {

namespace fs = std::filesystem;

namespace {

/// `name` and value of the line `| `name` | value | … |` of a table.
std::string first_columns(const std::string& line) {
    const auto second = line.find(" | ", 2);
    const auto third = line.find(" | ", second + 3);
    return line.substr(2, second - 2) + " " + line.substr(second + 3, third - second - 3);
}

}  // namespace

std::map<std::string, DocumentedFile> read_documentation() {
    std::ifstream page(CHATTER_EXPORT_FORMAT_FILE);
    std::map<std::string, DocumentedFile> files;
    DocumentedFile* file = nullptr;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with("### ")) file = &files[line.substr(4)];
        if (file == nullptr) continue;
        if (line.starts_with("| `")) file->fields.push_back(first_columns(line));
        if (line.starts_with("{")) file->examples.push_back(line);
    }
    return files;
}

Files documented_example() {
    Files files;
    for (const auto& [name, file] : read_documentation()) {
        auto& content = files[name];
        for (const auto& line : file.examples) content += line + "\n";
    }
    // The smallest picture there is.
    const unsigned char pixel[] = {0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00, 0x01, 0x00, 0x80,
                                   0x00, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0x21, 0xf9, 0x04,
                                   0x01, 0x00, 0x00, 0x00, 0x00, 0x2c, 0x00, 0x00, 0x00, 0x00, 0x01,
                                   0x00, 0x01, 0x00, 0x00, 0x02, 0x02, 0x44, 0x01, 0x00, 0x3b};
    files["images/019b0000-0000-7000-8000-000000000021.gif"].assign(std::begin(pixel), std::end(pixel));
    return files;
}

void write_export(const std::string& path, const Files& files, std::int64_t format_version) {
    fs::create_directories(path + "/images");
    Manifest manifest{
        .format_version = format_version, .chatter_version = "0.0.0", .exported_at = {}, .files = {}};
    for (const auto& [name, content] : files) {
        write_file(path + "/" + name, content);
        if (!name.ends_with(".jsonl")) continue;
        Sha256 sha256;
        sha256.add(content);
        manifest.files.push_back({.name = name,
                                  .lines = std::ranges::count(content, '\n'),
                                  .facts = {.bytes = std::ssize(content), .sha256 = sha256.finish()}});
    }
    write_file(path + "/" + manifest_name, to_text(manifest));
}

Files read_export(const std::string& path) {
    Files files;
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
        const auto name = fs::relative(entry.path(), path).string();
        if (entry.is_regular_file() && name != manifest_name) files[name] = read_file(entry.path());
    }
    return files;
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file.is_open()) << path;
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

void write_file(const std::string& path, std::string_view content) {
    std::ofstream file(path, std::ios::binary);
    file << content;
    EXPECT_TRUE(file.good()) << path;
}

}  // namespace chatter::store::move::testing
