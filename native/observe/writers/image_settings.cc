// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/image_settings.h"

#include <dirent.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "host/search.h"
#include "observe/boot/defaults.h"
#include "observe/boot/kernel_arguments.h"
#include "observe/config_text.h"
#include "observe/writers/script_stage.h"

namespace yama::writers {
namespace {

using host::Attempt;
using host::Name;
using host::Root;

constexpr std::string_view kExtensions[] = {"/etc/extensions",   "/run/extensions",          "/var/lib/extensions",
                                            "/run/confexts",     "/var/lib/confexts",        "/usr/local/lib/confexts",
                                            "/usr/lib/confexts", "/usr/local/lib/extensions"};

/// The strings of a line of TOML.
std::vector<std::string> strings_of(std::string_view line) {
  std::vector<std::string> strings;
  while (true) {
    const std::size_t begin = line.find_first_of("\"'");
    const std::size_t end = begin == std::string_view::npos ? begin : line.find(line[begin], begin + 1);
    if (end == std::string_view::npos) {
      return strings;
    }
    strings.emplace_back(line.substr(begin + 1, end - begin - 1));
    line.remove_prefix(end + 1);
  }
}

class ImageReader {
 public:
  ImageReader(const Root& root, const Observation& seen) : root_(root), seen_(seen) {}

  std::vector<Stage> read() && {
    for (const std::string& path : files_in(root_, "/usr/lib/bootc/kargs.d")) {
      if (path.ends_with(".toml")) {
        add_kargs(path);
      }
    }
    add_defaults(boot::read_grub_defaults(root_));
    add_defaults(boot::read_kernel_install_defaults(root_));
    for (const std::string_view directory : kExtensions) {
      add_extensions(std::string(directory));
    }
    return std::move(stages_);
  }

 private:
  void add_kargs(const std::string& path) {
    const Attempt<std::string> bytes = root_.read(path, limit::kText);
    if (!bytes.ok()) {
      return;
    }
    for (const config::Line& line : config::lines_of(*bytes)) {
      for (const std::string& argument : strings_of(line.text)) {
        append(stages_, boot::stages_of_arguments(argument, {.kind = StageKind::kBootLoader,
                                                             .file = path,
                                                             .line = line.number,
                                                             .certain = seen_.next_command_lines.empty(),
                                                             .note = "the image's kernel command line"}));
      }
    }
  }

  /// Only what locks the kernel or leaves Yama out matters: whatever else they set, a loader sets anew.
  void add_defaults(const boot::BootDefaults& defaults) {
    for (const boot::BootDefaults::Source& source : defaults.sources) {
      const bool known = std::any_of(seen_.stages.begin(), seen_.stages.end(), [&source](const Stage& stage) {
        return stage.file == source.file && stage.line == source.line;
      });
      if (known) {
        continue;
      }
      auto stages = boot::stages_of_arguments(source.arguments, {.kind = StageKind::kBootLoader,
                                                                 .file = source.file,
                                                                 .line = source.line,
                                                                 .certain = false,
                                                                 .note = "a kernel command line that is made later"});
      for (Stage& stage : stages) {
        stage.active = stage.time == StageTime::kInstead || stage.value == Scope::kNoAttach;
      }
      append(stages_, std::move(stages));
    }
  }

  /// A folder is searched; what an image file holds is not known.
  void add_extensions(const std::string& directory) {
    const Attempt<std::vector<Name>> names = root_.list(directory);
    for (const Name& name : names.ok() ? *names : std::vector<Name>{}) {
      const std::string path = directory + '/' + name.name;
      Runner runner{.kind = StageKind::kUnexplained, .note = "the extension " + name.name, .sure = false};
      const Attempt<struct stat> status = root_.status(path);
      if (status.ok() && S_ISDIR(status->st_mode)) {
        for (const std::string& file : host::files_with(root_, path, "ptrace_scope", {})) {
          stages_.push_back(doubt(runner, file, 0, {}));
        }
      } else if (status.ok() && name.name.ends_with(".raw")) {
        runner.note += ", an image whose content is not read,";
        stages_.push_back(doubt(runner, path, 0, {}));
      }
    }
  }

  const Root& root_;
  const Observation& seen_;
  std::vector<Stage> stages_;
};

}  // namespace

std::vector<Stage> stages_of_image_settings(const Root& root, const Observation& seen) {
  return ImageReader(root, seen).read();
}

}  // namespace yama::writers
