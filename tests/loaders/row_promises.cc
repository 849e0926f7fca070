// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "row_promises.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "plan/planner.h"
#include "request/request.h"
#include "sysctl/loader_table.h"
#include "sysctl/predict.h"
#include "sysctl/script.h"

namespace yama::loaders {

namespace {

using sysctl::Behaviour;
using sysctl::Loader;
using Start = InstalledLoader::Start;
using End = Held::End;

constexpr std::string_view kUntold = "?";

Request request_for(Verb verb, std::optional<Scope> wanted = {}) {
  Request request;
  request.verb = verb;
  request.scope = wanted;
  return request;
}

void carry_out(const Plan& plan, test::FileSystem& files) {
  for (const Edit& edit : plan.edits) {
    put(edit.path, edit.after, files);
  }
}

test::FileSystem without_run(test::FileSystem files) {
  files.remove("/run/sysctl.d");
  return files;
}

/// Whether all files and links are the same. An empty directory means nothing to a loader.
bool are_equal(sysctl::Layout one, sysctl::Layout other) {
  const auto is_directory = [](const auto& node) { return node.second.type == sysctl::Node::Type::kDirectory; };
  std::erase_if(one, is_directory);
  std::erase_if(other, is_directory);
  return std::ranges::equal(one, other, [](const auto& left, const auto& right) {
    return left.first == right.first && left.second.type == right.second.type &&
           left.second.content == right.second.content;
  });
}

std::string wrong_row(const test::FileSystem& files, const BuildsOfHost& host, Scope wanted, const char* when) {
  const sysctl::Tree tree = files.tree();
  for (const Loader loader : sysctl::kLoaders) {
    if (host.builds[loader].empty()) {
      continue;
    }
    const std::string build = host.builds[loader] == kUntold ? "" : host.builds[loader];
    for (const Behaviour& row : sysctl::behaviours_of(loader, build)) {
      const sysctl::Prediction left = predict(row, tree, sysctl::kPtraceScope);
      if (left.value != wanted || left.uncertain) {
        return std::string(sysctl::row_of(loader).word) + " of " + std::string(row.since) +
               (row.script == nullptr ? "" : " " + std::string(row.script->word)) + " leaves " +
               (left.value ? to_string(*left.value) : "the default") + (left.uncertain ? ", in doubt" : "") + when;
      }
    }
  }
  return {};
}

std::string wrong_afterwards(const test::FileSystem& original, const test::FileSystem& done, const BuildsOfHost& host,
                             const Request& request, bool is_first) {
  const Scope wanted = request.scope.value();
  std::string wrong = wrong_row(done, host, wanted, "");
  if (wrong.empty()) {
    wrong = wrong_row(without_run(done), host, wanted, " once /run is empty");
  }
  if (!wrong.empty()) {
    return wrong;
  }
  const auto second = make_plan(observation_of(done, host), request);
  if (!second || !second->edits.empty()) {
    return second ? "a second run changes " + second->edits.front().path
                  : "a second run is refused: " + second.error().message;
  }
  const auto undo = make_plan(observation_of(done, host), request_for(Verb::kRestore));
  if (!undo) {
    return "undo is refused: " + undo.error().message;
  }
  test::FileSystem back = done;
  carry_out(*undo, back);
  return !is_first || are_equal(back.nodes(), original.nodes()) ? std::string{} : "undo does not give back every byte";
}

}  // namespace

Observation observation_of(const test::FileSystem& files, const BuildsOfHost& host) {
  Observation seen;
  seen.image = true;
  seen.tree = files.tree();
  for (const Loader loader : sysctl::kLoaders) {
    const std::string& build = host.builds[loader];
    seen.loaders[loader] = {.installed = !build.empty(),
                            .version = build == kUntold ? "" : build,
                            .start = build.empty() || host.by_hand == loader ? Start::kNever : Start::kAtBoot};
  }
  seen.systemd_is_init = !host.builds[Loader::kSystemd].empty();
  return seen;
}

void put(const std::string& path, const Content& content, test::FileSystem& files) {
  const std::string place = files.place_of(path);
  if (const auto* const bytes = std::get_if<Bytes>(&content)) {
    files.file(place, bytes->bytes);
  } else if (const auto* const link = std::get_if<Link>(&content)) {
    files.link(place, link->target);
  } else {
    files.remove(place);
  }
}

std::vector<BuildsOfHost> hosts_of_all_rows() {
  std::vector<BuildsOfHost> hosts;
  const auto add_one = [&hosts](Loader loader, std::string build) {
    BuildsOfHost host{.name = std::string(sysctl::row_of(loader).word) + "=" + build};
    host.builds[loader] = std::move(build);
    if (hosts.empty() || hosts.back().name != host.name) {
      hosts.push_back(std::move(host));
    }
  };
  for (const Loader loader : {Loader::kSystemd, Loader::kProcps}) {
    for (const Behaviour& row : sysctl::row_of(loader).behaviours) {
      add_one(loader, std::string(row.since));
    }
  }
  for (const sysctl::Script& script : sysctl::known_scripts()) {
    for (const Behaviour& row : sysctl::row_of(Loader::kBusybox).behaviours) {
      add_one(Loader::kBusybox, std::string(row.since) + " " + std::string(script.word));
    }
    add_one(Loader::kProcps, "4.0.4 " + std::string(script.word));
  }
  add_one(Loader::kBusybox, "1.36.1 anyscript");
  const auto add = [&hosts](std::string name, std::string systemd, std::string procps) {
    BuildsOfHost host{.name = std::move(name)};
    host.builds[Loader::kSystemd] = std::move(systemd);
    host.builds[Loader::kProcps] = std::move(procps);
    hosts.push_back(std::move(host));
  };
  add("RHEL 7", "219-78.el7", "3.3.10");
  add("RHEL 8.4", "239-45.el8", "3.3.15-6.el8");
  add("RHEL 8.10", "239-82.el8", "3.3.15 el8.10");
  add("RHEL 8, which one is not known", "239 el8", "3.3.15 el8");
  add("RHEL 9", "252 el9", "3.3.17-14.el9");
  add("RHEL 10", "257 el10", "4.0.4");
  add("Amazon Linux 2023", "252.23-3.amzn2023", "3.3.17-1.amzn2023");
  add("SLE 12", "228-150.sle12", "3.3.9");
  add("SLE 15", "234-24.sle15", "3.3.17");
  add("Debian 11", "247.3-7", "2:3.3.17-5");
  add("Debian 12", "252.39-1", "2:4.0.2-3");
  add("Debian 13", "257.13-1", "2:4.0.4-9");
  add("239 of nobody known", "239 any", "3.3.15 any");
  add("builds that cannot be told", std::string(kUntold), std::string(kUntold));
  return hosts;
}

Held hold_promise(const test::FileSystem& files, const BuildsOfHost& host, const Request& request, bool is_first) {
  const auto plan = make_plan(observation_of(files, host), request);
  if (!plan) {
    return {.end = End::kRefused, .why = plan.error().message};
  }
  test::FileSystem done = files;
  carry_out(*plan, done);
  std::string wrong = wrong_afterwards(files, done, host, request, is_first);
  return {.end = wrong.empty() ? End::kKept : End::kBroken, .why = std::move(wrong)};
}

Held hold_promise(const Case& tried, const BuildsOfHost& host, Scope wanted) {
  return hold_promise(tried.files, host, request_for(Verb::kEnsure, wanted));
}

}  // namespace yama::loaders
