// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace yama::loaders {

namespace {

constexpr std::size_t kPage = 4096;
constexpr std::size_t kNumber = 22;  // TMPBUFLEN

bool kernel_blank(unsigned char c) { return std::strchr(" \t\n\v\f\r\xA0", c) != nullptr && c != 0; }

}  // namespace

ssize_t KernelFile::write(const char* bytes, std::size_t count, off_t position) {
  if (count == 0) {
    return 0;
  }
  if (position != 0) {
    return static_cast<ssize_t>(count);  // kernel.sysctl_writes_strict = 1: taken, and ignored
  }
  std::vector<char> page(bytes, bytes + std::min(count, kPage - 1));
  const std::size_t taken = page.size();
  page.push_back('\0');
  const char* at = page.data();
  const char* const end = at + taken;
  while (at < end && kernel_blank(static_cast<unsigned char>(*at))) {
    ++at;
  }
  if (at == end) {
    return -EINVAL;
  }
  std::array<char, kNumber> number = {};
  const std::size_t length = std::min(static_cast<std::size_t>(end - at), kNumber - 1);
  std::memcpy(number.data(), at, length);
  const bool negative = number[0] == '-' && end - at > 1;
  const char* const digits = number.data() + (negative ? 1 : 0);
  if (std::isdigit(static_cast<unsigned char>(*digits)) == 0) {
    return -EINVAL;
  }
  // strtoull(3) with base 0 agrees with the kernel's simple parser from the first digit on, C23's "0b" aside.
  char* after = nullptr;
  errno = 0;
  const unsigned long long value = std::strtoull(digits, &after, 0);
  if (errno == ERANGE) {
    return -EINVAL;
  }
  const auto used = static_cast<std::size_t>(after - number.data());
  if (used == kNumber - 1) {
    return -EINVAL;
  }
  const char next = number.at(used);
  if (used < static_cast<std::size_t>(end - at) && next != ' ' && next != '\t' && next != '\n') {
    return -EINVAL;
  }
  const int least = scope_ == 3 ? 3 : 0;
  if (value > 3 || (negative && value != 0) || static_cast<int>(value) < least) {
    return -EINVAL;
  }
  scope_ = static_cast<int>(value);
  at += used;
  while (at < end && kernel_blank(static_cast<unsigned char>(*at))) {
    ++at;
  }
  return static_cast<ssize_t>(count) - (end - at);  // "*lenp -= left": bytes beyond the page count as taken
}

}  // namespace yama::loaders
