// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/script_stage.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <functional>
#include <optional>
#include <set>
#include <utility>

#include "base/limits.h"
#include "unit/sysctl_command.h"

namespace yama::writers {
namespace {

using host::Attempt;
using host::Root;

Stage stage_of(const Runner& runner, std::string file, std::size_t line, std::string text,
               const unit::CommandEffect& effect) {
  return {.kind = runner.kind,
          .time = StageTime::kBeside,
          .file = std::move(file),
          .line = line,
          .text = std::move(text),
          .value = effect.value,
          .active = runner.active,
          .certain = effect.certain && runner.sure,
          .note = runner.note,
          .loads = effect.loads};
}

/// Whether a text may say anything about the value: parsing every script of a host would cost more than reading them.
bool may_touch(std::string_view text) {
  return text.find("sysctl") != std::string_view::npos || unit::names_key(text) ||
         text.find("yama") != std::string_view::npos;
}

/// Places whose files are scripts about the value only if the net finds them, and those of programs and data.
bool is_seen_elsewhere(std::string_view path) {
  static constexpr std::array<std::string_view, 13> kPlaces = {
      "/bin/",  "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/", "/etc/",    "/dev/",
      "/proc/", "/sys/",  "/run/",     "/var/run/",  "/tmp/",       "/var/log/"};
  return std::any_of(kPlaces.begin(), kPlaces.end(), [path](auto place) { return path.starts_with(place); });
}

bool begins_as_script(const Root& root, const std::string& path) {
  const Attempt<host::UniqueFd> file = root.open_file(path, O_RDONLY | O_NONBLOCK);
  std::array<char, 2> begin = {};
  return file.ok() && ::read(file->get(), begin.data(), begin.size()) == 2 && begin[0] == '#' && begin[1] == '!';
}

/// What the scripts do that a text calls, and those that they call: never certain, for they have arguments and may not
/// be reached.
class Called {
 public:
  Called(const Root& root, const Runner& runner, std::string caller, std::vector<Stage>& stages)
      : root_(root), runner_(runner), caller_(std::move(caller)), stages_(stages) {}

  void add(std::string_view text) {
    add_called_by(text);
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      const std::string path = paths_[i];  // a copy: the list grows
      const Attempt<std::string> bytes = path == caller_ ? host::Errno{ELOOP} : root_.read(path, limit::kText);
      if (i == limit::kNamedPaths || (is_script(bytes) && ++scripts_ > limit::kCalledScripts)) {
        stages_.push_back(doubt(runner_, caller_, 0, {}));
        stages_.back().note += " (it calls more scripts than are read)";
        return;
      }
      if (is_script(bytes)) {
        take(path, *bytes);
      }
    }
  }

 private:
  static bool is_script(const Attempt<std::string>& bytes) { return bytes.ok() && bytes->starts_with("#!"); }

  /// Adds the paths in a shell's text that may be scripts, one more than are looked at at most.
  void add_called_by(std::string_view text) {
    constexpr std::string_view kEnds = " \t\r\n;&|<>()'\"`=:,";
    for (std::size_t at = text.find('/'); at != std::string_view::npos && paths_.size() <= limit::kNamedPaths;) {
      const std::size_t end = std::min(text.find_first_of(kEnds, at), text.size());
      const std::string_view path = text.substr(at, end - at);
      const bool begins = at == 0 || kEnds.find(text[at - 1]) != std::string_view::npos;
      const bool is_path = begins && path.size() > 2 && path.find_first_of("$*?[\\") == std::string_view::npos;
      if (is_path && !is_seen_elsewhere(path) && met_.emplace(path).second) {
        paths_.emplace_back(path);
      }
      at = text.find('/', end);
    }
  }

  void take(const std::string& path, const std::string& bytes) {
    const unit::ScriptEffect found = may_touch(bytes) ? unit::read_script(bytes) : unit::ScriptEffect{};
    if (found.effect.touches) {
      unit::CommandEffect perhaps = found.effect;
      perhaps.certain = false;
      stages_.push_back(stage_of(runner_, path, found.line, found.text, perhaps));
      stages_.back().note += " (through " + caller_ + ")";
    }
    if (bytes.find('\0') == std::string::npos) {
      add_called_by(bytes);
    }
  }

  const Root& root_;
  const Runner& runner_;
  std::string caller_;
  std::vector<Stage>& stages_;
  std::vector<std::string> paths_;  ///< in the order in which they are met
  std::set<std::string, std::less<>> met_;
  std::size_t scripts_ = 0;
};

}  // namespace

Stage stage_of(const Runner& runner, std::string file, const unit::ScriptEffect& found) {
  return stage_of(runner, std::move(file), found.line, found.text, found.effect);
}

Stage doubt(const Runner& runner, std::string file, std::size_t line, std::string text) {
  return stage_of(runner, std::move(file), line, std::move(text), {.touches = true, .certain = false, .value = {}});
}

std::vector<Stage> stages_of_script(const Root& root, const Runner& runner, const std::string& path) {
  const Attempt<std::string> bytes = root.read(path, limit::kText);
  if (!bytes.ok()) {
    const bool large = bytes.error() == EFBIG && begins_as_script(root, path);  // else a program, most likely
    const bool there = large || bytes.error() == EACCES || bytes.error() == EIO;
    return there ? std::vector{doubt(runner, path, 0, {})} : std::vector<Stage>{};
  }
  std::vector<Stage> stages;
  const unit::ScriptEffect found = may_touch(*bytes) ? unit::read_script(*bytes) : unit::ScriptEffect{};
  if (found.effect.touches) {
    stages.push_back(stage_of(runner, path, found));
  }
  if (bytes->find('\0') == std::string::npos) {
    Called(root, runner, path, stages).add(*bytes);
  }
  return stages;
}

std::vector<Stage> stages_of_text(const Root& root, const Runner& runner, const std::string& file, std::size_t line,
                                  std::string_view text) {
  std::vector<Stage> stages;
  const unit::ScriptEffect found = may_touch(text) ? unit::read_shell_text(text) : unit::ScriptEffect{};
  if (found.effect.touches) {
    stages.push_back(stage_of(runner, file, line, std::string(text), found.effect));
  }
  Called(root, runner, file, stages).add(text);
  return stages;
}

std::vector<std::string> files_in(const Root& root, std::string_view directory) {
  std::vector<std::string> files;
  const Attempt<std::vector<host::Name>> names = root.list(directory);
  if (!names.ok()) {
    return files;
  }
  files.reserve(names->size());
  for (const host::Name& name : *names) {
    std::string path = std::string(directory) + '/' + name.name;
    const Attempt<struct stat> status = root.status(path);
    if (status.ok() && S_ISREG(status->st_mode)) {
      files.push_back(std::move(path));
    }
  }
  return files;
}

bool is_executable(const Root& root, std::string_view path) {
  const Attempt<struct stat> status = root.status(path);
  return status.ok() && S_ISREG(status->st_mode) && (status->st_mode & 0111U) != 0;
}

}  // namespace yama::writers
