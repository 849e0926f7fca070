// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/scope.h"

#include <algorithm>
#include <array>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace yama::sysctl {

namespace {

constexpr std::array<std::string_view, 4> kNames = {"classic", "restricted", "admin-only", "no-attach"};

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

std::optional<int> scope_from_text(std::string_view text) {
  if (text.size() == 1 && text[0] >= '0' && text[0] <= '3') {
    return text[0] - '0';
  }
  std::string name(text);
  std::ranges::transform(name, name.begin(), [](char c) {
    if (c == '_' || c == ' ') {
      return '-';
    }
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  });
  const auto* const found = std::ranges::find(kNames, name);
  return found == kNames.end() ? std::nullopt : std::optional(static_cast<int>(found - kNames.begin()));
}

KernelWrite kernel_write(std::string_view bytes, std::optional<int> current) {
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
  const int lowest = current == kNoAttach ? kNoAttach : kClassic;
  if (magnitude.value > kNoAttach || (negative && magnitude.value != 0) || static_cast<int>(magnitude.value) < lowest) {
    return kRefusal;
  }
  return {.effect = WriteEffect::kSet, .value = static_cast<int>(magnitude.value)};
}

}  // namespace yama::sysctl
