// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Boost.JSON is used without its compiled library, so that a cross build needs headers only.
#include <boost/json/src.hpp>
