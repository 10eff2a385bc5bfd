# The Debian package, for `cpack -G DEB --config` (script/package): what stands under CHATTER_ROOT, as it is there.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME chatter)
set(CPACK_PACKAGE_VERSION "$ENV{CHATTER_VERSION}")
set(CPACK_PACKAGE_VENDOR Chatter)
set(CPACK_PACKAGE_CONTACT "Chatter <root@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Self-hosted chat")
set(CPACK_PACKAGE_DESCRIPTION
    "A chat for teams on a machine of one's own: one process with its web client inside,\nSQLite or PostgreSQL, Socket.IO on the wire.")
set(CPACK_INSTALLED_DIRECTORIES "$ENV{CHATTER_ROOT};/")
set(CPACK_PACKAGING_INSTALL_PREFIX /)
set(CPACK_PACKAGE_FILE_NAME "chatter-$ENV{CHATTER_VERSION}")
set(CPACK_PACKAGE_DIRECTORY "$ENV{CHATTER_PACKAGES}")

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_COMPRESSION_TYPE "$ENV{CHATTER_COMPRESSION}")
# Beside what it is linked with it loads others when they are needed: for images, TLS, PostgreSQL, object stores.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "$ENV{CHATTER_DEPENDS}, libvips42, libssl3, init-system-helpers")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libpq5, libcurl4, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "nginx | caddy, postgresql, redis-server")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    "${CMAKE_CURRENT_LIST_DIR}/postinst;${CMAKE_CURRENT_LIST_DIR}/prerm;${CMAKE_CURRENT_LIST_DIR}/postrm")
