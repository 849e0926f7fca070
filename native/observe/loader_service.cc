// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/loader_service.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "observe/read_tree.h"
#include "observe/units/kernel_releases.h"
#include "observe/units/outer_starters.h"
#include "observe/units/reach.h"
#include "observe/units/service_sandbox.h"
#include "observe/units/unit_directories.h"
#include "sysctl/build.h"
#include "sysctl/predict.h"
#include "unit/conditions.h"
#include "unit/unit_settings.h"

namespace yama::services {
namespace {

using unit::PlacedSetting;
using unit::UnitWrite;
using units::UnitDirectories;

constexpr std::string_view kUnit = "systemd-sysctl.service";
constexpr std::string_view kVendorFile = "/usr/lib/systemd/system/systemd-sysctl.service";
constexpr std::string_view kUntilReboot = "/run/systemd/system/systemd-sysctl.service";
constexpr std::string_view kAsShipped =
    "[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\nRemainAfterExit=yes\n"
    "ExecStart=/usr/lib/systemd/systemd-sysctl\n";

bool is_vendors(std::string_view path) {
  return path.starts_with("/usr/lib/systemd/system/") || path.starts_with("/lib/systemd/system/");
}

/// It keeps the loader from running.
Stage stage_instead(std::string file, std::string_view what, bool certain) {
  return {.kind = StageKind::kLoaderService,
          .time = StageTime::kInstead,
          .file = std::move(file),
          .text = {},
          .certain = certain,
          .note = std::string(kUnit).append(" ").append(what),
          .loader = sysctl::Loader::kSystemd};
}

Stage stage_instead(const PlacedSetting& placed, std::string_view what, bool certain) {
  Stage stage = stage_instead(placed.file, what, certain);
  stage.line = placed.setting.line;
  stage.text = placed.setting.key + "=" + placed.setting.value;
  return stage;
}

bool loads_all(const UnitWrite& write) {
  return write.loads && write.loads->by == sysctl::Loader::kSystemd && write.loads->files.empty();
}

bool loads_kernel_settings(const UnitWrite& write) {
  return write.loads && !write.loads->files.empty() &&
         std::ranges::all_of(write.loads->files,
                             [](const std::string& file) { return file.empty() || units::is_kernel_settings(file); });
}

/// Whether a command does nothing but what its effect says.
bool is_understood(const PlacedSetting& command) {
  static constexpr std::array<std::string_view, 7> kKnown = {"true",  "false",  "echo",          "printf",
                                                             "sleep", "sysctl", "systemd-sysctl"};
  std::string_view text = command.setting.value;
  text.remove_prefix(std::min(text.find_first_not_of("@-:+!|"), text.size()));
  const auto words = unit::words_of(text);
  const std::string program = words.empty() ? std::string{} : words.front().substr(words.front().rfind('/') + 1);
  return std::ranges::find(kKnown, program) != kKnown.end() && std::ranges::find(words, ";") == words.end();
}

/// Reads the unit as the next boot will find it.
class ServiceReader {
 public:
  ServiceReader(const host::Root& root, const units::NextBoot& next)
      : directories_(root, UnitDirectories::Places::kLasting),
        loader_(root, directories_, next),
        unit_(loader_.complete(std::string(kUnit), kVendorFile, kAsShipped)),
        settings_(unit_) {}

  std::vector<Stage> read() {
    if (unit_.masked) {
      return {stage_instead(unit_.path, "is masked", true)};
    }
    if (unit_.unreadable) {
      return {stage_instead(unreadable_file(), "is changed by a file that cannot be read", false)};
    }
    if (!add_conditions()) {
      return std::move(stages_);
    }
    if (const PlacedSetting* const obstacle = units::obstacle_in_sandbox(settings_, is_vendors)) {
      stages_.push_back(stage_instead(*obstacle, how_changed(obstacle->file), false));
    }
    add_commands();
    return std::move(stages_);
  }

 private:
  [[nodiscard]] std::string unreadable_file() const {
    const auto file =
        std::ranges::find_if(unit_.drop_ins, [this](const std::string& path) { return !unit_.texts.contains(path); });
    return file == unit_.drop_ins.end() ? unit_.path : *file;
  }

