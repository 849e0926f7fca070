// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Parts of glibc that a static program has in it and this one cannot reach, each replaced by what it would do here.
// They come first at the link, so the linker does not take those of libc.a. Used where lean.cmake finds that this
// links.

#include <cstdlib>

extern "C" {

/// gettext's search for a translation, with its catalogues and conversions: 54 KB. Without setlocale(3), which this
/// program does not call, the locale is C, and there the answer is the text itself.
char* __dcgettext(const char* /*domain*/, const char* text, int /*category*/) {  // NOLINT(bugprone-reserved-identifier)
  return const_cast<char*>(text);  // NOLINT(*-const-cast): as libintl.h has it
}

/// printf(3) of %e, %f, %g and %a, with the numbers of any length that it needs: 41 KB. Nothing in this program prints
/// a fraction by it.
[[noreturn]] int __printf_fp() { std::abort(); }     // NOLINT(bugprone-reserved-identifier)
[[noreturn]] int __printf_fphex() { std::abort(); }  // NOLINT(bugprone-reserved-identifier)
}
