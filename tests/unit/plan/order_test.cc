// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A change of several files, interrupted after any of them: each loader gives the old value or the new one.

#include "plan/order.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "loaders/generator.h"
#include "loaders/ordinary.h"
#include "loaders/prefixes.h"
#include "support/plan_text.h"

namespace yama {
namespace {

using loaders::BuildsOfHost;
using loaders::Prefixes;

/// The ways to ask for a change of files.
std::vector<Request> requests(Scope wanted) {
  std::vector<Request> all(6, test::set_to(wanted));
  all[1].vendor_files = VendorFiles::kEdit;
  all[2].vendor_files = VendorFiles::kShadow;
  all[3].sysctl_file = "/etc/sysctl.d/50-yama.conf";
  all[4].minimum = true;
  all[5].scope.reset();  // comment-out
  all[5].persist = Persist::kNone;
  all[5].runtime = RuntimeMode::kSkip;
  return all;
}

Request undo() {
  Request request;
  request.verb = Verb::kRestore;
  return request;
}

struct Count {
  std::size_t plans = 0;
  std::size_t checked = 0;
  std::size_t wrong = 0;
  std::size_t told = 0;
  void add(const Prefixes& tried) {
    plans += tried.refused ? 0 : 1;
    checked += tried.checked;
    wrong += tried.wrong;
    told += tried.told;
  }
};

std::uint64_t trees() {
  const char* many = std::getenv("YAMA_ORDER_TREES");
  return many == nullptr ? 3 : std::strtoull(many, nullptr, 10);
}

void try_all(const std::function<loaders::Case(std::uint64_t)>& generate, Count& count) {
  auto hosts = loaders::hosts_of_all_rows();
  for (std::uint64_t seed = 1; seed <= trees(); ++seed) {
    const Scope wanted = scope_of(static_cast<std::int64_t>(seed % 4)).value();
    const auto tried = generate(seed);
    for (std::size_t host = seed % 7; host < hosts.size(); host += 7) {
      if (seed % 2 == 0 && !hosts[host].builds[sysctl::Loader::kSystemd].empty()) {
        hosts[host].by_hand = sysctl::Loader::kProcps;  // somebody may run it in the middle of a change
      }
      for (std::size_t kind = 0; kind < requests(wanted).size(); ++kind) {
        const Prefixes made = try_prefixes(tried.files, hosts[host], requests(wanted)[kind]);
        const Prefixes undone = try_prefixes(made.done, hosts[host], undo());
        count.add(made);
        count.add(undone);
        const std::string which = " (tree " + std::to_string(seed) + ", " + hosts[host].name + ", request " +
                                  std::to_string(kind) + ", set " + to_string(wanted) + ")";
        EXPECT_EQ(made.why, "") << which;
        EXPECT_EQ(undone.why, "") << "undo" << which;
      }
    }
  }
}

void tell(const char* what, const Count& count) {
  std::cout << what << ": " << count.plans << " plans, " << count.checked << " moments, " << count.wrong << " wrong, "
            << count.told << " of them told\n";
}

TEST(Order, EveryMomentOfAChangeOnOrdinaryTreesIsOldOrNew) {
  Count count;
  try_all(loaders::generate_ordinary, count);
  tell("ordinary trees", count);
  EXPECT_EQ(count.wrong, 0U);
}

TEST(Order, LoadersThatNothingRunsAtBootAreRightAtEveryMomentToo) {
  BuildsOfHost host{.name = "Debian 13", .by_hand = sysctl::Loader::kProcps};
  host.builds[sysctl::Loader::kSystemd] = "257.9";
  host.builds[sysctl::Loader::kProcps] = "4.0.4";
  const auto files = loaders::generate(8).files;
  for (const Request& request : requests(Scope{0})) {
    const Prefixes made = try_prefixes(files, host, request);
    EXPECT_EQ(made.why, "");
    EXPECT_EQ(try_prefixes(made.done, host, undo()).why, "");
  }
}

TEST(Order, EveryMomentOfAChangeOnHostileTreesIsOldOrNewOrTold) {
  Count count;
  try_all(loaders::generate, count);
  tell("hostile trees", count);
}

}  // namespace
}  // namespace yama
