#include "store/move/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/errc.hpp"

namespace chatter::store::move {

namespace {

constexpr std::size_t block_bytes = std::size_t{256} * 1024;

std::unexpected<Error> cannot(const char* what, const std::string& path, int cause) {
    return fail(chatter::Errc::unavailable,
                std::string("Cannot ") + what + " " + path + ": " + std::strerror(cause) + ".");
}

}  // namespace

Sha256::Sha256() { crypto_hash_sha256_init(&state_); }

void Sha256::add(std::string_view bytes) {
    crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

std::string Sha256::finish() {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256_final(&state_, hash.data());
    std::array<char, (2 * crypto_hash_sha256_BYTES) + 1> text{};
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
    return text.data();
}

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
}

bool Descriptor::close() { return ::close(std::exchange(number_, -1)) == 0; }

Result<OutputFile> OutputFile::make(std::string path) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (file.number() < 0) return cannot("make", path, errno);
    return OutputFile(std::move(path), std::move(file));
}

Result<void> OutputFile::append(std::string_view bytes) {
    sha256_.add(bytes);
    bytes_ += static_cast<std::int64_t>(bytes.size());
    buffer_ += bytes;
    return buffer_.size() < block_bytes ? Result<void>() : flush();
}

Result<void> OutputFile::flush() {
    for (std::string_view rest = buffer_; !rest.empty();) {
        const auto written = ::write(file_.number(), rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return cannot("write", path_, errno);
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.clear();
    return {};
}

Result<FileFacts> OutputFile::finish() {
    if (auto flushed = flush(); !flushed) return std::unexpected(flushed.error());
    if (!file_.close()) return cannot("write", path_, errno);
    return FileFacts{.bytes = bytes_, .sha256 = sha256_.finish()};
}

Result<FileFacts> OutputFile::finish_durably() {
    if (auto flushed = flush(); !flushed) return std::unexpected(flushed.error());
    if (::fsync(file_.number()) != 0) return cannot("write", path_, errno);
    return finish();
}

Result<InputFile> InputFile::open(std::string path) {
    // What is no file shall be refused, not waited for.
    Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    struct stat facts{};
    if (file.number() < 0 || ::fstat(file.number(), &facts) != 0) return cannot("read", path, errno);
    if (!S_ISREG(facts.st_mode))
        return fail(chatter::Errc::unavailable, "Cannot read " + path + ": it is no file.");
    return InputFile(std::move(path), std::move(file), facts.st_size);
}

Result<std::string_view> InputFile::read(std::size_t bytes_max) {
    buffer_.resize(std::min(bytes_max, block_bytes));
    while (true) {
        const auto count = ::read(file_.number(), buffer_.data(), buffer_.size());
        if (count >= 0) return std::string_view(buffer_).substr(0, static_cast<std::size_t>(count));
        if (errno != EINTR) return cannot("read", path_, errno);
    }
}

Result<std::string> InputFile::read_all(std::size_t bytes_max) {
    std::string all;
    while (true) {
        const auto block = read(block_bytes);
        if (!block) return std::unexpected(block.error());
        if (block->empty()) return all;
        if (all.size() + block->size() > bytes_max)
            return fail(chatter::Errc::unavailable,
                        path_ + " has more than " + std::to_string(bytes_max) + " bytes.");
        all += *block;
    }
}

Result<std::optional<std::string_view>> LineReader::next() {
    auto searched = begin_;
    while (true) {
        const auto end = buffer_.find('\n', searched);
        const auto length = std::min(end, buffer_.size()) - begin_;
        if (length > line_bytes_max_) {
            ++line_number_;
            return fail(chatter::Errc::unavailable,
                        "it has more than " + std::to_string(line_bytes_max_) + " bytes");
        }
        if (end != std::string::npos) {
            ++line_number_;
            const auto line = std::string_view(buffer_).substr(begin_, length);
            begin_ = end + 1;
            return line;
        }
        buffer_.erase(0, std::exchange(begin_, 0));
        searched = buffer_.size();
        const auto block = file_.read(block_bytes);
        if (!block) return std::unexpected(block.error());
        sha256_.add(*block);
        bytes_ += static_cast<std::int64_t>(block->size());
        buffer_ += *block;
        if (!block->empty()) continue;
        if (buffer_.empty()) return std::nullopt;
        ++line_number_;
        return fail(chatter::Errc::unavailable, "it is cut off");
    }
}

}  // namespace chatter::store::move
