#include "store/move/export_format.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <map>
#include <regex>

#include "store/move/testing/export_files.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/migrations.hpp"
#include "store/sqlite/testing/temp_folder.hpp"

namespace chatter::store::move {
namespace {

using namespace std::chrono_literals;

const ExportFile& file_named(std::string_view name) {
    return *std::ranges::find(export_files(), name, &ExportFile::name);
}

/// A field as the documentation's tables show it.
std::string documented(const Field& field) {
    const std::map<Form, std::string> forms = {{Form::id, "id"},         {Form::number, "number"},
                                               {Form::time, "time"},     {Form::flag, "true or false"},
                                               {Form::text, "text"},     {Form::hex, "hexadecimal"},
                                               {Form::object, "object"}, {Form::word, ""}};
    auto text = "`" + field.name + "` " + forms.at(field.form);
    for (const auto& word : field.words)
        text += (text.ends_with(' ') ? "`" : ", `") + std::string(word) + "`";
    return text + (field.is_nullable ? " or null" : "");
}

TEST(ExportFormat, has_a_file_for_every_table_but_the_sessions) {
    std::vector<std::string> left_out;
    for (const auto& table : tables())
        if (std::ranges::none_of(export_files(), [&](const auto& file) { return file.table == &table; }))
            left_out.emplace_back(table.name);
    EXPECT_EQ(left_out, std::vector<std::string>{"sessions"});
}

TEST(ExportFormat, is_what_its_documentation_says) {
    const auto documentation = testing::read_documentation();
    std::set<std::string> names;
    for (const auto& file : export_files()) {
        names.insert(file.name);
        ASSERT_TRUE(documentation.contains(file.name)) << file.name << " is not documented";
        std::vector<std::string> fields;
        for (const auto& field : file.fields)
            if (field.form != Form::derived) fields.push_back(documented(field));
        EXPECT_EQ(documentation.at(file.name).fields, fields) << file.name;
    }
    for (const auto& [name, file] : documentation)
        EXPECT_TRUE(names.contains(name)) << name << " is documented, but not exported";
}

TEST(ExportFormat, reads_and_writes_the_documentations_examples_as_they_are) {
    for (const auto& [name, documented_file] : testing::read_documentation()) {
        EXPECT_FALSE(documented_file.examples.empty()) << name;
        for (const auto& line : documented_file.examples) {
            std::set<std::string> unknown;
            const auto row = read_line(file_named(name), line, unknown);
            ASSERT_TRUE(row.has_value()) << name << ": " << row.error().detail;
            EXPECT_TRUE(unknown.empty()) << name;
            std::string again;
            ASSERT_TRUE(append_line(again, file_named(name), *row).has_value());
            EXPECT_EQ(again, line + "\n");
        }
    }
}

TEST(ExportFormat, has_a_word_for_every_number_that_the_schema_allows) {
    const sqlite::testing::TempFolder folder;
    ASSERT_TRUE(sqlite::migrate(folder.database()).has_value());
    const auto db = sqlite::Connection::open(folder.database(), sqlite::OpenMode::read_only, 5s).value();
    sqlite3_stmt* tables_of_schema = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(db->handle(), "SELECT name, sql FROM sqlite_schema WHERE type = 'table'", -1,
                                 &tables_of_schema, nullptr),
              SQLITE_OK);
    int count = 0;
    while (sqlite3_step(tables_of_schema) == SQLITE_ROW) {
        const std::string table = reinterpret_cast<const char*>(sqlite3_column_text(tables_of_schema, 0));
        const std::string text = reinterpret_cast<const char*>(sqlite3_column_text(tables_of_schema, 1));
        if (is_made_by_the_store(table)) continue;
        const auto& file =
            *std::ranges::find(export_files(), table, [](const auto& f) { return f.table->name; });
        const std::regex check(R"(CHECK \((\w+) IN \(([0-9, ]+)\)\))");
        for (std::sregex_iterator it(text.begin(), text.end(), check), end; it != end; ++it) {
            const auto column = std::ranges::find(file.table->columns, it->str(1), &Column::name);
            if (column->type == Type::boolean) continue;
            const auto& field = file.fields[static_cast<std::size_t>(column - file.table->columns.begin())];
            EXPECT_EQ(std::ssize(field.words), std::ranges::count(it->str(2), ',') + 1)
                << table << "." << it->str(1);
            ++count;
        }
    }
    sqlite3_finalize(tables_of_schema);
    EXPECT_EQ(count, 6);
}

TEST(ExportFormat, loses_nothing_of_unusual_values) {
    const auto& file = file_named("audit-log.jsonl");
    const std::string id("\x00\x01\xfe\xff\"\\{}\n\r\t\x7f 89a", 16);
    const std::int64_t times[] = {-62'167'219'200'000,
                                  -62'167'219'200'001,
                                  -1,
                                  0,
                                  253'402'300'799'999,
                                  253'402'300'800'000,
                                  std::numeric_limits<std::int64_t>::max()};
    const std::string details[] = {"{}",
                                   R"({"a":[1,{"b":null}]})",
                                   R"({"a": 1})",
                                   R"({"a":1,"a":2})",
                                   "",
                                   "no JSON",
                                   R"("{}")",
                                   "[1]",
                                   R"({"a":1.0})",
                                   "{\"\xF0\x9F\x91\x8D\":\"\\u0001\"}"};
    for (const auto time : times)
        for (const auto& detail : details) {
            const Row row{
                id,     time, std::monostate(), "\x01\"\\/\xC2\x85\xE2\x80\xA8'<", "", "target\n\r\t\x7f",
                detail, "::1"};
            std::string line;
            ASSERT_TRUE(append_line(line, file, row).has_value());
            EXPECT_EQ(std::ranges::count(line, '\n'), 1) << line;
            std::set<std::string> unknown;
            const auto read = read_line(file, std::string_view(line).substr(0, line.size() - 1), unknown);
            ASSERT_TRUE(read.has_value()) << line << read.error().detail;
            EXPECT_TRUE(*read == row) << line;
        }
}

TEST(ExportFormat, makes_what_is_derived_anew) {
    std::set<std::string> unknown;
    const auto row = read_line(file_named("rooms.jsonl"),
                               testing::read_documentation()["rooms.jsonl"].examples[0], unknown)
                         .value();
    const auto columns = file_named("rooms.jsonl").table->columns;
    const auto value = [&](std::string_view name) {
        return std::get<std::string>(
            row[static_cast<std::size_t>(std::ranges::find(columns, name, &Column::name) - columns.begin())]);
    };
    EXPECT_EQ(value("name"), "Straße");
    EXPECT_EQ(value("name_key"), "strasse");
}

TEST(ExportFormat, refuses_values_of_another_kind_by_the_fields_name) {
    const auto documentation = testing::read_documentation();
    struct Case {
        std::string file, from, to, complaint;
    };
    const Case cases[] = {
        {"users.jsonl", "\"ada\"", "17", "the field username must be a string"},
        {"users.jsonl", "\"ada\"", "null", "the field username is missing"},
        {"users.jsonl", "\"username\":\"ada\",", "", "the field username is missing"},
        {"users.jsonl", "\"ada\"", "\"a\\u0000\"", "the field username must not hold the character U+0000"},
        {"users.jsonl", "\"ada\"", "\"\\ud800\"", "it is not JSON"},
        {"users.jsonl", "\"ada\"", "\"\xFF\"", "it is not JSON"},
        {"users.jsonl", "000000000001", "00000000001", "the field id must be an id"},
        {"users.jsonl", "\"admin\"", "\"king\"", "the field role must be one of \"member\", \"admin\""},
        {"users.jsonl", "\"admin\"", "1", "the field role must be one of"},
        {"users.jsonl", "2026-01-31", "2026-02-31", "the field createdAt must be a time"},
        {"rooms.jsonl", "\"memberCount\":2", "\"memberCount\":2.5",
         "the field memberCount must be a whole number"},
        {"rooms.jsonl", "\"memberCount\":2", "\"memberCount\":\"2\"",
         "the field memberCount must be a whole number"},
        {"rooms.jsonl", "\"memberCount\":2", "\"memberCount\":1e99",
         "the field memberCount must be a whole number"},
        {"rooms.jsonl", "\"directKey\":null", "\"directKey\":\"abc\"", "the field directKey must be bytes"},
        {"rooms.jsonl", "\"directKey\":null", "\"directKey\":\"zz\"", "the field directKey must be bytes"},
        {"memberships.jsonl", "\"muted\":false", "\"muted\":0", "the field muted must be true or false"},
        {"audit-log.jsonl", "{\"to\":\"admin\"}", "[]", "the field detail must be a string"},
        {"rooms.jsonl", "{", "[", "it is not JSON"},
        {"rooms.jsonl", "{", "", "it is not JSON"},
    };
    for (const auto& [file, from, to, complaint] : cases) {
        auto line = documentation.at(file).examples[0];
        ASSERT_NE(line.find(from), std::string::npos) << from;
        line.replace(line.find(from), from.size(), to);
        std::set<std::string> unknown;
        const auto row = read_line(file_named(file), line, unknown);
        ASSERT_FALSE(row.has_value()) << line;
        EXPECT_TRUE(row.error().detail.starts_with(complaint)) << row.error().detail << " of " << line;
    }
    std::set<std::string> unknown;
    for (const auto* const line : {"", "[]", "17", "\"{}\"", "{} {}"})
        EXPECT_FALSE(read_line(file_named("blocks.jsonl"), line, unknown).has_value()) << line;
}

TEST(ExportFormat, may_lack_a_field_that_may_be_null_and_have_others) {
    auto line = testing::read_documentation()["messages.jsonl"].examples[0];
    const std::string absent = "\"editedAt\":\"2026-01-31T12:00:05.000Z\",";
    line.replace(line.find(absent), absent.size(), "\"mood\":\"good\",\"weather\":{\"is\":[\"fair\"]},");
    std::set<std::string> unknown;
    const auto& file = file_named("messages.jsonl");
    const auto row = read_line(file, line, unknown);
    ASSERT_TRUE(row.has_value()) << row.error().detail;
    EXPECT_EQ(unknown, (std::set<std::string>{"mood", "weather"}));
    const auto edited_at =
        std::ranges::find(file.fields, std::string_view("editedAt"), &Field::name) - file.fields.begin();
    EXPECT_TRUE(std::holds_alternative<std::monostate>((*row)[static_cast<std::size_t>(edited_at)]));
}

}  // namespace
}  // namespace chatter::store::move
