#include "media/decoder_process.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "base/log.hpp"
#include "chat/errc.hpp"
#include "chat/image_placeholder.hpp"

namespace chatter::media {

namespace {

using std::chrono::steady_clock;

constexpr auto too_slow = "This picture takes too long to decode.";
constexpr auto broken_off = "This picture cannot be decoded.";

std::unexpected<Error> shutting_down() { return fail(Errc::unavailable, "The server is shutting down."); }

std::unexpected<Error> unsupported(std::string_view sentence) {
    return fail(chat::Errc::unsupported_image, std::string(sentence));
}

int milliseconds_until(steady_clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
    return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
}

/// Sends as much as the socket takes now. Once all is sent, or the peer reads no more, it ends our side.
void send_some(int socket, std::string_view& unsent) {
    const auto count = send(socket, unsent.data(), unsent.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count >= 0) {
        unsent.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EAGAIN && errno != EINTR) {
        unsent = {};  // its answer, if there is one, still has to be read
    }
    if (unsent.empty()) shutdown(socket, SHUT_WR);
}

/// Reads what there is. An answer that stops short counts as nonsense.
AnswerReader::State receive_some(int socket, AnswerReader& answer) {
    std::array<char, 65536> buffer;
    const auto count = recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count > 0) return answer.push({buffer.data(), static_cast<std::size_t>(count)});
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return AnswerReader::State::incomplete;
    return AnswerReader::State::nonsense;
}

/// Signal 9 is ours (or the kernel's, short of memory): the decoder still ran.
void log_broken_decoder(int wait_status) {
    log::warn("An image decoder gave no valid answer.",
              {{"signal", WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : 0},
               {"exitStatus", WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 0}});
}

Result<chat::ProcessedImage> to_processed_image(Answer answer) {
    if (!answer && answer.error() == Verdict::decoder_missing) {
        log::error("The image decoder finds no libvips 8 (libvips.so.42) on this machine.");
        return fail(Errc::unavailable, std::string(sentence_of(answer.error())));
    }
    if (!answer) return unsupported(sentence_of(answer.error()));
    return chat::ProcessedImage{
        .content_type = std::string(content_type_of(answer->format)),
        .info = {.width = answer->width,
                 .height = answer->height,
                 .placeholder = chat::make_placeholder(answer->placeholder, answer->is_animated)},
        .bytes = std::move(answer->bytes)};
}

}  // namespace

DecoderProcess::DecoderProcess(DecoderOptions options)
    : options_(std::move(options)), stop_event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

DecoderProcess::~DecoderProcess() { stop(); }

void DecoderProcess::stop() {
    stopping_ = true;
    eventfd_write(stop_event_.get(), 1);
}

BlockingPool& DecoderProcess::pool() {
    std::call_once(pool_made_, [this] {
        pool_ = std::make_unique<BlockingPool>("decoder", options_.processes_max, options_.queue_max);
    });
    return *pool_;
}

Task<Result<chat::ProcessedImage>> DecoderProcess::process(std::string upload) {
    if (!sniff_image_format(upload)) co_return unsupported(sentence_of(Verdict::no_image));
    auto& decoders = pool();
    auto work = [this, upload = std::move(upload), queued_at = steady_clock::now()] {
        return decode(upload, queued_at);
    };
    co_return co_await decoders.run(std::move(work));
}

Result<chat::ProcessedImage> DecoderProcess::decode(std::string_view upload, Moment queued_at) {
    if (stopping_) return shutting_down();
    if (steady_clock::now() - queued_at > options_.waiting_max) {
        return fail(Errc::busy, "Too many pictures are waiting. Try again in a moment.");
    }
    auto child = ChildProcess::start(options_.executable, options_.arguments);
    if (!child) {
        log::error("The image decoder cannot be started.", {{"executable", options_.executable}});
        return fail(Errc::unavailable, std::string(sentence_of(Verdict::decoder_missing)));
    }
    auto answer = exchange(child->socket(), upload);
    const auto wait_status = child->end();
    if (answer) return to_processed_image(*std::move(answer));
    if (answer.error() == Interruption::stopping) return shutting_down();
    const bool out_of_processor_time = WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGXCPU;
    if (answer.error() == Interruption::too_slow || out_of_processor_time) return unsupported(too_slow);
    log_broken_decoder(wait_status);
    return unsupported(broken_off);
}

std::expected<Answer, DecoderProcess::Interruption> DecoderProcess::exchange(int socket,
                                                                             std::string_view upload) const {
    const auto deadline = steady_clock::now() + options_.decoding_max;
    AnswerReader answer;
    while (true) {
        const short interest = upload.empty() ? POLLIN : POLLIN | POLLOUT;
        std::array<pollfd, 2> events{{{.fd = socket, .events = interest, .revents = 0},
                                      {.fd = stop_event_.get(), .events = POLLIN, .revents = 0}}};
        const auto ready = poll(events.data(), events.size(), milliseconds_until(deadline));
        if (ready < 0 && errno == EINTR) continue;
        if (ready < 0) return std::unexpected(Interruption::broken_off);
        if (events[1].revents != 0) return std::unexpected(Interruption::stopping);
        if (steady_clock::now() >= deadline) return std::unexpected(Interruption::too_slow);

        if ((events[0].revents & POLLOUT) != 0) send_some(socket, upload);
        if ((events[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
            const auto state = receive_some(socket, answer);
            if (state == AnswerReader::State::complete) return answer.take();
            if (state == AnswerReader::State::nonsense) return std::unexpected(Interruption::broken_off);
        }
    }
}

}  // namespace chatter::media
