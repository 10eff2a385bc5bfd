#include "objects/curl_library.hpp"

#include <dlfcn.h>

// With its checks of types these are macros, whose names are no functions' names.
#undef curl_easy_setopt
#undef curl_easy_getinfo

namespace chatter::objects {

namespace {

const CurlLibrary* look_up() {
    void* const handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) return nullptr;
    static CurlLibrary curl;
#define CHATTER_LOOK_UP(name)                                              \
    curl.name = reinterpret_cast<decltype(&::name)>(dlsym(handle, #name)); \
    if (curl.name == nullptr) return nullptr;
    CHATTER_CURL_FUNCTIONS(CHATTER_LOOK_UP)
#undef CHATTER_LOOK_UP
    return curl.curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? &curl : nullptr;
}

}  // namespace

const CurlLibrary* load_curl() {
    static const CurlLibrary* const curl = look_up();
    return curl;
}

}  // namespace chatter::objects
