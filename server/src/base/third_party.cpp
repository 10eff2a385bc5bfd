// The bodies of the header-only libraries, compiled here once.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