  [[nodiscard]] std::string_view how_changed(const std::string& file) const {
    return file == unit_.path ? "is replaced by another unit file" : "is changed by a drop-in";
  }

  /// False when the service is certainly skipped.
  bool add_conditions() {
    const unit::Conditions conditions = unit::conditions_of(settings_, unit_);
    for (const PlacedSetting* const placed : unit::counting_conditions(settings_)) {
      const unit::Setting& setting = placed->setting;
      const auto holds = unit::holds(setting, unit_.conditions);
      const bool decides_alone = !setting.value.starts_with('|');
      if (holds == std::optional{false} && (!conditions.hold || decides_alone)) {
        stages_ = {stage_instead(*placed, "is skipped: its condition does not hold", true)};
        return false;
      }
      const bool matters = decides_alone || !conditions.understood;
      if (!holds && matters && unsure_ == nullptr) {
        unsure_ = placed;
      }
    }
    if (unsure_ != nullptr) {
      stages_.push_back(stage_instead(*unsure_, "has a condition, and it is not known whether it holds", false));
    }
    return true;
  }

  void add_commands() {
    const std::vector<UnitWrite> writes = unit::writes_of_unit(unit_, kUnit);
    const auto main = std::ranges::find_if(writes, loads_all);
    if (!unit::is_accepted(unit_, kUnit)) {
      stages_.push_back(without_loader("is not valid, so systemd refuses it", true));
      return;
    }
    if (main == writes.end()) {
      add_without_loader(writes);
    } else if (const auto risk =
                   main->moment == unit::Moment::kStart ? std::nullopt : unit::first_that_may_fail(unit_, kUnit)) {
      Stage stage = stage_instead(risk->file, how_changed(risk->file), false);
      stage.line = risk->line;
      stage.text = risk->text;
      stages_.push_back(std::move(stage));
    } else if (main->moment != unit::Moment::kStart) {
      Stage stage = stage_instead(main->file, how_changed(main->file), false);
      stage.line = main->line;
      stage.text = main->text;
      stages_.push_back(std::move(stage));
    }
    for (auto write = writes.begin(); write != writes.end(); ++write) {
      if (!loads_all(*write)) {
        stages_.push_back(stage_of(*write, write < main ? StageTime::kBefore : StageTime::kAfter));
      }
    }
  }

  [[nodiscard]] Stage stage_of(const UnitWrite& write, StageTime time) const {
    const bool of_kernel = loads_kernel_settings(write);
    return {.kind = of_kernel ? StageKind::kKernelSettings : StageKind::kLoaderService,
            .time = time,
            .file = write.file,
            .line = write.line,
            .text = write.text,
            .value = write.value,
            .certain = write.certain && write.moment == unit::Moment::kStart && unsure_ == nullptr,
            .note = of_kernel ? "the kernel's own file of settings, which systemd-sysctl.service loads,"
                              : "a command of systemd-sysctl.service",
            .loads = write.loads};
  }

  /// The line because of which the loader is not run.
  [[nodiscard]] Stage without_loader(std::string_view what, bool certain) const {
    const PlacedSetting* last = nullptr;
    for (const PlacedSetting& placed : settings_.all()) {
      last = placed.setting.section == "Service" && placed.setting.key == "ExecStart" ? &placed : last;
    }
    return last == nullptr ? stage_instead(unit_.path, what, certain) : stage_instead(*last, what, certain);
  }

  void add_without_loader(const std::vector<UnitWrite>& writes) {
    const auto commands = settings_.list("Service", "ExecStart");
    const bool known =
        std::ranges::all_of(commands, [](const PlacedSetting* command) { return is_understood(*command); }) &&
        std::ranges::all_of(writes, &UnitWrite::certain);
    Stage stage = without_loader(known ? "does not load settings of this key" : "", known);
    if (!known) {
      stage.note = std::string(kUnit).append(" ").append(how_changed(stage.file));
    }
    stages_.push_back(std::move(stage));
  }

