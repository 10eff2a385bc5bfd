#pragma once

namespace chatter::media {

/// The main function of the decoder process (`chatter image-decoder`, hidden): confines itself, reads one
/// upload from descriptor 0 up to its end, answers there (decoder_answer.hpp), and gives the exit status to
/// end with.
int run_image_decoder();

}  // namespace chatter::media
