#include "base/log_writer.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <optional>

namespace chatter::log {
namespace {

using namespace std::chrono_literals;

std::string tell_lost(std::uint64_t count) { return "lost " + std::to_string(count); }

/// A pipe that takes little.
class Pipe {
  public:
    Pipe() {
        EXPECT_EQ(::pipe(ends_.data()), 0);
        room_ = static_cast<std::size_t>(::fcntl(ends_[1], F_SETPIPE_SZ, 4096));
    }
    ~Pipe() {
        close_reader();
        ::close(ends_[1]);
    }
    [[nodiscard]] int writing_end() const { return ends_[1]; }
    [[nodiscard]] std::size_t room() const { return room_; }
    void close_reader() {
        if (ends_[0] >= 0) ::close(ends_[0]);
        ends_[0] = -1;
    }
    /// Reads on until `wanted` has come.
    std::string read_until(std::string_view wanted) {
        std::array<char, 4096> buffer;
        while (!text_.contains(wanted)) {
            const auto count = ::read(ends_[0], buffer.data(), buffer.size());
            if (count <= 0) break;
            text_.append(buffer.data(), static_cast<std::size_t>(count));
        }
        return text_;
    }
    /// Reads on until so many have been told of as lost, all at once or a few at a time.
    std::string read_until_lost(std::size_t wanted) {
        std::array<char, 4096> buffer;
        while (lost() < wanted) {
            const auto count = ::read(ends_[0], buffer.data(), buffer.size());
            if (count <= 0) break;
            text_.append(buffer.data(), static_cast<std::size_t>(count));
        }
        return text_;
    }

  private:
    /// The sum of the whole lines that tell of it.
    [[nodiscard]] std::size_t lost() const {
        constexpr std::string_view begin = "lost ";
        std::size_t sum = 0;
        for (auto at = text_.find(begin); at != std::string::npos; at = text_.find(begin, at + 1))
            if (text_.find('\n', at) != std::string::npos) sum += std::stoul(text_.substr(at + begin.size()));
        return sum;
    }

    std::array<int, 2> ends_{};
    std::size_t room_ = 0;
    std::string text_;
};

std::size_t count_of(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

TEST(LogWriter, writes_lines_in_their_order) {
    Pipe pipe;
    Writer writer(pipe.writing_end(), 1000, tell_lost);
    EXPECT_TRUE(writer.write("one", false));
    EXPECT_TRUE(writer.write("two", false));
    EXPECT_TRUE(writer.write("three", true));
    EXPECT_EQ(pipe.read_until("three\n"), "one\ntwo\nthree\n");
}

TEST(LogWriter, writes_what_is_pending_before_it_ends) {
    Pipe pipe;
    {
        Writer(pipe.writing_end(), 1000, tell_lost).write("last", false);
    }
    EXPECT_EQ(pipe.read_until("last\n"), "last\n");
}

TEST(LogWriter, keeps_nobody_waiting_and_tells_how_much_was_lost) {
    Pipe pipe;
    Writer writer(pipe.writing_end(), 10'000, tell_lost);
    const std::string line(99, 'x');
    std::size_t kept = 0, lost = 0;
    // Far more than the pipe, the writer's hands and what may wait have room for.
    const auto total = (pipe.room() + 30'000) / 100 + 500;
    for (std::size_t i = 0; i < total; ++i) ++(writer.write(line, true) ? kept : lost);
    EXPECT_GT(lost, 100U);
    const auto text = pipe.read_until_lost(lost);
    EXPECT_EQ(count_of(text, line + "\n"), kept);
    EXPECT_TRUE(writer.write("on it goes", true));
    EXPECT_TRUE(pipe.read_until("on it goes\n").ends_with("on it goes\n"));
}

TEST(LogWriter, ends_though_nobody_reads) {
    Pipe pipe;
    const auto began = std::chrono::steady_clock::now();
    {
        Writer writer(pipe.writing_end(), 100'000, tell_lost);
        for (int i = 0; i < 500; ++i) writer.write(std::string(99, 'x'), true);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
}

TEST(LogWriter, writes_from_any_thread_in_the_last_moment) {
    Pipe pipe;
    Writer writer(pipe.writing_end(), 1000, tell_lost);
    writer.write("not urgent", false);
    writer.write_at_once();  // which may meet the thread at it
    EXPECT_EQ(pipe.read_until("not urgent\n"), "not urgent\n");
}

}  // namespace
}  // namespace chatter::log
