// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "judge/complianceascode.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "judge/printed_settings.h"
#include "judge/running_value.h"
#include "judge/systems.h"
#include "status/words.h"

namespace yama::judge {
namespace {

constexpr std::string_view kKey = "kernel.yama.ptrace_scope";
constexpr std::string_view kUfwFile = "/etc/ufw/sysctl.conf";

/// What the pattern finds: "^[\s]*kernel.yama.ptrace_scope[\s]*=[\s]*(.*\S)[\s]*$", with lines that have ends.
struct Match {
  std::string_view value = {};
  std::string file = {};
  std::size_t line = 0;
};

std::size_t after_spaces(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(kSpaces, at), text.size());
}

/// A character of UTF-8 may be several bytes.
std::size_t after_character(std::string_view text, std::size_t at) {
  constexpr unsigned kMask = 0xC0;
  constexpr unsigned kContinuation = 0x80;
  do {
    ++at;
  } while (at < text.size() && (static_cast<unsigned char>(text[at]) & kMask) == kContinuation);
  return at;
}

/// The value where a match begins at `at`, the begin of a line; none when there is none. White space may be a line's
/// end too, so that a value may stand in the next line.
std::optional<std::string_view> value_at(std::string_view text, std::size_t at) {
  at = after_spaces(text, at);
  for (const char expected : kKey) {
    const bool fits = at < text.size() && (text[at] == expected || (expected == '.' && text[at] != '\n'));
    if (!fits) {
      return std::nullopt;
    }
    at = after_character(text, at);
  }
  at = after_spaces(text, at);
  if (at == text.size() || text[at] != '=') {
    return std::nullopt;
  }
  at = after_spaces(text, at + 1);
  const std::string_view rest = text.substr(at, text.find('\n', at) - at);
  return rest.empty() ? std::nullopt : std::optional{rest.substr(0, rest.find_last_not_of(kSpaces) + 1)};
}

/// What a set of files gives.
struct Found {
  std::vector<Match> matches;
  std::optional<Match> not_utf8;  ///< a file that makes the whole set an error, whatever else is in it
};

std::size_t line_of(std::string_view text, std::size_t at) {
  return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, at), '\n'));
}

/// Where the first byte stands that is no UTF-8.
std::size_t first_bad_line(std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', begin)) {
    if (!is_utf8(text.substr(begin, end - begin))) {
      break;
    }
    begin = end + 1;
  }
  return line_of(text, begin);
}

/// OpenSCAP takes a file as a text that ends at its first NUL, and its patterns are of UTF-8.
void add_matches(std::string_view text, const std::string& file, Found& all) {
  text = text.substr(0, text.find('\0'));
  if (!is_utf8(text)) {
    all.not_utf8 = all.not_utf8 ? all.not_utf8 : Match{.file = file, .line = first_bad_line(text)};
    return;
  }
  std::vector<Match>& found = all.matches;
  if (text.find("ptrace_scope") == std::string_view::npos) {
    return;
  }
  std::size_t line = 1;
  std::size_t end = 0;  // of the match before
  for (std::size_t at = 0; at < text.size(); ++line) {
    const bool is_blank = after_spaces(text, at) > std::min(text.find('\n', at), text.size());
    if (const auto value = at < end || is_blank ? std::nullopt : value_at(text, at)) {
      found.push_back({.value = *value, .file = file, .line = line});
      end = static_cast<std::size_t>(value->data() - text.data()) + value->size();
    }
    const std::size_t newline = text.find('\n', at);
    at = newline == std::string_view::npos ? text.size() : newline + 1;
  }
}

constexpr std::array<std::string_view, 3> kUsers = {"/etc/sysctl.d", "/run/sysctl.d", "/usr/local/lib/sysctl.d"};
constexpr std::string_view kLib = "/lib/sysctl.d";
constexpr std::string_view kVendors = "/usr/lib/sysctl.d";

bool is_users(std::string_view directory, const sysctl::Tree& tree, const Stream& stream) {
  const bool by_lib = stream.lib_is_users && (directory == kLib || (directory == kVendors && tree.lib_is_usr_lib));
  return by_lib || std::ranges::find(kUsers, directory) != kUsers.end();
}

struct FoundByPlace {
  Found users;
  Found vendors;
};

