// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Whole images, as a run meets them: every reader, the planner, and the change of real files.

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "files.h"
#include "job/job.h"
#include "plan/marks.h"
#include "support/host.h"
#include "targets.h"

namespace yama::fuzz {

namespace {

namespace fs = std::filesystem;

/// Puts what lies at a path into the folder; not what would end outside of it.
void put(const fs::path& folder, const std::string& path, const sysctl::Node& node) {
  std::error_code trouble;
  fs::path place = folder;
  for (const fs::path& name : fs::path(path).relative_path()) {
    if (name == ".." || fs::is_symlink(place, trouble)) {
      return;
    }
    place /= name;
  }
  if (place == folder || fs::is_symlink(place, trouble)) {
    return;
  }
  fs::create_directories(node.type == sysctl::Node::Type::kDirectory ? place : place.parent_path(), trouble);
  if (node.type == sysctl::Node::Type::kLink && !fs::exists(fs::symlink_status(place, trouble))) {
    fs::create_symlink(node.content, place, trouble);
  } else if (node.type == sysctl::Node::Type::kFile) {
    std::ofstream(place, std::ios::binary) << node.content;
    ::chmod(place.c_str(), 0755);  // NOLINT(*-suspicious-call-argument)
  } else if (node.type == sysctl::Node::Type::kSpecial) {
    ::mkfifo(place.c_str(), 0644);
  }
}

/// The bytes of every file and the target of every link, without /run.
std::map<std::string, std::string> picture(const fs::path& folder) {
  std::map<std::string, std::string> seen;
  std::error_code trouble;
  for (auto at = fs::recursive_directory_iterator(folder, trouble); at != fs::recursive_directory_iterator();
       at.increment(trouble)) {
    if (at->is_symlink()) {
      seen[at->path()] = fs::read_symlink(at->path(), trouble).string();
    } else if (at->is_regular_file()) {
      std::ifstream file(at->path(), std::ios::binary);
      seen[at->path()] = std::string(std::istreambuf_iterator<char>(file), {});
    }
  }
  std::erase_if(seen, [run = (folder / "run/").string()](const auto& each) { return each.first.starts_with(run); });
  return seen;
}

std::string difference(const std::map<std::string, std::string>& before,
                       const std::map<std::string, std::string>& now) {
  for (const auto& [path, content] : now) {
    const auto was = before.find(path);
    if (was == before.end() || was->second != content) {
      return path;
    }
  }
  const auto lost = std::ranges::find_if(before, [&now](const auto& each) { return !now.contains(each.first); });
  return lost == before.end() ? "" : lost->first;
}

/// What a run that was refused or failed must not be.
std::string fault_in_refusal(const Report& told, const Report& done, const std::string& changed) {
  if (!told.failed) {
    return "check mode does not foresee: " + done.msg;
  }
  if (done.msg.empty() || done.changed) {
    return "a refusal without a word, or with a change";
  }
  return changed.empty() ? "" : "refused, and changed is " + changed;
}

}  // namespace

std::string fault_in_host(std::string_view bytes) {
  const test::Host host(bytes.size() % 3 == 0 ? "257" : "252", bytes.size() % 2 == 0 ? "4.0.2" : "3.3.17");
  const test::FileSystem files = file_system_of(bytes);
  for (const auto& [path, node] : files.nodes()) {
    put(host.files().path(), path, node);
  }
  const auto before = picture(host.files().path());
  Request request;
  request.verb = Verb::kEnsure;
  request.scope = kAllScopes[bytes.size() / 7 % std::size(kAllScopes)];
  request.root = host.files().path();
  request.check = true;
  const Report told = do_job(request);
  if (const std::string changed = difference(before, picture(host.files().path())); !changed.empty()) {
    return "check mode changes " + changed;
  }
  request.check = false;
  const Report done = do_job(request);
  const std::string changed = difference(before, picture(host.files().path()));
  if (done.failed) {
    return fault_in_refusal(told, done, changed);
  }
  if (told.failed || told.changed != done.changed || done.changed == changed.empty()) {
    return "check mode or the run says something else than what is done: " + told.msg;
  }
  if (done.changed && (!done.after || !done.after->verdict || !done.after->verdict->compliant())) {
    return "a change that does not come to what was asked for";
  }
  const Report again = do_job(request);
  if (again.failed || again.changed) {
    return "a second run changes or fails: " + again.msg;
  }
  request.verb = Verb::kRestore;
  request.scope.reset();
  const Report undone = do_job(request);
  if (undone.failed) {
    return "undo fails: " + undone.msg;
  }
  const std::string left = difference(before, picture(host.files().path()));
  return left.empty() || marks::is_marked(bytes) ? "" : "undo leaves another " + left;
}

}  // namespace yama::fuzz
