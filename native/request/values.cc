// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "request/values.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "sysctl/loader_table.h"

namespace yama {
namespace {

/// With six digits behind the point. std::to_string() would bring 41 KB of glibc's printf(3) for it.
std::string fraction(double value) {
  constexpr double kMillion = 1e6;
  constexpr double kMillionMillion = 1e12;
  if (!(value > -kMillionMillion && value < kMillionMillion)) {
    return "a number beyond a million million";
  }
  const double size = value < 0 ? -value : value;
  const std::int64_t millionths = std::llround(size * kMillion);
  const std::string behind = std::to_string(millionths % 1'000'000);
  return (value < 0 ? "-" : "") + std::to_string(millionths / 1'000'000) + "." + std::string(6 - behind.size(), '0') +
         behind;
}

struct Show {
  std::string operator()(std::monostate) const { return "null"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return fraction(value); }
  std::string operator()(const std::string& value) const {
    constexpr std::size_t kEnough = 60;
    return "'" + printable(value.substr(0, kEnough)) + (value.size() > kEnough ? "...'" : "'");
  }
  std::string operator()(const std::vector<std::string>&) const { return "a list"; }
};

Error must_be(std::string_view name, std::string_view what, const OptionValue& value) {
  return Error{std::string{name} + " must be " + std::string{what} + "; got " + show(value)};
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

Result<LoaderOverride> read_loader(std::string_view name, const std::string& text) {
  const auto equals = text.find('=');
  const auto loader = sysctl::loader_of(std::string_view{text}.substr(0, equals));
  if (!loader || equals == std::string::npos || std::isdigit(static_cast<unsigned char>(text[equals + 1])) == 0) {
    return must_be(name, "LOADER=VERSION, such as " + sysctl::version_examples(), text);
  }
  return LoaderOverride{.loader = *loader, .version = text.substr(equals + 1)};
}

}  // namespace

std::string show(const OptionValue& value) { return std::visit(Show{}, value); }

Result<std::size_t> read_choice(std::string_view name, const OptionValue& value,
                                std::span<const std::string_view> words) {
  const auto* text = std::get_if<std::string>(&value);
  if (text != nullptr) {
    if (const auto found = std::ranges::find(words, *text); found != words.end()) {
      return static_cast<std::size_t>(found - words.begin());
    }
  }
  Error error = must_be(name, "one of " + join({words.begin(), words.end()}, ", "), value);
  if (text != nullptr) {
    if (const auto like = nearest(*text, words); !like.empty()) {
      error.message += "; did you mean '" + std::string{like} + "'?";
    }
  }
  return error;
}

Result<Scope> read_scope(std::string_view name, const OptionValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    if (const auto scope = scope_of(*number)) {
      return *scope;
    }
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (const auto scope = scope_from_text(*text)) {
      return *scope;
    }
  }
  return must_be(name, "0, 1, 2 or 3, or classic, restricted, admin-only or no-attach", value);
}

Result<bool> read_bool(std::string_view name, const OptionValue& value) {
  if (const auto* flag = std::get_if<bool>(&value)) {
    return *flag;
  }
  if (const auto* number = std::get_if<std::int64_t>(&value); number != nullptr && (*number == 0 || *number == 1)) {
    return *number == 1;
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    const std::string word = lower(*text);
    for (const std::string_view yes : {"true", "yes", "on", "y", "t", "1"}) {
      if (word == yes) {
        return true;
      }
    }
    for (const std::string_view no : {"false", "no", "off", "n", "f", "0"}) {
      if (word == no) {
        return false;
      }
    }
  }
  return must_be(name, "true or false", value);
}

Result<std::string> read_path(std::string_view name, const OptionValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || text->empty() || text->front() != '/' || text->find('\0') != std::string::npos) {
    return must_be(name, "an absolute path", value);
  }
  std::string path;
  std::string_view rest = *text;
  while (!rest.empty()) {
    rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
    const std::string_view component = rest.substr(0, rest.find('/'));
    if (component == "." || component == "..") {
      return must_be(name, "an absolute path without '.' and '..'", value);
    }
    if (!component.empty()) {
      path.append("/").append(component);
    }
    rest.remove_prefix(component.size());
  }
  return path.empty() ? std::string{"/"} : path;
}

Result<std::string> read_kernel_word(std::string_view name, const OptionValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.'; };
  if (text == nullptr || text->empty() || !std::all_of(text->begin(), text->end(), fits)) {
    return must_be(name, "one word of letters, digits, '_', '-' and '.'", value);
  }
  return *text;
}

Result<std::vector<LoaderOverride>> read_loaders(std::string_view name, const OptionValue& value) {
  std::vector<std::string> texts;
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    texts = *list;
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    texts = {*text};
  } else {
    return must_be(name, "a list of LOADER=VERSION", value);
  }
  std::vector<LoaderOverride> loaders;
  for (const std::string& text : texts) {
    auto loader = read_loader(name, text);
    if (!loader) {
      return loader.error();
    }
    if (std::any_of(loaders.begin(), loaders.end(),
                    [&](const LoaderOverride& other) { return other.loader == loader->loader; })) {
      return Error{std::string{name} + " names " + text.substr(0, text.find('=')) +
                   " twice: give each loader one version"};
    }
    loaders.push_back(std::move(loader).value());
  }
  return loaders;
}

}  // namespace yama
