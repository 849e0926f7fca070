// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/tracers.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <climits>

#include "kernel/directory.h"
#include "kernel/failure.h"
#include "kernel/read_fd.h"
#include "kernel/unique_fd.h"

namespace yama::kernel {

namespace {

/// A whole text as a process id; none for any other name.
std::optional<pid_t> process_id(std::string_view text) {
  pid_t id = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (failed != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return id;
}

/// The process ids among a directory's names, in the order of numbers.
Attempt<std::vector<pid_t>> ids_in(const std::string& path) {
  const UniqueFd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) {
    return Errno{errno};
  }
  const Attempt<std::vector<Name>> names = names_in(directory.get(), limit::kTasks);
  if (!names.ok()) {
    return Errno{names.error()};
  }
  std::vector<pid_t> ids;
  for (const Name& name : *names) {
    if (const std::optional<pid_t> id = process_id(name.name)) {
      ids.push_back(*id);
    }
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::string command_name(const std::string& directory) {
  Attempt<std::string> name = read_path(directory + "/comm");
  if (!name.ok()) {
    return {};
  }
  if (name->ends_with('\n')) {
    name.value().pop_back();
  }
  return std::move(name).value();
}

std::string program_of(const std::string& directory) {
  std::array<char, PATH_MAX> target = {};
  const ssize_t length = ::readlink((directory + "/exe").c_str(), target.data(), target.size());
  return length < 0 ? std::string() : std::string(target.data(), static_cast<std::size_t>(length));
}

/// A task that ended between two calls is neither traced nor unreadable.
bool ended(int code) { return code == ENOENT || code == ESRCH; }

}  // namespace

std::optional<pid_t> tracer_in(std::string_view status) {
  constexpr std::string_view kField = "\nTracerPid:\t";
  const std::size_t at = status.find(kField);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  status.remove_prefix(at + kField.size());
  return process_id(status.substr(0, status.find('\n')));
}

Result<Tracers> read_tracers(const std::string& proc) {
  const Attempt<std::vector<pid_t>> processes = ids_in(proc);
  if (!processes.ok()) {
    return failure("list the processes in", proc, "open", processes.error(),
                   processes.error() == ENOENT ? "mount it and run again" : "");
  }
  Tracers found;
  for (const pid_t process : *processes) {
    const std::string directory = proc + "/" + std::to_string(process);
    const Attempt<std::vector<pid_t>> tasks = ids_in(directory + "/task");
    if (!tasks.ok()) {
      found.unreadable += ended(tasks.error()) ? 0 : 1;
      continue;
    }
    for (const pid_t task : *tasks) {
      const std::string place = directory + "/task/" + std::to_string(task);
      const Attempt<std::string> status = read_path(place + "/status");
      if (!status.ok()) {
        found.unreadable += ended(status.error()) ? 0 : 1;
        continue;
      }
      ++found.tasks;
      const std::optional<pid_t> tracer = tracer_in(*status);
      if (tracer && *tracer != 0) {
        const std::string tracer_place = proc + "/" + std::to_string(*tracer);
        found.traced.push_back({.process = process,
                                .task = task,
                                .name = command_name(place),
                                .tracer = *tracer,
                                .tracer_name = command_name(tracer_place),
                                .tracer_exe = program_of(tracer_place)});
      }
    }
  }
  return found;
}

}  // namespace yama::kernel