FoundByPlace found_in(const Observation& seen, const Stream& stream) {
  FoundByPlace found;
  for (const auto& [path, entry] : seen.tree.entries) {
    const std::string directory = path.substr(0, path.rfind('/'));
    const bool is_conf = path.ends_with(".conf");
    if (path == "/etc/sysctl.conf" || (is_conf && is_users(directory, seen.tree, stream))) {
      add_matches(text_of_file(seen, path), path, found.users);
    } else if (is_conf && directory == kVendors) {
      add_matches(text_of_file(seen, path), path, found.vendors);
    }
  }
  if (stream.ufw_is_users && seen.for_judges.ufw_settings) {
    add_matches(*seen.for_judges.ufw_settings, std::string{kUfwFile}, found.users);
  }
  return found;
}

/// As OpenSCAP compares numbers: a text that is none is an error, not a false.
std::optional<long long> number_in(std::string_view value) {
  value.remove_prefix(value.starts_with('+') && !value.starts_with("+-") ? 1 : 0);
  long long number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc{} && end == value.data() + value.size() ? std::optional{number} : std::nullopt;
}

bool is_right(const Match& match, const Stream& stream) {
  const auto number = number_in(match.value);
  return number && *number >= 1 && *number <= number_of(stream.most);
}

/// All right; else one that is no number is an error only where no other is wrong.
Ending end_by(const Found& found, const Stream& stream, const std::string& whose) {
  if (found.not_utf8) {
    return {.answer = Answer::kError,
            .blame = Blame::kBytes,
            .why = "OpenSCAP cannot search a file of bytes that are not UTF-8 (" +
                   place_text(found.not_utf8->file, found.not_utf8->line) + ")",
            .file = found.not_utf8->file,
            .line = found.not_utf8->line};
  }
  const std::vector<Match>& matches = found.matches;
  const auto is_number = [](const Match& match) { return number_in(match.value).has_value(); };
  auto blamed =
      std::ranges::find_if(matches, [&](const Match& match) { return is_number(match) && !is_right(match, stream); });
  const bool wrong = blamed != matches.end();
  blamed = wrong ? blamed : std::ranges::find_if_not(matches, is_number);
  if (blamed == matches.end()) {
    return {.why = "every line in " + whose + " is right"};
  }
  const std::string place = " (" + place_text(blamed->file, blamed->line) + ")";
  return {.answer = wrong ? Answer::kFinding : Answer::kError,
          .blame = Blame::kLine,
          .why = wrong ? "it counts a line of another value in " + whose + ", whatever comes later" + place
                       : "OpenSCAP cannot make a number of a value in " + whose + place,
          .file = blamed->file,
          .line = blamed->line};
}

Ending end_by_files(const Observation& seen, const Stream& stream) {
  const FoundByPlace found = found_in(seen, stream);
  if (!found.users.matches.empty() || found.users.not_utf8) {
    return end_by(found.users, stream, "the administrator's files");
  }
  if (!found.vendors.matches.empty() || found.vendors.not_utf8) {
    return end_by(found.vendors, stream, "the packages' files");
  }
  return {
      .answer = Answer::kFinding, .blame = Blame::kNoLine, .why = "no line in the files is one that its pattern finds"};
}

}  // namespace

Judgement judge_by_complianceascode(const Observation& seen) {
  Judgement check{.id = "complianceascode",
                  .name = "OpenSCAP, ComplianceAsCode's rule",
                  .controls = {"sysctl_kernel_yama_ptrace_scope"}};
  const auto stream = stream_for(seen.system);
  if (!stream) {
    return ended(std::move(check), {.answer = Answer::kNotApplicable,
                                    .why = "no data stream of ComplianceAsCode has the rule for this system"});
  }
  check.name += ", stream " + std::string{stream->name};
  check.wants = stream->most == Scope::kRestricted ? "1" : "1 to 3";
  if (!seen.image && !seen.facts.container.empty()) {
    return ended(std::move(check), {.answer = Answer::kNotApplicable, .why = "the rule leaves containers out"});
  }
  Ending by_files = end_by_files(seen, *stream);
  const auto running = seen.image ? std::nullopt : end_by_running_value(seen, Scope::kRestricted, stream->most);
  if (by_files.answer == Answer::kFinding || !running) {  // a false ends it, whatever the other half is
    by_files.why =
        seen.image || by_files.answer != Answer::kPass ? by_files.why : running_text(seen) + ", and " + by_files.why;
    return ended(std::move(check), std::move(by_files));
  }
  return ended(std::move(check), *running);
}

}  // namespace yama::judge
