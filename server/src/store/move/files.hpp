// The files of an export, written and read with a running SHA-256. Errors, everywhere: base
// Errc::unavailable; the file, and what the system says of it, in detail.
#pragma once

#include <sodium.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace chatter::store::move {

class Sha256 {
  public:
    Sha256();
    void add(std::string_view bytes);
    /// 64 hexadecimal digits.
    [[nodiscard]] std::string finish();

  private:
    crypto_hash_sha256_state state_{};
};

/// Owns an open file.
class Descriptor {
  public:
    explicit Descriptor(int number = -1) noexcept : number_(number) {}
    ~Descriptor();
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;

    [[nodiscard]] int number() const { return number_; }
    /// False when the file was not closed well (errno).
    [[nodiscard]] bool close();

  private:
    int number_;
};

/// What a manifest says of a file.
struct FileFacts {
    std::int64_t bytes = 0;
    std::string sha256;
    bool operator==(const FileFacts&) const = default;
};

/// A new file that only its owner may read.
class OutputFile {
  public:
    /// Errors: also, that there is one.
    [[nodiscard]] static Result<OutputFile> make(std::string path);
    [[nodiscard]] Result<void> append(std::string_view bytes);
    [[nodiscard]] Result<FileFacts> finish();
    /// The same, and the file is on disk.
    [[nodiscard]] Result<FileFacts> finish_durably();

  private:
    OutputFile(std::string path, Descriptor file) : path_(std::move(path)), file_(std::move(file)) {}
    [[nodiscard]] Result<void> flush();

    std::string path_;
    Descriptor file_;
    std::string buffer_;
    Sha256 sha256_;
    std::int64_t bytes_ = 0;
};

class InputFile {
  public:
    /// Errors: also, that it is no ordinary file.
    [[nodiscard]] static Result<InputFile> open(std::string path);
    [[nodiscard]] std::int64_t size() const { return size_; }
    /// The next bytes, at most `bytes_max`; none at the end. They stay until the next call.
    [[nodiscard]] Result<std::string_view> read(std::size_t bytes_max);
    /// All of it. Errors: also, that it has more than `bytes_max`.
    [[nodiscard]] Result<std::string> read_all(std::size_t bytes_max);

  private:
    InputFile(std::string path, Descriptor file, std::int64_t size)
        : path_(std::move(path)), file_(std::move(file)), size_(size) {}

    std::string path_;
    Descriptor file_;
    std::int64_t size_;
    std::string buffer_;
};

/// Reads a file line by line. Holds no more than one line and a block in memory.
class LineReader {
  public:
    LineReader(InputFile file, std::size_t line_bytes_max)
        : file_(std::move(file)), line_bytes_max_(line_bytes_max) {}

    /// The next line without its end; nothing at the end of the file. It stays until the next call.
    /// Errors: also, that a line is too long, or that the last one has no end.
    [[nodiscard]] Result<std::optional<std::string_view>> next();
    /// The number of the last line, from 1.
    [[nodiscard]] std::int64_t line_number() const { return line_number_; }
    /// Of the whole file, once its end has been reached.
    [[nodiscard]] FileFacts facts() { return {.bytes = bytes_, .sha256 = sha256_.finish()}; }

  private:
    InputFile file_;
    std::size_t line_bytes_max_;
    std::string buffer_;
    std::size_t begin_ = 0;  // of the next line in the buffer
    Sha256 sha256_;
    std::int64_t bytes_ = 0;
    std::int64_t line_number_ = 0;
};

}  // namespace chatter::store::move
