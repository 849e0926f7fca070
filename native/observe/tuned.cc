// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/tuned.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/scope.h"
#include "observe/config_text.h"
#include "sysctl/kernel_write.h"
#include "sysctl/key_path.h"
#include "sysctl/predict.h"

namespace yama::tuned {
namespace {

constexpr std::string_view kActive[] = {"/etc/tuned/active_profile", "/etc/tuned/post_loaded_profile"};
constexpr std::string_view kMain = "/etc/tuned/tuned-main.conf";
constexpr std::string_view kEnabled = "/etc/systemd/system/multi-user.target.wants/tuned.service";
/// The strongest first; those named "profiles" since 2.23.
constexpr std::string_view kProfiles[] = {"/etc/tuned/profiles/", "/etc/tuned/", "/usr/lib/tuned/profiles/",
                                          "/usr/lib/tuned/"};

/// A value without what stands behind a blank and '#', and without quotes around it.
std::string_view plain_value(std::string_view value) {
  for (std::size_t at = value.find('#'); at != std::string_view::npos; at = value.find('#', at + 1)) {
    if (at > 0 && (value[at - 1] == ' ' || value[at - 1] == '\t')) {
      value = config::trim(value.substr(0, at));
      break;
    }
  }
  if (value.size() > 1 && value.front() == value.back() && (value.front() == '"' || value.front() == '\'')) {
    value = value.substr(1, value.size() - 2);
  }
  return value;
}

/// tuned only changes '.' to '/': it knows no '-', no patterns.
bool is_key(std::string_view option) {
  std::string path(option);
  std::replace(path.begin(), path.end(), '.', '/');
  return path == sysctl::KeyPath(sysctl::kPtraceScope).path();
}

bool is_false(std::string_view value) {
  static constexpr std::string_view kWords[] = {"0", "no", "n", "false", "f", "off"};
  return std::find(std::begin(kWords), std::end(kWords), value) != std::end(kWords);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n,;"), text.size());
    if (end > 0) {
      words.emplace_back(text.substr(0, end));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

/// tuned/profiles/loader.py: a profile's includes come before its own settings; a file is read once.
class ProfileReader {
 public:
  ProfileReader(const host::Root& root, Tuned& tuned) : root_(root), tuned_(tuned) {}

  void read(std::string name) {
    const bool optional = name.starts_with('-');
    name.erase(0, optional ? 1 : 0);
    if (name.find('$') != std::string::npos) {
      tuned_.doubt = "the profile " + name + " has a name that only tuned can tell";
      return;
    }
    for (const std::string_view directory : kProfiles) {
      const std::string file = std::string(directory) + name + "/tuned.conf";
      const bool known = std::find(read_.begin(), read_.end(), file) != read_.end();
      const auto bytes = known ? host::Attempt<std::string>(host::Errno{0}) : root_.read(file);
      if (bytes.ok()) {
        read_.push_back(file);
        take(name, file, *bytes);
        return;
      }
    }
    if (!optional) {
      tuned_.doubt = "the profile " + name + " cannot be read";
    }
  }

 private:
  void take(const std::string& name, const std::string& file, std::string_view bytes) {
    const std::vector<config::Item> items = config::items_of(bytes);
    std::vector<std::string_view> sections = {"sysctl"};
    for (const config::Item& item : items) {
      if (item.section == "main" && item.key == "include") {
        for (std::string& included : words_of(plain_value(item.value))) {
          read(std::move(included));
        }
      } else if (item.key == "type" && plain_value(item.value) == "sysctl") {
        sections.push_back(item.section);
      }
    }
    for (const config::Item& item : items) {
      if (std::find(sections.begin(), sections.end(), item.section) == sections.end()) {
        continue;
      }
      tuned_.sets_settings = true;
      if (is_key(item.key)) {
        tuned_.setting = {.profile = name,
                          .file = file,
                          .line = item.line,
                          .text = std::string(item.key) + " = " + std::string(item.value),
                          .value = std::string(plain_value(item.value))};
      }
    }
  }

  const host::Root& root_;
  Tuned& tuned_;
  std::vector<std::string> read_;
};

/// The kernel's value while tuned writes, and the stage that tells of the last write.
class Writer {
 public:
  explicit Writer(Stage stage) : stage_(std::move(stage)) {}

  void write(const std::string& file, std::size_t line, std::string_view text, std::string_view value,
             std::string note) {
    const sysctl::KernelWrite write = sysctl::kernel_write(value, stage_.value);
    if (write.effect != sysctl::WriteEffect::kSet || stage_.value == Scope::kNoAttach) {
      return;
    }
    stage_.value = write.value;
    stage_.file = file;
    stage_.line = line;
    stage_.text = text;
    stage_.note = std::move(note);
  }

  void load(const sysctl::Tree& tree, const sysctl::Entry& entry) {
    const auto file = tree.files.find(entry.file);
    if (entry.type != sysctl::EntryType::kFile || file == tree.files.end()) {
      return;
    }
    for (const config::Item& item : config::items_of(file->second.bytes)) {
      if (is_key(item.key)) {
        write(file->first, item.line, std::string(item.key) + " = " + std::string(item.value), item.value,
              "tuned, which loads the files of /etc again,");
      }
    }
  }

  Stage finish() && { return std::move(stage_); }

 private:
  Stage stage_;
};

}  // namespace

std::optional<Tuned> read_tuned(const host::Root& root) {
  Tuned tuned;
  ProfileReader reader(root, tuned);
  for (const std::string_view file : kActive) {
    const auto names = root.read(file);
    if (!names.ok() && file == kActive[0]) {
      return std::nullopt;
    }
    if (names.ok()) {
      for (std::string& name : words_of(*names)) {
        reader.read(std::move(name));
      }
    }
  }
  if (const auto main = root.read(kMain); main.ok()) {
    for (const config::Item& item : config::items_of(*main)) {
      if (item.key == "reapply_sysctl") {
        tuned.loads_files_again = !is_false(plain_value(item.value));
      }
    }
  }
  const auto link = root.place_of_link(kEnabled);
  tuned.enabled = link.ok() && link->exists;
  return tuned;
}

std::optional<Stage> stage_of(const Tuned& tuned, const sysctl::Tree& tree) {
  Writer writer({.kind = StageKind::kTuned,
                 .time = StageTime::kAfter,
                 .file = {},
                 .text = {},
                 .active = tuned.enabled,
                 .note = {}});
  const bool has_variable = tuned.setting && tuned.setting->value.find('$') != std::string::npos;
  if (tuned.setting && !has_variable) {
    writer.write(tuned.setting->file, tuned.setting->line, tuned.setting->text, tuned.setting->value,
                 "tuned's profile " + tuned.setting->profile);
  }
  if (tuned.sets_settings && tuned.loads_files_again) {
    constexpr std::string_view kDirectory = "/etc/sysctl.d/";
    for (auto at = tree.entries.lower_bound(kDirectory); at != tree.entries.end() && at->first.starts_with(kDirectory);
         ++at) {
      if (at->first.ends_with(".conf")) {
        writer.load(tree, at->second);
      }
    }
    if (const auto conf = tree.entries.find(sysctl::kSysctlConf); conf != tree.entries.end()) {
      writer.load(tree, conf->second);
    }
  }
  Stage stage = std::move(writer).finish();
  if (!stage.value && !has_variable && tuned.doubt.empty()) {
    return std::nullopt;
  }
  if (!stage.value) {
    stage.certain = false;
    stage.note = tuned.doubt.empty() ? "tuned's profile " + tuned.setting->profile : "tuned (" + tuned.doubt + ")";
    stage.file = tuned.setting ? tuned.setting->file : "";
    stage.line = tuned.setting ? tuned.setting->line : 0;
    stage.text = tuned.setting ? tuned.setting->text : "";
  }
  return stage;
}

}  // namespace yama::tuned
