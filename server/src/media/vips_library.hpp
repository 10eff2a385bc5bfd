#pragma once

#include <vips/vips.h>

#include <optional>

#include <vips/vector.h>  // not self-contained: after vips.h

namespace chatter::media {

// clang-format off
// The functions of libvips (and of GLib beneath it) that decoding calls.
#define CHATTER_VIPS_FUNCTIONS(function)                                                                     \
    function(vips_init) function(vips_concurrency_set) function(vips_cache_set_max)                          \
    function(vips_vector_set_enabled)                                                                        \
    function(vips_pngload_buffer) function(vips_jpegload_buffer) function(vips_gifload_buffer)               \
    function(vips_webpload_buffer) function(vips_heifload_buffer)                                            \
    function(vips_pngsave_buffer) function(vips_jpegsave_buffer) function(vips_gifsave_buffer)               \
    function(vips_webpsave_buffer) function(vips_heifsave_buffer)                                            \
    function(vips_image_get_width) function(vips_image_get_n_pages) function(vips_image_get_page_height)     \
    function(vips_image_get_interpretation) function(vips_image_get_typeof) function(vips_image_get_string)  \
    function(vips_image_get_fields) function(vips_image_remove) function(vips_image_copy_memory)             \
    function(vips_icc_transform) function(vips_colourspace) function(vips_autorot) function(vips_crop)       \
    function(vips_thumbnail_image)                                                                           \
    function(g_object_unref) function(g_free) function(g_strfreev)
// clang-format on

/// libvips, loaded while the process runs: the server, which is the same executable, neither links nor loads
/// it. `vips->vips_autorot(…)` is the function of that name. Stays loaded until the process ends.
class VipsLibrary {
  public:
    /// Loads and starts libvips; nothing when this machine has none that fits.
    [[nodiscard]] static std::optional<VipsLibrary> load();

// NOLINTNEXTLINE(bugprone-macro-parentheses): a member name cannot stand in them
#define CHATTER_DECLARE(name) decltype(&::name) name = nullptr;
    CHATTER_VIPS_FUNCTIONS(CHATTER_DECLARE)
#undef CHATTER_DECLARE

  private:
    VipsLibrary() = default;
};

}  // namespace chatter::media
