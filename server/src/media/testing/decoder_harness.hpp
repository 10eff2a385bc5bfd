#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "media/decoder_process.hpp"

namespace chatter::media::testing {

/// Options for the decoder of the tests (test_decoder.cpp) in the mode that `arguments` name.
[[nodiscard]] DecoderOptions options_for(std::vector<std::string> arguments);

/// What `decoder` answers to each of `uploads`, all handed over at once by one worker.
[[nodiscard]] std::vector<Result<chat::ProcessedImage>> process_all(DecoderProcess& decoder,
                                                                    const std::vector<std::string>& uploads);
[[nodiscard]] Result<chat::ProcessedImage> process(DecoderProcess& decoder, std::string upload);
/// By the real decoder, in a process as the server starts it.
[[nodiscard]] Result<chat::ProcessedImage> process(std::string upload);

[[nodiscard]] std::size_t count_open_descriptors();
/// How many threads of this process have a name that begins so.
[[nodiscard]] std::size_t count_threads(std::string_view prefix);

}  // namespace chatter::media::testing
