// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/writers/hooks.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "observe/config_text.h"
#include "observe/writers/script_stage.h"
#include "sysctl/predict.h"
#include "unit/sysctl_command.h"

namespace yama::writers {
namespace {

using host::Attempt;
using host::Name;
using host::Root;

/// Directories of scripts, and whose they are.
struct HookDirectory {
  std::string_view path;
  std::string_view whose;
  bool sourced = false;  ///< read by a shell, so that they need not be executable
};
constexpr HookDirectory kDirectories[] = {
    {"/etc/NetworkManager/dispatcher.d", "NetworkManager"},
    {"/etc/NetworkManager/dispatcher.d/pre-up.d", "NetworkManager"},
    {"/etc/NetworkManager/dispatcher.d/pre-down.d", "NetworkManager"},
    {"/etc/NetworkManager/dispatcher.d/no-wait.d", "NetworkManager"},
    {"/usr/lib/NetworkManager/dispatcher.d", "NetworkManager"},
    {"/usr/lib/NetworkManager/dispatcher.d/pre-up.d", "NetworkManager"},
    {"/usr/lib/NetworkManager/dispatcher.d/pre-down.d", "NetworkManager"},
    {"/usr/lib/NetworkManager/dispatcher.d/no-wait.d", "NetworkManager"},
    {"/etc/networkd-dispatcher/routable.d", "networkd-dispatcher"},
    {"/etc/networkd-dispatcher/configured.d", "networkd-dispatcher"},
    {"/etc/networkd-dispatcher/carrier.d", "networkd-dispatcher"},
    {"/etc/network/if-pre-up.d", "ifupdown"},
    {"/etc/network/if-up.d", "ifupdown"},
    {"/etc/network/if-down.d", "ifupdown"},
    {"/etc/network/if-post-down.d", "ifupdown"},
    {"/etc/dhcp/dhclient-enter-hooks.d", "dhclient", true},
    {"/etc/dhcp/dhclient-exit-hooks.d", "dhclient", true},
    {"/etc/ppp/ip-up.d", "ppp"},
    {"/etc/ppp/ip-down.d", "ppp"},
    {"/etc/ppp/ipv6-up.d", "ppp"},
    {"/etc/libvirt/hooks", "libvirt"},
    {"/etc/acpi", "acpid"},
    {"/etc/pm/sleep.d", "pm-utils"},
    {"/etc/systemd/system-sleep", "systemd at sleep"},
    {"/usr/lib/systemd/system-sleep", "systemd at sleep"},
    {"/etc/systemd/system-shutdown", "systemd at shutdown"},
    {"/usr/lib/systemd/system-shutdown", "systemd at shutdown"},
    {"/etc/systemd/system-generators", "systemd's generators"},
    {"/usr/local/lib/systemd/system-generators", "systemd's generators"},
    {"/usr/lib/systemd/system-generators", "systemd's generators"},
    {"/etc/initramfs-tools/scripts/init-top", "the initramfs"},
    {"/etc/initramfs-tools/scripts/init-premount", "the initramfs"},
    {"/etc/initramfs-tools/scripts/init-bottom", "the initramfs"},
    {"/etc/initramfs-tools/scripts/local-top", "the initramfs"},
    {"/etc/initramfs-tools/scripts/local-premount", "the initramfs"},
    {"/etc/initramfs-tools/scripts/local-bottom", "the initramfs"},
    {"/usr/share/initramfs-tools/scripts/init-top", "the initramfs"},
    {"/usr/share/initramfs-tools/scripts/init-premount", "the initramfs"},
    {"/usr/share/initramfs-tools/scripts/init-bottom", "the initramfs"},
    {"/usr/share/initramfs-tools/scripts/local-top", "the initramfs"},
    {"/usr/share/initramfs-tools/scripts/local-premount", "the initramfs"},
    {"/usr/share/initramfs-tools/scripts/local-bottom", "the initramfs"},
    {"/etc/profile.d", "root's login shell", true},
};

/// Single scripts.
constexpr HookDirectory kFiles[] = {
    {"/etc/dhcp/dhclient-enter-hooks", "dhclient", true},
    {"/etc/dhcp/dhclient-exit-hooks", "dhclient", true},
    {"/etc/ppp/ip-up", "ppp"},
    {"/etc/ppp/ip-up.local", "ppp"},
    {"/etc/profile", "root's login shell", true},
    {"/etc/bash.bashrc", "root's shell", true},
    {"/etc/bashrc", "root's shell", true},
    {"/root/.profile", "root's login shell", true},
    {"/root/.bash_profile", "root's login shell", true},
    {"/root/.bashrc", "root's shell", true},
};

constexpr std::string_view kRuleDirectories[] = {"/etc/udev/rules.d", "/run/udev/rules.d",
                                                 "/usr/local/lib/udev/rules.d", "/usr/lib/udev/rules.d",
                                                 "/lib/udev/rules.d"};

/// KEY{ATTRIBUTE}OPERATOR"VALUE" of a udev rule.
struct Token {
  std::string key;
  std::string attribute;
  bool assigns = false;
  std::string value;
};

/// Takes the next token off the front of a rule; false at its end.
bool take_token(std::string_view& rule, Token& token) {
  rule.remove_prefix(std::min(rule.find_first_not_of(", \t"), rule.size()));
  const std::size_t quote = rule.find('"');
  if (quote == std::string_view::npos) {
    return false;
  }
  std::string_view before = rule.substr(0, quote);
  before.remove_suffix(before.ends_with('e') || before.ends_with('i') ? 1 : 0);  // e"..." has escapes
  const std::size_t sign = std::min(before.find_first_of("=!+-:"), before.size());
  token.assigns = before.find("==") == std::string_view::npos && before.find("!=") == std::string_view::npos;
  const std::string_view name = config::trim(before.substr(0, sign));
  const std::size_t brace = name.find('{');
  token.key = name.substr(0, brace);
  token.attribute = brace == std::string_view::npos ? "" : name.substr(brace + 1, name.rfind('}') - brace - 1);
  token.value.clear();
  std::size_t at = quote + 1;
  while (at < rule.size() && rule[at] != '"') {
    at += rule[at] == '\\' && at + 1 < rule.size() && rule[at + 1] == '"' ? 1 : 0;
    token.value += rule[at++];
  }
  rule.remove_prefix(std::min(at + 1, rule.size()));
  return true;
}

class HookReader {
 public:
  explicit HookReader(const Root& root) : root_(root) {}

