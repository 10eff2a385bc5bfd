#include "media/vips_library.hpp"

#include <dlfcn.h>

#include <cstdlib>

namespace chatter::media {

std::optional<VipsLibrary> VipsLibrary::load() {
    void* const handle = dlopen("libvips.so.42", RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) return std::nullopt;

    // A symbol is looked up in what libvips depends on too, which is where GLib's come from.
    VipsLibrary vips;
#define CHATTER_LOOK_UP(name)                                              \
    vips.name = reinterpret_cast<decltype(&::name)>(dlsym(handle, #name)); \
    if (vips.name == nullptr) return std::nullopt;
    CHATTER_VIPS_FUNCTIONS(CHATTER_LOOK_UP)
#undef CHATTER_LOOK_UP

    setenv("VIPS_DISC_THRESHOLD", "4g", 1);  // large pictures stay in memory too: there are no files here
    if (vips.vips_init("chatter") != 0) return std::nullopt;
    vips.vips_concurrency_set(2);
    vips.vips_cache_set_max(0);           // nothing is decoded twice
    vips.vips_vector_set_enabled(FALSE);  // its just-in-time compiler wants memory that can be executed
    return vips;
}

}  // namespace chatter::media
