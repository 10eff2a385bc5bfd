#include "store/move/files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "store/move/testing/export_files.hpp"
#include "store/sqlite/testing/temp_folder.hpp"

namespace chatter::store::move {
namespace {

using sqlite::testing::TempFolder;
using testing::read_file;
using testing::write_file;

class ExportedFiles : public ::testing::Test {
  protected:
    [[nodiscard]] std::string path() const { return folder_.path() + "/file"; }

    /// The lines of a file, and last what was wrong with it.
    [[nodiscard]] std::vector<std::string> lines_of(std::string_view content,
                                                    std::size_t line_bytes_max = 100) const {
        write_file(path(), content);
        LineReader reader(InputFile::open(path()).value(), line_bytes_max);
        std::vector<std::string> lines;
        while (true) {
            const auto line = reader.next();
            if (!line) {
                lines.push_back(std::to_string(reader.line_number()) + " " + line.error().detail);
                return lines;
            }
            if (!*line) break;
            lines.emplace_back(**line);
        }
        Sha256 sha256;
        sha256.add(content);
        EXPECT_EQ(reader.facts(), (FileFacts{.bytes = std::ssize(content), .sha256 = sha256.finish()}));
        EXPECT_EQ(reader.line_number(), std::ssize(lines));
        return lines;
    }

    TempFolder folder_;
};

using Lines = std::vector<std::string>;

TEST_F(ExportedFiles, are_read_line_by_line) {
    EXPECT_EQ(lines_of(""), Lines{});
    EXPECT_EQ(lines_of("\n"), Lines{""});
    EXPECT_EQ(lines_of("one\n\nthree\n"), (Lines{"one", "", "three"}));
}

TEST_F(ExportedFiles, of_many_blocks_give_the_lines_that_were_written) {
    std::string content;
    Lines lines;
    for (int i = 0; i < 50'000; ++i) {
        lines.push_back(std::string(static_cast<std::size_t>(i % 37), 'x') + std::to_string(i));
        content += lines.back() + "\n";
    }
    ASSERT_GT(content.size(), 1'000'000U);
    EXPECT_EQ(lines_of(content), lines);
}

TEST_F(ExportedFiles, with_a_line_that_is_too_long_are_refused_there) {
    EXPECT_EQ(lines_of("12345\n1234567\n", 6), (Lines{"12345", "2 it has more than 6 bytes"}));
    EXPECT_EQ(lines_of("123456\n", 6), Lines{"123456"});
    EXPECT_EQ(lines_of(std::string(1'000'000, 'x'), 6), Lines{"1 it has more than 6 bytes"});
}

TEST_F(ExportedFiles, that_end_within_a_line_are_refused) {
    EXPECT_EQ(lines_of("one\ntwo"), (Lines{"one", "2 it is cut off"}));
}

TEST_F(ExportedFiles, are_written_for_their_owner_alone_with_their_hash) {
    auto file = OutputFile::make(path()).value();
    std::string content;
    for (int i = 0; i < 100'000; ++i) {
        const auto number = std::to_string(i);
        content += number;
        ASSERT_TRUE(file.append(number).has_value());
    }
    const auto facts = file.finish().value();
    EXPECT_EQ(read_file(path()), content);
    struct stat found{};
    ASSERT_EQ(::stat(path().c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0600U);
    Sha256 sha256;
    sha256.add(content);
    EXPECT_EQ(facts, (FileFacts{.bytes = std::ssize(content), .sha256 = sha256.finish()}));
    EXPECT_FALSE(OutputFile::make(path()).has_value()) << "there is one";
}

TEST_F(ExportedFiles, that_are_none_are_refused_at_once) {
    EXPECT_FALSE(InputFile::open(path()).has_value()) << "there is none";
    EXPECT_FALSE(InputFile::open(folder_.path()).has_value()) << "a folder";
    ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
    EXPECT_FALSE(InputFile::open(path()).has_value()) << "a pipe that nobody writes to";
}

TEST_F(ExportedFiles, are_read_whole_up_to_a_limit) {
    write_file(path(), std::string(1'000'000, 'x'));
    EXPECT_EQ(InputFile::open(path()).value().read_all(1'000'000).value(), std::string(1'000'000, 'x'));
    EXPECT_FALSE(InputFile::open(path()).value().read_all(999'999).has_value());
}

TEST(Sha256, is_that_of_everybody_else) {
    Sha256 sha256;
    sha256.add("a");
    sha256.add("bc");
    EXPECT_EQ(sha256.finish(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace chatter::store::move
