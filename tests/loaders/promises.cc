// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "promises.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>

#include "job/job.h"
#include "shrink.h"
#include "sysctl/loader_table.h"

namespace yama::loaders {

namespace {

namespace fs = std::filesystem;

/// Every file and link of the places that loaders read, with its content. Directories do not count: an empty one means
/// nothing to a loader.
using Snapshot = std::map<std::string, std::string>;

void take(Snapshot& snapshot, const fs::path& root, const fs::path& path) {
  const fs::file_status status = fs::symlink_status(path);
  const std::string name = "/" + fs::relative(path.parent_path(), root).string() + "/" + path.filename().string();
  if (fs::is_symlink(status)) {
    snapshot[name] = "-> " + fs::read_symlink(path).string();
  } else if (fs::is_regular_file(status)) {
    std::ifstream stream(path, std::ios::binary);
    snapshot[name] = {std::istreambuf_iterator<char>(stream), {}};
  } else if (fs::is_directory(status)) {
    for (const auto& inner : fs::directory_iterator(path)) {
      take(snapshot, root, inner.path());
    }
  }
}

Snapshot snapshot_of(const LoaderRoot& root) {
  Snapshot snapshot;
  for (const char* const place : kPlaces) {
    take(snapshot, root.folder(), root.folder() + place);
  }
  return snapshot;
}

void erase_all(std::string& text, const std::string& part, std::size_t keep_in_front = 0) {
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at)) {
    text.erase(at + keep_in_front, part.size() - keep_in_front);
  }
}

/// A changed file without what the product says that it puts there, by the words that its documentation gives.
std::string without_own_words(std::string bytes, int scope) {
  const std::string line = "kernel.yama.ptrace_scope = " + std::to_string(scope) + "\n";
  erase_all(bytes, "\n# set by hardening.yama (and the line end above):\n" + line);
  erase_all(bytes, "# set by hardening.yama:\n" + line);
  erase_all(bytes, "# commented out by hardening.yama: ");
  return bytes;
}

/// The first changed file in which something else than the product's own words changed; empty when there is none.
std::string foreign_change(const Snapshot& before, const Snapshot& after, int scope) {
  for (const auto& [path, bytes] : before) {
    const auto now = after.find(path);
    if (now == after.end()) {
      return path + " is gone";
    }
    if (now->second != bytes && without_own_words(now->second, scope) != bytes) {
      return "bytes of others changed in " + path;
    }
  }
  for (const auto& [path, bytes] : after) {
    if (before.count(path) == 0 && bytes.rfind("# made by hardening.yama; state: absent removes it", 0) != 0) {
      return path + " is new and does not say who made it";
    }
  }
  return {};
}

std::string text_of(const std::vector<Diff>& diffs) {
  std::string text;
  for (const Diff& diff : diffs) {
    text += diff.before_header + '\0' + diff.before + '\0' + diff.after_header + '\0' + diff.after + '\0';
  }
  return text;
}

/// For three of five trees, a third loader is named by hand: one that the root folder has and does not run.
const Way* given_for(std::uint64_t seed) {
  constexpr std::span kOthers = std::span(kWays).subspan<kDebiansWays.size()>();
  constexpr std::size_t kShares = kOthers.size() + 2;
  const std::size_t share = seed % kShares;
  return share < kOthers.size() ? &kOthers[share] : nullptr;
}

Request request_for(std::uint64_t seed, const LoaderRoot& root) {
  Request request;
  request.verb = Verb::kEnsure;
  request.root = root.folder();
  request.scope = static_cast<Scope>(seed % 4);
  request.minimum = seed / 4 % 3 == 0;
  request.vendor_files = static_cast<VendorFiles>(seed / 12 % 3);
  if (const Way* const way = given_for(seed)) {
    request.loaders.push_back({.loader = sysctl::loader_of(way->loader).value(), .version = root.build(*way)});
  }
  return request;
}

