// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/tmpfiles.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/extract_words.h"
#include "base/limits.h"
#include "observe/writers/script_stage.h"
#include "sysctl/kernel_write.h"
#include "sysctl/key_path.h"
#include "sysctl/predict.h"

namespace yama::writers {
namespace {

using host::Attempt;
using host::Root;

/// The strongest first; a name in one hides the same name in those after it.
constexpr std::array<std::string_view, 5> kDirectories = {
    "/etc/tmpfiles.d", "/run/tmpfiles.d", "/usr/local/lib/tmpfiles.d", "/usr/lib/tmpfiles.d", "/lib/tmpfiles.d"};
constexpr std::string_view kSysctls = "/proc/sys/";
constexpr std::size_t kFieldsBeforeArgument = 6;  // type, path, mode, user, group, age

/// One line.
struct Rule {
  char type = '\0';
  bool force = false;     ///< '+'
  bool encoded = false;   ///< '~' or '^': the argument is base64, or the name of a credential
  std::string path = {};  ///< "//" and "/./" taken out
  std::optional<std::string> argument = {};
  std::string file = {};
  std::size_t line = 0;
  std::string text = {};
};

std::string simplified(std::string_view path) { return '/' + sysctl::simplify(path, false); }

/// "%%" is "%"; any other specifier is not followed.
std::optional<std::string> without_specifiers(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && (i + 1 == text.size() || text[++i] != '%')) {
      return std::nullopt;
    }
    result += text[i];
  }
  return result;
}

/// src/basic/escape.c cunescape(), as far as it concerns a number.
std::optional<std::string> unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      result += text[i];
      continue;
    }
    const char sign = i + 1 < text.size() ? text[++i] : '\0';
    if (sign == 'n') {
      result += '\n';
    } else if (sign == 't') {
      result += '\t';
    } else if (sign == 's') {
      result += ' ';
    } else {
      return std::nullopt;
    }
  }
  return result;
}

std::optional<Rule> rule_of(std::string_view line) {
  const std::vector<ExtractedWord> words = extract_words(line, Backslash::kTakesNextAsItIs);
  if (words.size() < 2 || words[0].text.empty()) {
    return std::nullopt;
  }
  Rule rule{.type = words[0].text.front()};
  const std::string_view modifiers = std::string_view{words[0].text}.substr(1);
  rule.force = modifiers.find('+') != std::string_view::npos;
  rule.encoded = modifiers.find_first_of("~^") != std::string_view::npos;
  rule.path = simplified(words[1].text);
  if (words.size() > kFieldsBeforeArgument) {
    const char* const begin = words[kFieldsBeforeArgument].whole.data();
    const std::string_view argument = line.substr(static_cast<std::size_t>(begin - line.data()));
    if (argument != "-") {
      rule.argument = std::string(argument);
    }
  }
  rule.text = std::string(line);
  return rule;
}

/// Types that only the first line of a path decides: item_compatible(), takes_ownership().
bool takes_ownership(char type) { return std::string_view{"fFdDvqQepLcbCwxXrR"}.find(type) != std::string_view::npos; }

class TmpfilesReader {
 public:
  TmpfilesReader(const Root& root, bool with_systemd) : root_(root), runner_{.kind = StageKind::kTmpfiles} {
    const Attempt<std::string> masked = root.read_link("/etc/systemd/system/systemd-tmpfiles-setup.service");
    runner_.active = !(masked.ok() && *masked == "/dev/null");
    runner_.sure = with_systemd;
    runner_.note = "tmpfiles.d";
  }

  std::vector<Stage> read() && {
    for (const auto& [name, path] : files()) {
      read_file(path);
    }
    for (const Rule& rule : rules_) {
      add(rule);
    }
    return std::move(stages_);
  }

 private:
  [[nodiscard]] std::map<std::string, std::string, std::less<>> files() const {
    std::map<std::string, std::string, std::less<>> files;
    for (const std::string_view directory : kDirectories) {
      const Attempt<std::vector<host::Name>> names = root_.list(directory);
      for (const host::Name& name : names.ok() ? *names : std::vector<host::Name>{}) {
        if (name.name.ends_with(".conf")) {
          files.try_emplace(name.name, std::string(directory) + '/' + name.name);
        }
      }
    }
    return files;
  }

