#include <string_view>

#include "app/cli/cli.hpp"
#include "media/image_decoder.hpp"

int main(int argc, char** argv) {
    // The server starts itself under this name for each picture (media/decoder_process.hpp): no command for
    // people.
    if (argc == 2 && std::string_view(argv[1]) == "image-decoder") return chatter::media::run_image_decoder();
    return chatter::app::run_cli(argc, argv);
}
