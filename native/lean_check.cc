// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A static program that has in it whatever in the C library wants a part that lean.cc replaces: lean.cmake links the
// two.

#include <cstdio>
#include <cstring>

int main(int count, char** words) {
  char text[64];
  const char* const reason = std::strerror(count);  // NOLINT(concurrency-mt-unsafe): one thread
  return std::snprintf(text, sizeof text, "%d %s %s", count, words[0], reason) > 0 ? 0 : 1;
}
