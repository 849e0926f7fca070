// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <cstdlib>
#include <exception>

/// Replaces what libstdc++ does about an exception that nobody catches: it prints the type's name, for which it brings
/// 50 KiB of demangler into a static program. main() catches everything.
void __gnu_cxx::__verbose_terminate_handler() { std::abort(); }
