#include "media/testing/decoder_harness.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace chatter::media::testing {

DecoderOptions options_for(std::vector<std::string> arguments) {
    DecoderOptions options;
    options.executable = CHATTER_TEST_DECODER;
    options.arguments = std::move(arguments);
    // On a machine that has much else to do, too.
    options.waiting_max = std::chrono::minutes(1);
    options.decoding_max = std::chrono::minutes(1);
    return options;
}

std::vector<Result<chat::ProcessedImage>> process_all(DecoderProcess& decoder,
                                                      const std::vector<std::string>& uploads) {
    asio::io_context worker{1};
    std::vector<Result<chat::ProcessedImage>> results(uploads.size());
    for (std::size_t i = 0; i < uploads.size(); ++i) {
        asio::co_spawn(worker, decoder.process(uploads[i]),
                       [&results, i](const std::exception_ptr& error, Result<chat::ProcessedImage> result) {
                           if (error) std::rethrow_exception(error);
                           results[i] = std::move(result);
                       });
    }
    worker.run();
    return results;
}

Result<chat::ProcessedImage> process(DecoderProcess& decoder, std::string upload) {
    return std::move(process_all(decoder, {std::move(upload)}).front());
}

Result<chat::ProcessedImage> process(std::string upload) {
    DecoderProcess decoder(options_for({"image-decoder"}));
    return process(decoder, std::move(upload));
}

std::size_t count_open_descriptors() {
    const std::filesystem::directory_iterator entries("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

std::size_t count_threads(std::string_view prefix) {
    std::size_t count = 0;
    for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream file(thread.path() / "comm");
        std::string name;
        std::getline(file, name);
        count += name.starts_with(prefix) ? 1 : 0;
    }
    return count;
}

}  // namespace chatter::media::testing
