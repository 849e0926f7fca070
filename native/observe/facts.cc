// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "observe/facts.h"

#include <algorithm>
#include <string_view>

namespace yama {

namespace {

/// The first line of a file, "" when it cannot be read.
std::string first_line(const host::Root& root, std::string_view path) {
  const host::Attempt<std::string> text = root.read(path);
  return text.ok() ? text->substr(0, text->find('\n')) : std::string();
}

/// A variable in the environment of PID 1, which only root may read.
std::string first_process_variable(const host::Root& root, std::string_view name) {
  const host::Attempt<std::string> environment = root.read("/proc/1/environ");
  std::string_view rest;
  if (environment.ok()) {
    rest = *environment;
  }
  while (!rest.empty()) {
    const std::string_view entry = rest.substr(0, rest.find('\0'));
    if (entry.starts_with(name) && entry.substr(name.size()).starts_with('=')) {
      return std::string(entry.substr(name.size() + 1));
    }
    rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
  }
  return {};
}

/// systemd's ways, src/basic/virt.c detect_container(), in its order. An engine that says no more than "oci" is told
/// apart by the files that it leaves.
std::string container_kind(const host::Root& root) {
  if (root.exists("/proc/vz") && !root.exists("/proc/bc")) {
    return "openvz";
  }
  std::string kind = first_line(root, "/run/host/container-manager");
  if (kind.empty()) {
    kind = first_line(root, "/run/systemd/container");
  }
  if (kind.empty()) {
    kind = first_process_variable(root, "container");
  }
  if (!kind.empty() && kind != "oci") {
    return kind;
  }
  if (root.exists("/run/.containerenv")) {
    return "podman";
  }
  if (root.exists("/.dockerenv")) {
    return "docker";
  }
  return kind.empty() ? "" : "other";
}

/// The arguments of PID 1 with blanks between them.
std::string first_process_arguments(const host::Root& root) {
  const host::Attempt<std::string> arguments = root.read("/proc/1/cmdline");
  std::string line = arguments.ok() ? *arguments : "";
  while (line.ends_with('\0')) {
    line.pop_back();
  }
  std::replace(line.begin(), line.end(), '\0', ' ');
  return line;
}

}  // namespace

Facts read_facts(const host::Root& root) {
  Facts facts;
  facts.container = container_kind(root);
  const host::Attempt<struct stat> booted = root.status("/run/systemd/system");
  facts.systemd = booted.ok() && S_ISDIR(booted->st_mode);
  facts.command_line = facts.container.empty() ? first_line(root, "/proc/cmdline") : first_process_arguments(root);
  return facts;
}

}  // namespace yama
