// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "report/log_line.h"

#include <string_view>
#include <vector>

#include "base/scope.h"
#include "base/text.h"

namespace yama {
namespace {

/// Syslog daemons take 2 KiB at least (RFC 5424, 6.1).
constexpr std::size_t kLineBytes = 1900;

std::string_view name_of(Door door) {
  switch (door) {
    case Door::kModule:
      return "module yama_ptrace";
    case Door::kInfoModule:
      return "module yama_ptrace_info";
    case Door::kSet:
      return "yama-ptrace set";
    case Door::kUnset:
      return "yama-ptrace unset";
    case Door::kCommentOut:
      return "yama-ptrace comment-out";
    case Door::kReload:
      return "yama-ptrace reload";
    case Door::kStatus:
    case Door::kFind:
    case Door::kExplain:
    case Door::kProbe:
      return "yama-ptrace";
  }
  return "yama-ptrace";
}

/// Without a line's end in it.
std::string on_one_line(const std::string& bytes) {
  std::string text;
  for (const char c : printable(bytes)) {
    text += c == '\n' ? std::string{"\\x0a"} : std::string{c};
  }
  return text;
}

std::string asked(const Request& request, Door door) {
  std::string text{name_of(door)};
  if (request.verb == Verb::kRestore) {
    text += ": take back";
  } else if (request.scope) {
    text += ": scope " + to_string(*request.scope) + (request.minimum ? " or stricter" : "");
    text += request.persist == Persist::kBootUnit ? " by boot unit"
            : request.persist == Persist::kNone   ? " until the next boot"
                                                  : "";
  }
  return request.is_image() ? text + ", image " + request.root : text;
}

}  // namespace

std::string log_line(const Request& request, Door door, const Report& report) {
  std::string text = on_one_line(asked(request, door)) + (report.failed ? "; failed: " + on_one_line(report.msg) : "");
  text += "; changed: ";
  std::size_t told = 0;
  for (const std::string& action : report.actions) {
    const std::string shown = on_one_line(action);
    if (text.size() + shown.size() > kLineBytes) {
      return text + (told == 0 ? "" : "; ") + "and " + std::to_string(report.actions.size() - told) + " more";
    }
    text += (told++ == 0 ? "" : "; ") + shown;
  }
  return text;
}

}  // namespace yama
