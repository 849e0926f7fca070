// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "protocol/write_metrics.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/scope.h"
#include "base/text.h"
#include "base/version.h"
#include "status/words.h"

namespace yama::protocol {
namespace {

using Labels = std::vector<std::pair<std::string_view, std::string>>;

/// The value of a label: the format has three escapes, and what is not UTF-8 is shown as in results.
std::string label_value(std::string_view bytes) {
  std::string text = "\"";
  for (const char c : printable(bytes)) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    text += c == '"' || c == '\\' ? "\\" : "";
    text += c;
  }
  return text + '"';
}

class Metrics {
 public:
  /// Begins a metric; its samples follow.
  void begin(std::string_view name, std::string_view help) {
    name_ = "yama_ptrace_scope_" + std::string{name};
    text_ += "# HELP " + name_ + " " + std::string{help} + "\n# TYPE " + name_ + " gauge\n";
  }

  void add(std::int64_t value, const Labels& labels = {}) {
    std::string inner;
    for (const auto& [name, content] : labels) {
      inner += (inner.empty() ? "" : ",") + std::string{name} + "=" + label_value(content);
    }
    text_ += name_ + (inner.empty() ? "" : "{" + inner + "}") + " " + std::to_string(value) + "\n";
  }

  [[nodiscard]] std::string text() && { return std::move(text_); }

 private:
  std::string name_;
  std::string text_;
};

int number_or_none(std::optional<Scope> scope) { return scope ? number_of(*scope) : -1; }

std::string at_boot_text(InstalledLoader::Start start) {
  switch (start) {
    case InstalledLoader::Start::kUnknown:
      return "unknown";
    case InstalledLoader::Start::kAtBoot:
      return "true";
    case InstalledLoader::Start::kNever:
      return "false";
  }
  return {};
}

void add_values(Metrics& metrics, const Status& status) {
  metrics.begin("wanted", "The scope that the host is judged by.");
  metrics.add(number_of(status.verdict->scope));
  if (!status.image) {
    metrics.begin("running", "The running kernel's scope, -1 where it shows none.");
    metrics.add(number_or_none(status.runtime.value));
  }
  if (status.asked.empty()) {
    return;
  }
  metrics.begin("next_boot", "The scope in the end of the next boot by each loader, -1 for the kernel's default.");
  for (const sysctl::Loader loader : status.asked) {
    const BootValue& boot = status.boot[loader];
    metrics.add(number_or_none(boot.final_without_run),
                {{"loader", std::string{word_for(loader)}}, {"at_boot", at_boot_text(boot.start)}});
  }
}

void add_judgement(Metrics& metrics, const Audit& audit) {
  if (audit.state != AuditState::kNotApplicable) {
    const bool right = audit.state == AuditState::kCompliant || audit.state == AuditState::kCompliantWithDoubts;
    metrics.begin("compliant",
                  "1 where the host is right now and at the next boot, else 0, also where it is not known.");
    metrics.add(right ? 1 : 0);
  }
  metrics.begin("state", "1 for the state that the host has, 0 for the others.");
  for (const AuditState state : kAuditStates) {
    metrics.add(state == audit.state ? 1 : 0, {{"state", std::string{word_for(state)}}});
  }
  metrics.begin("doubts", "How many things may change the value at the next boot and cannot be known.");
  metrics.add(static_cast<std::int64_t>(audit.doubts.size()));
}

}  // namespace

std::string metrics_text(const Audit& audit, const Status& status) {
  Metrics metrics;
  add_values(metrics, status);
  add_judgement(metrics, audit);
  metrics.begin("info", "What judged which system.");
  metrics.add(
      1,
      {{"version", version()}, {"system", audit.system.name}, {"kernel", audit.system.kernel}, {"init", audit.init}});
  metrics.begin("judged_timestamp_seconds", "When the host was judged, by its own clock.");
  metrics.add(static_cast<std::int64_t>(audit.time));
  return std::move(metrics).text();
}

}  // namespace yama::protocol
