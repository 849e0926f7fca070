// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned/python_ini.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/text.h"

namespace yama::tuned::python {
namespace {

constexpr std::string_view kBlanks = " \t\n\r\v\f\x1c\x1d\x1e\x1f";

/// Where an inline comment begins: a '#' at the line's beginning or behind a blank.
std::size_t comment_of(std::string_view line) {
  for (std::size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
    if (at == 0 || kBlanks.find(line[at - 1]) != std::string_view::npos) {
      return at;
    }
  }
  const std::string_view text = strip(line);
  return text.starts_with('#') || text.starts_with(';') ? 0 : std::string_view::npos;
}

/// configparser.RawConfigParser._read(), of CPython 3.
class Reader {
 public:
  explicit Reader(Names names) : names_(names) {}

  void enter(std::string_view name) {
    const auto same = [name](const Section& section) { return section.name == name; };
    auto found = std::find_if(ini_.sections.begin(), ini_.sections.end(), same);
    if (found == ini_.sections.end()) {
      found = ini_.sections.insert(found, {.name = std::string(name), .options = {}});
    }
    section_ = static_cast<std::size_t>(found - ini_.sections.begin());
    option_.reset();
  }

  void take(std::size_t number, std::string_view line) {
    const std::size_t comment = comment_of(line);
    const std::string_view text = strip(line.substr(0, comment));
    if (text.empty()) {
      if (comment == std::string_view::npos && option_ && current().value) {
        current().value->push_back('\n');
      }
      return;
    }
    const std::size_t indent = line.find_first_not_of(kBlanks);
    if (option_ && indent > indent_) {
      go_on(number, text);
      return;
    }
    indent_ = indent;
    const std::size_t close = text.rfind(']');
    if (text.front() == '[' && close != std::string_view::npos && close > 1) {
      enter(text.substr(1, close - 1));
    } else if (!section_) {
      refuse(number);
    } else {
      set(number, text, strip(line));
    }
  }

  Ini finish() && {
    for (Section& section : ini_.sections) {
      for (Option& option : section.options) {
        if (option.value) {
          const std::size_t last = option.value->find_last_not_of(kBlanks);
          option.value->erase(last == std::string::npos ? 0 : last + 1);
        }
      }
    }
    const auto found = std::ranges::find(ini_.sections, "DEFAULT", &Section::name);
    if (found != ini_.sections.end()) {
      const Section defaults = std::move(*found);
      ini_.sections.erase(found);
      for (Section& section : ini_.sections) {
        for (const Option& option : defaults.options) {
          if (find_option(section.options, option.name) == nullptr) {
            section.options.push_back(option);
          }
        }
      }
    }
    return std::move(ini_);
  }

 private:
  Option& current() { return ini_.sections[*section_].options[*option_]; }

  void refuse(std::size_t number) { ini_.bad_line = ini_.bad_line == 0 ? number : ini_.bad_line; }

  void go_on(std::size_t number, std::string_view text) {
    if (!current().value) {
      refuse(number);
      return;
    }
    current().value->append("\n").append(text);
  }

  void set(std::size_t number, std::string_view text, std::string_view raw) {
    const std::size_t equals = text.find('=');
    const std::string_view name = strip(text.substr(0, equals));
    if (name.empty() || (equals == std::string_view::npos && names_ == Names::kNeedValues)) {
      refuse(number);
      return;
    }
    std::vector<Option>& options = ini_.sections[*section_].options;
    auto found = std::ranges::find(options, name, &Option::name);
    if (found == options.end()) {
      found = options.insert(found, {.name = std::string(name), .value = {}, .line = 0, .text = {}});
    }
    found->line = number;
    found->text = raw;
    found->value.reset();
    if (equals != std::string_view::npos) {
      found->value = strip(text.substr(equals + 1));
    }
    option_ = static_cast<std::size_t>(found - options.begin());
  }

  Names names_;
  Ini ini_;
  std::optional<std::size_t> section_;
  std::optional<std::size_t> option_;
  std::size_t indent_ = 0;
};

}  // namespace

std::string_view strip(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  return first == std::string_view::npos ? std::string_view{}
                                         : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end);
  text.remove_prefix(text.starts_with("\r\n") ? 2 : std::min<std::size_t>(1, text.size()));
  return line;
}

const Option* find_option(const std::vector<Option>& options, std::string_view name) {
  const auto found = std::ranges::find(options, name, &Option::name);
  return found == options.end() ? nullptr : &*found;
}

bool is_too_long(const Ini& ini) { return ini.bad_line > limit::kTunedLines; }

Ini parse_ini(std::string_view bytes, std::string_view first_section, Names names) {
  if (!is_utf8(bytes)) {
    return {.sections = {}, .bad_line = 1};
  }
  Reader reader(names);
  if (!first_section.empty()) {
    reader.enter(first_section);
  }
  std::size_t number = 1;
  for (; !bytes.empty() && number <= limit::kTunedLines; ++number) {
    reader.take(number, take_line(bytes));
  }
  return bytes.empty() ? std::move(reader).finish() : Ini{.sections = {}, .bad_line = number};
}

}  // namespace yama::tuned::python
