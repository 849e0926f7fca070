// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned/values.h"

#include <charconv>
#include <string>

#include "observe/tuned/python_ini.h"
#include "sysctl/kernel_write.h"

namespace yama::tuned {
namespace {

constexpr unsigned bit(std::size_t scope) { return 1U << scope; }
constexpr unsigned kAny = 15U;

/// Python's int(): blanks around it, a sign, '_' between digits.
std::optional<long long> integer_of(std::string_view text) {
  std::string digits;
  text = python::strip(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) {
    text.remove_prefix(1);
  }
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool between = at > 0 && at + 1 < text.size() && text[at - 1] != '_';
    if (text[at] != '_' || !between) {
      digits += text[at];
    }
  }
  long long number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || digits.front() == '-' || end != digits.data() + digits.size() ||
      error == std::errc::invalid_argument) {
    return std::nullopt;
  }
  constexpr long long kBeyond = 1LL << 40;  // out of range: greater than any scope
  number = error == std::errc{} ? number : kBeyond;
  return negative ? -number : number;
}

/// What is written when `met` is there; none: nothing.
std::optional<std::string_view> chosen(std::string_view value, Scope met) {
  if (value.size() < 2 || (value.front() != '>' && value.front() != '<')) {
    return value;
  }
  const std::string_view bound = value.substr(1);
  const auto number = integer_of(bound);
  if (!number) {
    return value;
  }
  const bool writes = value.front() == '>' ? *number > number_of(met) : *number < number_of(met);
  return writes ? std::optional{bound} : std::nullopt;
}

}  // namespace

template <typename After>
bool Values::change(After after, bool certain) {
  bool takes = false;
  for (unsigned& ends : ends_) {
    unsigned next = 0;
    for (std::size_t scope = 0; scope < kCount; ++scope) {
      if ((ends & bit(scope)) == 0) {
        continue;
      }
      const std::optional<std::size_t> end = after(kAllScopes[scope]);
      takes = takes || (end && kAllScopes[scope] != Scope::kNoAttach);
      next |= bit(end.value_or(scope)) | (certain ? 0U : bit(scope));
    }
    ends = next;
  }
  return takes;
}

bool Values::set(std::string_view value, bool certain) {
  const auto after = [value](Scope met) -> std::optional<std::size_t> {
    const auto bytes = chosen(value, met);
    const sysctl::KernelWrite written = bytes ? sysctl::kernel_write(*bytes, met) : sysctl::KernelWrite{};
    return written.effect == sysctl::WriteEffect::kSet ? std::optional{static_cast<std::size_t>(written.value)}
                                                       : std::nullopt;
  };
  return change(after, certain);
}

bool Values::write(std::string_view bytes, bool certain) {
  const auto after = [bytes](Scope met) -> std::optional<std::size_t> {
    const sysctl::KernelWrite written = sysctl::kernel_write(bytes, met);
    return written.effect == sysctl::WriteEffect::kSet ? std::optional{static_cast<std::size_t>(written.value)}
                                                       : std::nullopt;
  };
  return change(after, certain);
}

void Values::may_set_anything() {
  for (unsigned& ends : ends_) {
    ends = ends == bit(kCount - 1) ? ends : kAny;
  }
}

void Values::join(const Values& other) {
  for (std::size_t met = 0; met < kCount; ++met) {
    ends_.at(met) |= other.ends_.at(met);
  }
}

std::vector<Scope> Values::left() const {
  std::vector<Scope> scopes;
  scopes.reserve(kCount);
  for (std::size_t met = 0; met < kCount; ++met) {
    if (ends_.at(met) == bit(met)) {
      scopes.push_back(kAllScopes[met]);
    }
  }
  return scopes;
}

std::optional<Scope> Values::target() const {
  std::optional<Scope> found;
  for (std::size_t met = 0; met < kCount; ++met) {
    for (std::size_t end = 0; end < kCount; ++end) {
      if (end == met || (ends_.at(met) & bit(end)) == 0) {
        continue;
      }
      if (found && *found != kAllScopes[end]) {
        return std::nullopt;
      }
      found = kAllScopes[end];
    }
  }
  return found;
}

bool Values::certain() const {
  bool one = true;
  for (const unsigned ends : ends_) {
    one = one && (ends & (ends - 1)) == 0;
  }
  return one && target().has_value();
}

}  // namespace yama::tuned