  std::vector<Stage> read() && {
    for (const HookDirectory& directory : kDirectories) {
      for (const std::string& path : files_in(root_, directory.path)) {
        add_script(path, directory);
      }
    }
    for (const HookDirectory& file : kFiles) {
      if (root_.exists(file.path)) {
        add_script(std::string(file.path), file);
      }
    }
    add_rules();
    add_interfaces("/etc/network/interfaces");
    for (const std::string& path : files_in(root_, "/etc/network/interfaces.d")) {
      add_interfaces(path);
    }
    return std::move(stages_);
  }

 private:
  static Runner runner_of(std::string_view whose) {
    return {.kind = StageKind::kHook, .note = "a hook of " + std::string(whose), .active = true, .sure = false};
  }

  void add_script(const std::string& path, const HookDirectory& of) {
    Runner runner = runner_of(of.whose);
    runner.active = of.sourced || is_executable(root_, path);
    append(stages_, stages_of_script(root_, runner, path));
  }

  void add_rules() {
    std::map<std::string, std::string, std::less<>> files;
    for (const std::string_view directory : kRuleDirectories) {
      const Attempt<std::vector<Name>> names = root_.list(directory);
      for (const Name& name : names.ok() ? *names : std::vector<Name>{}) {
        if (name.name.ends_with(".rules")) {
          files.try_emplace(name.name, std::string(directory) + '/' + name.name);
        }
      }
    }
    for (const auto& [name, path] : files) {
      const Attempt<std::string> bytes = root_.read(path, limit::kText);
      if (bytes.ok() && (unit::names_key(*bytes) || bytes->find("sysctl") != std::string::npos ||
                         bytes->find("SYSCTL") != std::string::npos)) {
        add_rules_of(path, *bytes);
      }
    }
  }

  void add_rules_of(const std::string& path, std::string_view bytes) {
    std::string rule;
    std::size_t begin = 0;
    for (std::size_t number = 1; !bytes.empty(); ++number) {
      const std::string_view line = bytes.substr(0, bytes.find('\n'));
      bytes.remove_prefix(std::min(line.size() + 1, bytes.size()));
      begin = rule.empty() ? number : begin;
      if (config::trim(line).starts_with('#')) {
        continue;
      }
      rule += line;
      if (rule.ends_with('\\')) {
        rule.pop_back();
        continue;
      }
      add_rule(path, begin, rule);
      rule.clear();
    }
    add_rule(path, begin, rule);
  }

  void add_rule(const std::string& path, std::size_t line, std::string_view rule) {
    Token token;
    const std::string text{config::trim(rule)};
    while (take_token(rule, token)) {
      if (token.key == "SYSCTL" && token.assigns && unit::names_key(token.attribute)) {
        const unit::CommandEffect effect = unit::effect_of_value(token.value);
        stages_.push_back(doubt(runner_of("udev"), path, line, text));
        stages_.back().value = effect.value;
      } else if (token.key == "RUN" || token.key == "PROGRAM" ||
                 (token.key == "IMPORT" && token.attribute == "program")) {
        append(stages_, stages_of_text(root_, runner_of("udev"), path, line, token.value));
      }
    }
  }

  /// "up COMMAND" and its like, interfaces(5).
  void add_interfaces(const std::string& path) {
    const Attempt<std::string> bytes = root_.read(path, limit::kText);
    if (!bytes.ok()) {
      return;
    }
    for (const config::Line& line : config::lines_of(*bytes)) {
      const auto [word, rest] = config::split_word(line.text);
      if (word == "up" || word == "pre-up" || word == "post-up" || word == "down" || word == "pre-down" ||
          word == "post-down") {
        append(stages_, stages_of_text(root_, runner_of("ifupdown"), path, line.number, rest));
      }
    }
  }

  const Root& root_;
  std::vector<Stage> stages_;
};

}  // namespace

std::vector<Stage> stages_of_hooks(const Root& root) { return HookReader(root).read(); }

}  // namespace yama::writers