std::string words_of(const Request& request) {
  static constexpr const char* kVendorFiles[] = {"outrank", "shadow", "edit"};
  std::string words = "set " + to_string(*request.scope) + (request.minimum ? " --minimum" : "") + " --vendor-files " +
                      kVendorFiles[static_cast<std::size_t>(request.vendor_files)];
  for (const LoaderOverride& given : request.loaders) {
    words += " --loader '" + std::string(sysctl::row_of(given.loader).word) + "=" + given.version + "'";
  }
  return words;
}

}  // namespace

std::string Promises::wrong_boot(const LoaderRoot& root, const Request& request, const char* when) {
  for (const Way& way : kWays) {
    const bool is_asked = way.script.empty() || std::ranges::any_of(request.loaders, [&](const LoaderOverride& given) {
                            return given.version == root.build(way);
                          });
    if (!is_asked) {
      continue;
    }
    // A value that no line of a tree is likely to leave by accident; scope 0 may be wanted, then the kernel starts
    // at 1.
    const int wanted = number_of(*request.scope);
    const int left = bench_.run(root, way, wanted == 0 ? 1 : 0);
    if (request.minimum ? left < wanted : left != wanted) {
      return "the real " + way.name() + " leaves " + std::to_string(left) + when;
    }
  }
  return {};
}

std::string Promises::hold_done(const Case& tried, const LoaderRoot& root, const Request& request) {
  if (std::string wrong = wrong_boot(root, request, ""); !wrong.empty()) {
    return wrong;
  }
  const Snapshot done = snapshot_of(root);
  const Report second = do_job(request);
  if (second.failed || second.changed || snapshot_of(root) != done) {
    return "a second run changes something: " + second.msg;
  }
  fs::remove_all(root.folder() + "/run/sysctl.d");
  if (std::string wrong = wrong_boot(root, request, " once /run is empty"); !wrong.empty()) {
    return wrong;
  }
  root.lay(tried.files);
  const Snapshot original = snapshot_of(root);
  (void)do_job(request);
  Request restore;
  restore.verb = Verb::kRestore;
  restore.root = request.root;
  const Report undone = do_job(restore);
  return undone.failed || snapshot_of(root) != original ? "undo does not give back every byte: " + undone.msg
                                                        : std::string{};
}

std::string Promises::hold(const Case& tried, const LoaderRoot& root, const Request& request) {
  root.lay(tried.files);
  const Snapshot original = snapshot_of(root);
  Request check = request;
  check.check = true;
  const Report told = do_job(check);
  if (snapshot_of(root) != original) {
    return "check mode changed something";
  }
  const Report real = do_job(request);
  if (told.failed != real.failed || told.changed != real.changed || text_of(told.diff) != text_of(real.diff)) {
    return "check mode told something else than what the run did: " + told.msg + " / " + real.msg;
  }
  if (real.failed) {
    ++counts_["refused"];
    return snapshot_of(root) != original ? "refused and changed something: " + real.msg : std::string{};
  }
  ++counts_[real.changed ? "changed" : "right already"];
  if (std::string foreign = foreign_change(original, snapshot_of(root), number_of(*request.scope)); !foreign.empty()) {
    return foreign;
  }
  return hold_done(tried, root, request);
}

std::uint64_t Promises::run() {
  std::uint64_t broken = 0;
  for (std::uint64_t seed = options_.first; seed < options_.first + options_.count; ++seed) {
    const Case tried = generate(seed);
    for (const auto& root : bench_.roots()) {
      const Request request = request_for(seed, *root);
      if (hold(tried, *root, request).empty()) {
        continue;
      }
      ++broken;
      const auto counts = counts_;  // of the random trees, not of those that shrinking tries
      const Case small = shrink(tried, [&](const Case& smaller) { return !hold(smaller, *root, request).empty(); });
      std::cout << "broken: seed " << seed << ", " << root->release() << ", " << words_of(request) << ": "
                << hold(small, *root, request) << "\n"
                << vector_text("seed-" + std::to_string(seed), small, {}) << std::endl;
      counts_ = counts;
    }
  }
  for (const auto& [name, count] : counts_) {
    std::cout << "promise " << name << " " << count << "\n";
  }
  return broken;
}

}  // namespace yama::loaders
