// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/kernel_write.h"

#include <climits>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace yama::sysctl {

namespace {

// The kernel's ctype, lib/ctype.c: 0xA0 is a blank there.
constexpr bool kernel_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || c == '\xA0'; }
constexpr bool digit(char c) { return c >= '0' && c <= '9'; }
constexpr int hex_value(char c) {
  if (digit(c)) {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

struct Magnitude {
  std::uint64_t value = 0;
  std::size_t length = 0;
  bool overflow = false;
};

// strtoul_lenient(p, &p, 0, val) of kernel/sysctl.c, lib/kstrtox.c.
Magnitude parse_magnitude(std::string_view text) {
  std::size_t start = 0;
  unsigned base = 10;
  if (text.starts_with('0')) {
    base = 8;
    if (text.size() > 2 && (text[1] | 0x20) == 'x' && hex_value(text[2]) >= 0) {
      base = 16;
      start = 2;
    }
  }
  Magnitude result{.length = start};
  for (; result.length < text.size(); ++result.length) {
    const int number = hex_value(text[result.length]);
    if (number < 0 || static_cast<unsigned>(number) >= base) {
      break;
    }
    const auto next = static_cast<std::uint64_t>(number);
    result.overflow = result.overflow || result.value > (std::numeric_limits<std::uint64_t>::max() - next) / base;
    result.value = result.value * base + next;
  }
  return result;
}

}  // namespace

KernelWrite kernel_write(std::string_view bytes, std::optional<Scope> current) {
  constexpr std::size_t kPageBytes = 4096 - 1;  // do_proc_dointvec(): "left > PAGE_SIZE - 1"
  constexpr std::size_t kNumberBytes = 22 - 1;  // proc_get_long(): TMPBUFLEN
  constexpr std::string_view kEnds = " \t\n";   // proc_wspace_sep
  constexpr KernelWrite kRefusal = {.effect = WriteEffect::kRefused};

  if (bytes.empty()) {
    return {.effect = WriteEffect::kNothing};
  }
  bytes = bytes.substr(0, kPageBytes);
  while (!bytes.empty() && kernel_space(bytes.front())) {
    bytes.remove_prefix(1);
  }
  const bool negative = bytes.size() > 1 && bytes.front() == '-';
  const std::string_view number = bytes.substr(0, kNumberBytes);
  const std::size_t sign = negative ? 1 : 0;
  if (number.size() <= sign || !digit(number[sign])) {
    return kRefusal;
  }
  const Magnitude magnitude = parse_magnitude(number.substr(sign));
  const std::size_t length = sign + magnitude.length;
  if (magnitude.overflow || length == kNumberBytes) {
    return kRefusal;
  }
  // "1 # note" ends here with 1: the rest comes in a second write at a position that is not 0, which the kernel
  // ignores.
  if (length < bytes.size() && kEnds.find(bytes[length]) == std::string_view::npos) {
    return kRefusal;
  }
  constexpr auto kHighest = static_cast<std::uint64_t>(Scope::kNoAttach);
  const auto lowest = current == Scope::kNoAttach ? kHighest : 0;
  if (magnitude.value < lowest || magnitude.value > kHighest || (negative && magnitude.value != 0)) {
    return kRefusal;
  }
  return {.effect = WriteEffect::kSet, .value = static_cast<Scope>(magnitude.value)};
}

}  // namespace yama::sysctl
