// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/build.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace yama::sysctl {
namespace {

constexpr std::string_view kDigits = "0123456789";

/// Vendors whose release number is a part of the name, the longest first where one begins like another.
constexpr std::array<std::string_view, 4> kNumbered = {"el", "sle", "amzn", "fc"};

/// Takes the number at the beginning off; none when there is none.
std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

/// "4.0.2" of "4.0.2-3".
std::vector<int> take_release(std::string_view& text) {
  std::vector<int> numbers;
  while (const auto number = take_number(text)) {
    numbers.push_back(*number);
    if (text.size() < 2 || text[0] != '.' || kDigits.find(text[1]) == std::string_view::npos) {
      break;
    }
    text.remove_prefix(1);
  }
  return numbers;
}

/// Whether a vendor's name begins there: not within another word.
bool begins_word(std::string_view text, std::size_t at) {
  return at == 0 || text[at - 1] == '.' || text[at - 1] == ' ' || text[at - 1] == '+';
}

/// ".el8_10.3" and " el8.10": the vendor and its minor release.
void read_vendor(std::string_view text, Build& build) {
  for (const std::string_view name : kNumbered) {
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
      std::string_view rest = text.substr(at + name.size());
      const auto number = begins_word(text, at) ? take_number(rest) : std::nullopt;
      if (!number) {
        continue;
      }
      build.vendor = std::string{name} + (name == "fc" ? "" : std::to_string(*number));
      if (rest.size() > 1 && (rest.front() == '_' || (rest.front() == '.' && !build.revision))) {
        rest.remove_prefix(1);
        build.minor = take_number(rest);
      }
      return;
    }
  }
  if (const std::size_t at = text.find(kAnyVendor); at != std::string_view::npos && begins_word(text, at)) {
    build.vendor = kAnyVendor;
  }
}

/// The script whose word stands at the end of a text; takes it off.
const Script* take_script(std::string_view& text, bool& any) {
  const std::size_t space = text.rfind(' ');
  if (space == std::string_view::npos) {
    return nullptr;
  }
  const Script* const script = script_of(text.substr(space + 1));
  any = text.substr(space + 1) == kAnyScript;
  if (script != nullptr || any) {
    text = text.substr(0, space);
  }
  return script;
}

bool is_within(const std::optional<int>& number, int first, int last) {
  return !number || (first <= *number && *number <= last);
}

}  // namespace

Build build_of(std::string_view text) {
  if (const std::size_t epoch = text.find(':'); epoch != std::string_view::npos) {
    text.remove_prefix(epoch + 1);
  }
  bool any = false;
  const Script* const script = take_script(text, any);
  Build build{.release = take_release(text), .any_script = any, .script = script};
  if (text.starts_with('-')) {
    std::string_view rest = text.substr(1);
    build.revision = take_number(rest);
  }
  read_vendor(text, build);
  if (build.vendor.empty()) {
    build.revision.reset();  // of a package whose vendor changes nothing
  }
  return build;
}

bool BuildRange::may_hold(const Build& build) const {
  return (build.vendor == kAnyVendor || build.vendor == vendor) &&
         is_within(build.revision, first_revision, last_revision) && is_within(build.minor, first_minor, last_minor);
}

}  // namespace yama::sysctl
