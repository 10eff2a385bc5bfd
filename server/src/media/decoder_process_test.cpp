#include "media/decoder_process.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>

#include "chat/errc.hpp"
#include "media/testing/decoder_harness.hpp"
#include "media/testing/image_samples.hpp"

namespace chatter::media {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using std::chrono::steady_clock;

std::string small_picture() { return make_picture(ImageFormat::png, 24, 16); }

bool has_code(const Result<chat::ProcessedImage>& result, std::error_code code) {
    return !result && result.error().code == code;
}

const auto unsupported = make_error_code(chat::Errc::unsupported_image);
const auto busy = make_error_code(Errc::busy);
const auto unavailable = make_error_code(Errc::unavailable);

/// A path in a temp folder of its own, which goes with this object.
class TempPath {
  public:
    TempPath() {
        std::string pattern = (std::filesystem::temp_directory_path() / "chatter-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
    }
    TempPath(const TempPath&) = delete;
    TempPath& operator=(const TempPath&) = delete;
    ~TempPath() { std::filesystem::remove_all(folder_); }
    [[nodiscard]] std::string string() const { return (folder_ / "marker").string(); }

  private:
    std::filesystem::path folder_;
};

/// Whether this process has a child, running or not yet reaped.
bool has_child() {
    siginfo_t child{};
    return waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/// Reads until the other side has closed.
std::string read_all(int socket) {
    std::string text;
    std::array<char, 256> buffer{};
    while (true) {
        pollfd event{.fd = socket, .events = POLLIN, .revents = 0};
        if (poll(&event, 1, 60'000) <= 0) return text + "(timed out)";
        const auto count = recv(socket, buffer.data(), buffer.size(), 0);
        if (count <= 0) return text;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

TEST(DecoderProcess, refuses_what_is_no_picture_without_starting_anything) {
    auto options = options_for({"image-decoder"});
    options.executable = "/does/not/exist";
    DecoderProcess decoder(options);
    for (const auto* text : {"", "I am called cat.png", "<svg xmlns='http://www.w3.org/2000/svg'/>"}) {
        const auto result = process(decoder, text);
        ASSERT_TRUE(has_code(result, unsupported)) << text;
        EXPECT_EQ(result.error().detail, "This is not a PNG, JPEG, GIF, WebP or AVIF picture.");
    }
}

TEST(DecoderProcess, is_unavailable_when_the_decoder_cannot_be_started) {
    auto options = options_for({"image-decoder"});
    options.executable = "/does/not/exist";
    DecoderProcess decoder(options);
    EXPECT_TRUE(has_code(process(decoder, small_picture()), unavailable));
}

TEST(DecoderProcess, starts_no_thread_before_the_first_picture) {
    const auto picture = small_picture();
    DecoderProcess decoder(options_for({"image-decoder"}));
    EXPECT_EQ(count_threads("decoder-"), 0U);
    EXPECT_TRUE(process(decoder, picture));
    EXPECT_GE(count_threads("decoder-"), 1U);
}

TEST(DecoderProcess, refuses_a_picture_whose_decoder_goes_wrong_and_decodes_the_next) {
    for (const auto* mode :
         {"crash", "hang", "burn-time", "answer-garbage", "answer-without-end", "end-silently"}) {
        SCOPED_TRACE(mode);
        const TempPath marker;
        auto options = options_for({mode, marker.string()});
        options.processes_max = 1;  // the next one needs the place of the one that went wrong
        if (std::string_view(mode) == "hang") options.decoding_max = 10'000ms;
        DecoderProcess decoder(options);

        const auto first = process(decoder, small_picture());
        ASSERT_TRUE(has_code(first, unsupported)) << (first ? "recoded" : first.error().detail);
        EXPECT_TRUE(first.error().detail.ends_with('.'));
        EXPECT_TRUE(process(decoder, small_picture()));
    }
}

TEST(DecoderProcess, says_that_a_picture_takes_too_long) {
    auto hanging = options_for({"hang"});
    hanging.decoding_max = 200ms;
    DecoderProcess decoder(hanging);
    const auto started = steady_clock::now();
    const auto result = process(decoder, small_picture());
    ASSERT_TRUE(has_code(result, unsupported));
    EXPECT_EQ(result.error().detail, "This picture takes too long to decode.");
    EXPECT_GE(steady_clock::now() - started, 200ms);

    DecoderProcess out_of_processor_time(options_for({"burn-time"}));
    const auto burnt = process(out_of_processor_time, small_picture());
    ASSERT_TRUE(has_code(burnt, unsupported));
    EXPECT_EQ(burnt.error().detail, "This picture takes too long to decode.");
}

TEST(DecoderProcess, decodes_ten_pictures_handed_over_at_once) {
    DecoderProcess decoder(options_for({"image-decoder"}));
    std::vector<std::string> uploads;
    uploads.reserve(10);
    for (int i = 0; i < 10; ++i) uploads.push_back(make_picture(every_format[i % 5], 40 + i, 30));
    const auto results = process_all(decoder, uploads);
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(results[i]) << results[i].error().detail;
        EXPECT_EQ(results[i]->info.width, 40 + i);
        EXPECT_EQ(results[i]->content_type, content_type_of(every_format[i % 5]));
    }
}

TEST(DecoderProcess, is_busy_when_too_many_wait) {
    auto options = options_for({"hang"});
    options.processes_max = 1;
    options.queue_max = 2;
    asio::io_context worker{1};
    DecoderProcess decoder(options);
    std::vector<Result<chat::ProcessedImage>> results(8);
    for (auto& slot : results)
        asio::co_spawn(worker, decoder.process(small_picture()),
                       [&slot](const std::exception_ptr& error, Result<chat::ProcessedImage> result) {
                           if (error) std::rethrow_exception(error);
                           slot = std::move(result);
                       });
    worker.poll();  // all have come before the first one ends
    decoder.stop();
    worker.run();
    const auto count = [&results](std::error_code code) {
        return std::ranges::count_if(results, [code](const auto& result) { return has_code(result, code); });
    };
    EXPECT_EQ(count(busy) + count(unavailable), 8);
    EXPECT_GE(count(busy), 5) << "one runs and two wait, at most";
    EXPECT_GE(count(unavailable), 2);
}

TEST(DecoderProcess, is_busy_for_one_that_has_waited_too_long) {
    auto options = options_for({"hang"});
    options.processes_max = 1;
    options.waiting_max = 50ms;
    options.decoding_max = 200ms;
    DecoderProcess decoder(options);
    bool was_busy = false;
    for (int i = 0; i < 20 && !was_busy; ++i) {  // not at once, on a machine too busy to begin in time
        const auto results = process_all(decoder, {small_picture(), small_picture()});
        was_busy = has_code(results[0], unsupported) && has_code(results[1], busy);
    }
    EXPECT_TRUE(was_busy);
}

TEST(DecoderProcess, ends_what_runs_and_what_waits_when_it_is_stopped) {
    auto options = options_for({"hang"});
    options.processes_max = 1;
    options.decoding_max = 60'000ms;
    options.waiting_max = 60'000ms;
    DecoderProcess decoder(options);
    const auto started = steady_clock::now();
    std::jthread stopper([&decoder, started] {
        while (!has_child() && steady_clock::now() - started < 20s) std::this_thread::yield();
        EXPECT_TRUE(has_child());
        decoder.stop();
    });
    for (const auto& result : process_all(decoder, {small_picture(), small_picture()})) {
        EXPECT_TRUE(has_code(result, unavailable));
    }
    EXPECT_LT(steady_clock::now() - started, 30s);
    EXPECT_TRUE(has_code(process(decoder, small_picture()), unavailable)) << "later ones too";
}

TEST(DecoderProcess, leaves_no_descriptor_and_no_zombie_behind) {
    const auto picture = small_picture();
    DecoderProcess warm(options_for({"image-decoder"}));
    ASSERT_TRUE(process(warm, picture));
    const auto before = count_open_descriptors();
    constexpr std::string_view real_decoder = "image-decoder";
    for (const auto* mode :
         {"image-decoder", "crash", "answer-garbage", "answer-without-end", "end-silently"}) {
        DecoderProcess decoder(options_for({mode}));
        for (int i = 0; i < 3; ++i) EXPECT_EQ(process(decoder, picture).has_value(), mode == real_decoder);
    }
    EXPECT_EQ(count_open_descriptors(), before);
    EXPECT_FALSE(has_child());
}

TEST(DecoderProcess, runs_decoders_that_can_do_nothing_but_compute) {
    auto child = ChildProcess::start(CHATTER_TEST_DECODER, {"break-out"});
    ASSERT_TRUE(child) << child.error().detail;
    EXPECT_EQ(read_all(child->socket()), "confined\n");
}

TEST(DecoderProcess, hands_decoders_no_environment_and_no_descriptor) {
    const std::array<int, 2> kept_open{dup(1), dup(1)};  // without the flag that closes them
    setenv("JWT_SECRET", "do not tell", 1);
    auto child = ChildProcess::start(CHATTER_TEST_DECODER, {"report-inheritance"});
    ASSERT_TRUE(child) << child.error().detail;
    EXPECT_EQ(read_all(child->socket()), "3 descriptors, 0 variables\n");
    unsetenv("JWT_SECRET");
    for (const auto descriptor : kept_open) close(descriptor);
}

}  // namespace
}  // namespace chatter::media
