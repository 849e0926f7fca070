// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/ufw.h"

namespace yama::host {

namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kShippedFile = "/etc/ufw/sysctl.conf";

void skip_blanks(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size())); }

bool skip_word(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) {
    return false;
  }
  text.remove_prefix(word.size());
  return true;
}

/// One word of the shell: quotes removed, up to a blank, ';' or the line's end.
std::string shell_word(std::string_view text) {
  std::string word;
  char quote = '\0';
  for (const char byte : text) {
    if (quote != '\0') {
      if (byte == quote) {
        quote = '\0';
      } else {
        word += byte;
      }
    } else if (byte == '"' || byte == '\'') {
      quote = byte;
    } else if (byte == ';' || kBlanks.find(byte) != std::string_view::npos) {
      break;
    } else {
      word += byte;
    }
  }
  return word;
}

}  // namespace

std::string shell_value(std::string_view script, std::string_view variable) {
  std::string value;
  while (!script.empty()) {
    const std::size_t end = std::min(script.find('\n'), script.size());
    std::string_view line = script.substr(0, end);
    script.remove_prefix(std::min(end + 1, script.size()));
    skip_blanks(line);
    if (skip_word(line, "export ")) {
      skip_blanks(line);
    }
    if (skip_word(line, variable) && skip_word(line, "=")) {
      value = shell_word(line);
    }
  }
  return value;
}

Ufw read_ufw(const Root& root) {
  Ufw ufw;
  ufw.installed = root.exists("/lib/ufw/ufw-init") || root.exists("/usr/lib/ufw/ufw-init");
  const Attempt<std::string> conf = root.read("/etc/ufw/ufw.conf");
  if (conf.ok()) {
    const std::string enabled = shell_value(*conf, "ENABLED");
    ufw.enabled = enabled == "yes" || enabled == "YES";
  }
  const Attempt<std::string> defaults = root.read("/etc/default/ufw");
  if (defaults.ok()) {
    ufw.file = shell_value(*defaults, "IPT_SYSCTL");
    if (!ufw.file.empty() && ufw.file.front() != '/') {
      ufw.file.insert(0, 1, '/');  // its start script runs in "/"
    }
  } else if (root.exists(kShippedFile)) {
    ufw.file = kShippedFile;
  }
  return ufw;
}

}  // namespace yama::host
