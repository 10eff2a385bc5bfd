#include "media/image_decoder.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>

#include "media/decoder_answer.hpp"
#include "media/recode.hpp"
#include "media/sandbox.hpp"
#include "media/vips_library.hpp"

namespace chatter::media {

namespace {

constexpr int server = 0;  // the socket to the server lies where standard input is expected
constexpr std::size_t upload_bytes_max = std::size_t{64} * 1024 * 1024;

Answer decode(const std::optional<VipsLibrary>& vips, std::string_view upload) {
    if (!vips) return std::unexpected(Verdict::decoder_missing);
    const auto format = sniff_image_format(upload);
    if (!format) return std::unexpected(Verdict::no_image);
    return recode(*vips, *format, upload);
}

/// Everything up to the end of the stream; nothing when it breaks or does not end.
std::optional<std::string> read_upload() {
    std::string upload;
    std::array<char, 65536> buffer{};
    while (upload.size() <= upload_bytes_max) {
        const auto count = read(server, buffer.data(), buffer.size());
        if (count == 0) return upload;
        if (count > 0) {
            upload.append(buffer.data(), static_cast<std::size_t>(count));
        } else if (errno != EINTR) {
            break;
        }
    }
    return std::nullopt;
}

bool write_answer(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = write(server, bytes.data(), bytes.size());
        if (count > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

}  // namespace

int run_image_decoder() {
    constexpr int done = 0, failed = 1;
    if (!limit_this_process()) return failed;
    const auto vips = VipsLibrary::load();
    // Not one byte of the upload is read before this.
    if (!forbid_all_but_computing()) return failed;

    const auto upload = read_upload();
    if (!upload) return failed;
    return write_answer(encode_answer(decode(vips, *upload))) ? done : failed;
}

}  // namespace chatter::media
