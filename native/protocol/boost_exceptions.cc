// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <boost/throw_exception.hpp>
#include <exception>

// Where the program is built without exceptions Boost asks for these, and calls them where it would throw one.
#ifdef BOOST_NO_EXCEPTIONS
namespace boost {

void throw_exception(const std::exception& /*thrown*/) { std::terminate(); }
void throw_exception(const std::exception& /*thrown*/, const source_location& /*place*/) { std::terminate(); }

}  // namespace boost
#endif