  UnitDirectories directories_;
  units::UnitLoader loader_;
  const unit::Unit& unit_;
  unit::UnitSettings settings_;
  const PlacedSetting* unsure_ = nullptr;  ///< a condition that is not known
  std::vector<Stage> stages_;
};

/// Masked with `systemctl mask --runtime`.
bool is_masked_until_reboot(const host::Root& root) {
  const auto target = root.read_link(kUntilReboot);
  const auto status = root.status(kUntilReboot);
  return (target.ok() && target->ends_with("/dev/null")) ||
         (status.ok() && S_ISREG(status->st_mode) && status->st_size == 0);
}

}  // namespace

std::vector<Stage> stages_of_loader_service(const host::Root& root, const units::NextBoot& next) {
  std::vector<Stage> stages = ServiceReader(root, next).read();
  if (is_masked_until_reboot(root)) {
    stages.push_back(stage_instead(std::string(kUntilReboot), "is masked", true));
    stages.back().active = false;
  }
  return stages;
}

std::vector<Stage> stages_of_kernel_settings(const host::Root& root, const units::NextBoot& next,
                                             const std::string& systemd_build) {
  if (sysctl::build_of(systemd_build).vendor != "sle12") {
    return {};
  }
  const sysctl::Behaviour behaviour = sysctl::behaviours_of(sysctl::Loader::kSystemd, systemd_build).back();
  sysctl::SettingsLoad loads{.files = {}, .by = sysctl::Loader::kSystemd, .one_of = next.kernels.size() > 1};
  sysctl::Tree tree;
  bool locks = false;
  for (const std::string& kernel : next.kernels) {
    std::string file = "/boot/sysctl.conf-" + kernel;
    add_loaded_file(root, file, kUnit, tree);
    locks = locks || sysctl::predict_single_file(behaviour, tree, file, sysctl::kPtraceScope).locks;
    loads.files.push_back(std::move(file));
  }
  if (tree.entries.empty()) {
    return {};
  }
  Stage stage{.kind = StageKind::kKernelSettings,
              .time = StageTime::kBefore,
              .file = loads.files.front(),
              .text = {},
              .certain = !locks,
              .note = "the kernel's own file of settings, which systemd-sysctl reads first,"};
  stage.loads = std::move(loads);
  return {std::move(stage)};
}

namespace {

/// Whether a boot does without sysinit.target, which pulls the loader in: it is masked, or emergency.target is the
/// default one (systemd.special(7)).
bool is_left_out(const host::Root& root) {
  for (const std::string_view directory : {"/etc/systemd/system/", "/usr/lib/systemd/system/"}) {
    const auto mask = root.read_link(std::string(directory) + "sysinit.target");
    const auto target = root.read_link(std::string(directory) + "default.target");
    if ((mask.ok() && mask->ends_with("/dev/null")) || (target.ok() && target->ends_with("emergency.target"))) {
      return true;
    }
    if (target.ok()) {
      break;  // the stronger one
    }
  }
  return false;
}

}  // namespace

std::optional<bool> starts_at_boot(const host::Root& root) {
  const UnitDirectories directories(root, UnitDirectories::Places::kLasting);
  const std::string name{kUnit};
  std::optional<bool> linked;
  for (const units::OwnedLink& link : directories.links()) {
    if (link.owner == "sysinit.target" && link.unit == name && !linked) {
      const auto target = root.read_link(link.path);
      linked = !target.ok() || !target->ends_with("/dev/null");  // the strongest link of a name hides the others
    }
  }
  const units::NextBoot next;
  units::UnitLoader loader(root, directories, next);
  const unit::Unit& unit = loader.load(name);
  const bool has_units =
      root.exists("/usr/lib/systemd/system/sysinit.target") || root.exists("/lib/systemd/system/sysinit.target");
  if (unit.path.empty() && !linked && !has_units) {
    return std::nullopt;
  }
  if (unit.path.empty() || is_left_out(root)) {
    return false;
  }
  if (unit.masked || linked == std::optional{false}) {
    return false;
  }
  if (linked) {
    return !unit.path.empty();
  }
  units::Reach reach(directories, loader);
  reach.follow(units::outer_starters(root, next.command_lines), {});
  const auto reached = reach.units().find(name);
  if (reached == reach.units().end()) {
    return false;
  }
  return reached->second.loose ? std::nullopt : std::optional{true};
}

}  // namespace yama::services
