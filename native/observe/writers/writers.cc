// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/writers.h"

#include <string>
#include <utility>
#include <vector>

#include "observe/read_tree.h"
#include "observe/writers/boot_scripts.h"
#include "observe/writers/cloud_init.h"
#include "observe/writers/hooks.h"
#include "observe/writers/image_settings.h"
#include "observe/writers/net.h"
#include "observe/writers/schedules.h"
#include "observe/writers/tmpfiles.h"

namespace yama::writers {
namespace {

class Explanation {
 public:
  explicit Explanation(const host::Root& root) : root_(root) {}

  void add(const std::string& path) {
    if (path.empty()) {
      return;
    }
    explained_.insert(path);
    const host::Attempt<host::Place> end = root_.place_of(path);
    if (end.ok()) {
      explained_.insert(end->path);
    }
  }

  [[nodiscard]] const Explained& explained() const { return explained_; }

 private:
  const host::Root& root_;
  Explained explained_;
};

Explained explained_by(const host::Root& root, const Observation& seen, const std::vector<Stage>& stages) {
  Explanation explanation(root);
  for (const auto* list : {&seen.stages, &stages}) {
    for (const Stage& stage : *list) {
      explanation.add(stage.file);
    }
  }
  for (const auto& [path, entry] : seen.tree.entries) {
    explanation.add(path);
    explanation.add(entry.file);
  }
  for (const auto& [name, unit] : seen.units) {
    explanation.add(unit.path);
    explanation.add(unit.file);
    for (const std::string& drop_in : unit.drop_ins) {
      explanation.add(drop_in);
    }
    for (const auto& [script, bytes] : unit.texts) {
      if (unit.enabled()) {  // else something else may run it
        explanation.add(script);
      }
    }
  }
  for (const NextCommandLine& line : seen.next_command_lines) {
    explanation.add(line.file);
  }
  return explanation.explained();
}

}  // namespace

void observe_writers(const host::Root& root, Observation& seen) {
  const bool with_systemd = seen.loaders[sysctl::Loader::kSystemd].installed;
  std::vector<Stage> stages = stages_of_tmpfiles(root, with_systemd);
  append(stages, stages_of_boot_scripts(root, with_systemd));
  append(stages, stages_of_schedules(root));
  append(stages, stages_of_cloud_init(root));
  append(stages, stages_of_hooks(root));
  append(stages, stages_of_image_settings(root, seen));
  for (const Stage& stage : stages) {
    for (const std::string& file : stage.loads ? stage.loads->files : std::vector<std::string>{}) {
      if (!seen.tree.entries.contains(file)) {
        add_loaded_file(root, file, stage.note, seen.tree);
      }
    }
  }
  const std::vector<std::string> files = files_in_net(root);
  if (!files.empty()) {
    append(stages, stages_of_net(root, files, explained_by(root, seen, stages)));
  }
  append(seen.stages, std::move(stages));
}

Stage stage_of_skipped_writers() {
  return {.kind = StageKind::kUnexplained,
          .time = StageTime::kBeside,
          .certain = false,
          .note = "a writer that was not looked for (other_writers: skip)"};
}

}  // namespace yama::writers
