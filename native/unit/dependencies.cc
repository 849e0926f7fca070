// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/dependencies.h"

#include <algorithm>
#include <array>
#include <utility>

namespace yama::unit {
namespace {

constexpr std::string_view kUnit = "Unit";
constexpr std::string_view kLoader = "systemd-sysctl.service";

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool has_default_dependencies(const UnitSettings& settings) {
  return settings.is_true(kUnit, "DefaultDependencies", true);
}

std::string with_suffix(std::string_view name, std::string_view suffix) {
  return std::string(name.substr(0, name.rfind('.'))).append(suffix);
}

class Collector {
 public:
  Collector(const UnitSettings& settings, std::string_view name) : settings_(settings), name_(name) {}

  std::vector<Dependency> collect() {
    for (const std::string_view key : {"Wants", "Requires", "BindsTo", "Upholds"}) {
      add(kUnit, key, {});
    }
    add(kUnit, "OnSuccess", {.name = {}, .loose = settings_.last("Service", "Type") != "oneshot"});
    add(kUnit, "OnFailure", {.name = {}, .loose = true});
    add("Service", "Sockets", {});
    for (const std::string_view section : {"Service", "Socket", "Mount", "Slice"}) {
      add(section, "Slice", {});
    }
    add_triggered();
    if (has_default_dependencies(settings_) && !name_.ends_with(".target") && !name_.ends_with(".slice")) {
      found_.push_back({.name = "sysinit.target"});
    }
    return std::move(found_);
  }

 private:
  void add(std::string_view section, std::string_view key, const Dependency& kind) {
    for (std::string& name : settings_.words(section, key)) {
      found_.push_back({.name = std::move(name), .loose = kind.loose, .later = kind.later});
    }
  }

  /// The unit that a timer, path, socket or automount is for.
  void add_triggered() {
    const bool of_timer = name_.ends_with(".timer");
    const bool of_path = name_.ends_with(".path");
    if (of_timer || of_path) {
      const std::string unit = settings_.last(of_timer ? "Timer" : "Path", "Unit");
      found_.push_back({.name = unit.empty() ? with_suffix(name_, ".service") : unit,
                        .loose = of_path || !elapses(),
                        .later = true});
    } else if (name_.ends_with(".socket")) {
      add_of_socket();
    } else if (name_.ends_with(".automount")) {
      found_.push_back({.name = with_suffix(name_, ".mount"), .loose = true});
    }
  }

  void add_of_socket() {
    const std::string service = settings_.last("Socket", "Service");
    const bool accepts = settings_.is_true("Socket", "Accept", false);
    if (!service.empty()) {
      found_.push_back({.name = service, .loose = true, .later = true});
    } else {
      found_.push_back(
          {.name = with_suffix(name_, accepts ? "@connection.service" : ".service"), .loose = true, .later = true});
    }
  }

  /// A timer that only counts from the unit's own start or end never starts it the first time.
  [[nodiscard]] bool elapses() const {
    static constexpr std::array<std::string_view, 4> kKeys = {"OnBootSec", "OnStartupSec", "OnActiveSec", "OnCalendar"};
    return std::any_of(kKeys.begin(), kKeys.end(),
                       [this](std::string_view key) { return !settings_.list("Timer", key).empty(); });
  }

  const UnitSettings& settings_;
  std::string_view name_;
  std::vector<Dependency> found_;
};

/// Targets that come after sysinit.target, and so after the loader.
bool is_late(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kLate = {
      kLoader,          "sysinit.target", "basic.target",      "sockets.target",
      "timers.target",  "paths.target",   "multi-user.target", "graphical.target",
      "default.target", "rescue.target",  "getty.target",      "systemd-user-sessions.service"};
  return std::find(kLate.begin(), kLate.end(), name) != kLate.end();
}

/// Units that come before systemd-sysctl.service.
bool is_early(std::string_view name) { return name == kLoader || name == "systemd-modules-load.service"; }

}  // namespace

std::vector<Dependency> dependencies_of(const UnitSettings& settings, std::string_view name) {
  return Collector(settings, name).collect();
}

std::vector<std::string_view> targets_of(std::string_view target) {
  if (target == "graphical.target") {
    return {"multi-user.target"};
  }
  if (target == "multi-user.target") {
    return {"basic.target", "getty.target", "remote-fs.target"};
  }
  if (target == "basic.target") {
    return {"sysinit.target", "sockets.target", "timers.target", "paths.target", "slices.target"};
  }
  if (target == "sysinit.target") {
    return {"local-fs.target", "swap.target", "cryptsetup.target", "integritysetup.target", "veritysetup.target"};
  }
  return {};
}

Order order_of(const UnitSettings& settings) {
  const auto after = settings.words(kUnit, "After");
  if (has_default_dependencies(settings) || std::any_of(after.begin(), after.end(), is_late)) {
    return Order::kAfter;
  }
  const auto before = settings.words(kUnit, "Before");
  return std::any_of(before.begin(), before.end(), is_early) ? Order::kBefore : Order::kBeside;
}

bool is_before(const UnitSettings& first, std::string_view first_name, const UnitSettings& second,
               std::string_view second_name) {
  const auto before = first.words(kUnit, "Before");
  const auto after = second.words(kUnit, "After");
  const bool around_sysinit = contains(before, "sysinit.target") && has_default_dependencies(second);
  const bool shared =
      std::any_of(before.begin(), before.end(), [&after](const std::string& name) { return contains(after, name); });
  return around_sysinit || shared || contains(before, second_name) || contains(after, first_name);
}

}  // namespace yama::unit