  void read_file(const std::string& path) {
    const Attempt<std::string> bytes = root_.read(path, limit::kText);
    if (!bytes.ok()) {
      if (bytes.error() == EACCES || bytes.error() == EFBIG) {
        stages_.push_back(doubt(runner_, path, 0, {}));
      }
      return;
    }
    std::string_view rest = *bytes;
    for (std::size_t number = 1; !rest.empty(); ++number) {
      std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
      line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
      auto rule = line.starts_with('#') ? std::nullopt : rule_of(line);
      if (rule && concerns_value(*rule)) {
        rule->file = path;
        rule->line = number;
        keep(*std::move(rule));
      }
    }
  }

  [[nodiscard]] static bool concerns_value(const Rule& rule) {
    return rule.path.starts_with("/proc") || rule.path.find("sysctl") != std::string::npos ||
           (rule.type == 'w' && rule.path.find_first_of("*?[{") != std::string::npos) ||
           rule.path.find('%') != std::string::npos;
  }

  /// "Duplicate line for path ..., ignoring."
  void keep(Rule rule) {
    const bool first = owned_.insert({rule.type == 'w', rule.path}).second;
    if (first || rule.force || !takes_ownership(rule.type)) {
      rules_.push_back(std::move(rule));
    }
  }

  [[nodiscard]] bool writes_value(const Rule& rule) const {
    const bool writes = rule.type == 'w' || rule.type == 'F' || (rule.type == 'f' && rule.force);
    if (!writes) {
      return false;
    }
    const std::string value_file = std::string(kSysctls) + key_.path();
    if (rule.type != 'w') {
      return rule.path == value_file;
    }
    if (rule.path.starts_with(kSysctls)) {
      const auto matches =
          key_.matches(std::string_view{rule.path}.substr(kSysctls.size()), {.braces = true, .dot_entries = false});
      return matches.cut || !matches.paths.empty();
    }
    return ::fnmatch(rule.path.c_str(), value_file.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0;
  }

  void add(const Rule& rule) {
    if (rule.path.find('%') != std::string::npos) {
      if (rule.text.find("ptrace_scope") != std::string::npos) {
        stages_.push_back(doubt(runner_, rule.file, rule.line, rule.text));
      }
    } else if (writes_value(rule)) {
      add_write(rule);
    } else if (makes_settings(rule)) {
      stages_.push_back(doubt(runner_, rule.file, rule.line, rule.text));
    }
  }

  void add_write(const Rule& rule) {
    if (!rule.argument && !rule.encoded) {
      return;  // "Write file requires argument"; f+ writes nothing then
    }
    auto bytes = rule.argument && !rule.encoded ? unescaped(*rule.argument) : std::nullopt;
    bytes = bytes ? without_specifiers(*bytes) : std::nullopt;
    Stage stage = doubt(runner_, rule.file, rule.line, rule.text);
    if (bytes) {
      const sysctl::KernelWrite write = sysctl::kernel_write(*bytes, std::nullopt);
      if (write.effect != sysctl::WriteEffect::kSet) {
        return;  // the kernel refuses it
      }
      stage.value = write.value;
      stage.certain = runner_.sure;
    }
    stages_.push_back(std::move(stage));
  }

  /// A file of the loaders' is made, of a text or a copy that names the key.
  [[nodiscard]] bool makes_settings(const Rule& rule) const {
    const bool settings = rule.path == "/etc/sysctl.conf" || rule.path.find("/sysctl.d") != std::string::npos;
    if (!settings || std::string_view{"fFwLC"}.find(rule.type) == std::string_view::npos) {
      return false;
    }
    if (rule.type == 'L' || rule.type == 'C') {
      return source_names_key(rule.argument.value_or("/usr/share/factory" + rule.path));
    }
    return rule.encoded || (rule.argument && rule.argument->find("ptrace_scope") != std::string::npos);
  }

  [[nodiscard]] bool source_names_key(const std::string& source) const {
    std::vector<std::string> files = files_in(root_, source);
    files.push_back(source);
    return std::any_of(files.begin(), files.end(), [this](const std::string& file) {
      const Attempt<std::string> bytes = root_.read(file, limit::kText);
      return bytes.ok() && bytes->find("ptrace_scope") != std::string::npos;
    });
  }

  const Root& root_;
  Runner runner_;
  sysctl::KeyPath key_{sysctl::kPtraceScope};
  std::vector<Rule> rules_;
  std::set<std::pair<bool, std::string>> owned_;
  std::vector<Stage> stages_;
};

}  // namespace

bool is_read_by_tmpfiles(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return path.ends_with(".conf") && slash != std::string_view::npos &&
         std::find(kDirectories.begin(), kDirectories.end(), path.substr(0, slash)) != kDirectories.end();
}

std::vector<Stage> stages_of_tmpfiles(const Root& root, bool with_systemd) {
  return TmpfilesReader(root, with_systemd).read();
}

}  // namespace yama::writers
