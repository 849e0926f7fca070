// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "comparison.h"

#include <boost/json.hpp>
#include <chrono>
#include <iostream>
#include <stdexcept>
#include <vector>

#include "host/command.h"
#include "observe/read_tree.h"
#include "shrink.h"
#include "sysctl/relevant_part.h"

namespace yama::loaders {

namespace {

using sysctl::Behaviour;
using sysctl::Loader;
using sysctl::Prediction;

/// The product's own reader over the laid files.
sysctl::Tree read(const LoaderRoot& root) {
  const Result<host::Root> opened = host::Root::open(root.folder());
  if (!opened) {
    throw std::runtime_error(opened.error().message);
  }
  Result<sysctl::Tree> tree = read_tree(*opened);
  if (!tree) {
    throw std::runtime_error(tree.error().message);
  }
  return std::move(tree).value();
}

Behaviour behaviour_of(const LoaderRoot& root, const Way& way) {
  const auto behaviours = sysctl::behaviours_of(sysctl::loader_of(way.loader).value(), root.build(way));
  if (behaviours.size() != 1) {
    throw std::runtime_error("the version " + root.build(way) + " is not understood");
  }
  return behaviours.front();
}

std::optional<Outcome> outcome_of(const Prediction& prediction, int before) {
  if (prediction.uncertain && !prediction.rests_on_other_keys) {  // the stand-in has no other keys that refuse
    return std::nullopt;
  }
  return Outcome{.value = prediction.value ? number_of(*prediction.value) : before, .locks = prediction.locks};
}

/// As `status` and the planner do it: from the relevant part of the files.
std::optional<Outcome> predicted(const Case& tried, const LoaderRoot& root, const Way& way) {
  const sysctl::Tree tree = sysctl::relevant_part(read(root));
  return outcome_of(predict(behaviour_of(root, way), tree, sysctl::kPtraceScope, scope_of(tried.before)), tried.before);
}

}  // namespace

std::uint64_t Comparison::run() {
  for (std::uint64_t seed = options_.first; seed < options_.first + options_.count; ++seed) {
    const Case tried = generate(seed);
    count_distinctions(tried);
    for (const auto& root : bench_.roots()) {
      root->lay(tried.files);
      for (const Way& way : kWays) {
        if (options_.only.empty() || options_.only == root->release() + "/" + way.name()) {
          compare(seed, tried, *root, way);
        }
      }
    }
  }
  return report();
}

Outcome Comparison::real(const Case& tried, const LoaderRoot& root, const Way& way) {
  const int value = bench_.run(root, way, tried.before);
  return {.value = value, .locks = value == 3};
}

void Comparison::compare(std::uint64_t seed, const Case& tried, const LoaderRoot& root, const Way& way) {
  const std::optional<Outcome> wanted = predicted(tried, root, way);
  if (options_.real_kernel && options_.only.empty() && (tried.before == 3 || !wanted || wanted->locks)) {
    return;  // would take the kernel with it: each of these has a boot of its own
  }
  Count& count = counts_[root.release() + " " + way.name() + " " + root.build(way)];
  const Outcome seen = real(tried, root, way);
  ++count.trees;
  count.sets += seen.value != tried.before ? 1U : 0U;
  if (seen.locks && tried.before != 3) {
    ++count.locks;
    std::cout << "locks " << seed << " " << root.release() << "/" << way.name() << "\n";
  }
  if (wanted != seen) {
    ++count.differences;
    show_difference(seed, tried, root, way);
  } else if (options_.every != 0 && seed % options_.every == 0) {
    ask_program(seed, root, way, count);
  }
}

void Comparison::show_difference(std::uint64_t seed, const Case& tried, const LoaderRoot& root, const Way& way) {
  Case small = tried;
  if (!options_.real_kernel) {
    small = shrink(tried, [&](const Case& smaller) {
      root.lay(smaller.files);
      return predicted(smaller, root, way) != std::optional(real(smaller, root, way));
    });
    root.lay(small.files);
  }
  const std::optional<Outcome> believed = predicted(small, root, way);
  std::cout << "difference: seed " << seed << ", " << root.release() << " " << way.name() << ", the program says "
            << (believed ? std::to_string(believed->value) : "that it does not know") << ":\n"
            << vector_text("seed-" + std::to_string(seed), small,
                           options_.real_kernel ? Observed{} : bench_.observe(small))
            << std::endl;
  root.lay(tried.files);
}

/// The same through the front door. It knows no value from before: at boot there is none but the kernel's default.
void Comparison::ask_program(std::uint64_t seed, const LoaderRoot& root, const Way& way, Count& count) {
  const std::vector<std::string> words = {options_.program,
                                          "status",
                                          "--json",
                                          "--root",
                                          root.folder(),
                                          "--loader",
                                          std::string(way.loader) + "=" + root.build(way)};
  const Result<host::CommandResult> result = host::run_command(words, std::chrono::seconds{30});
  const std::string answer = result ? result->output : result.error().message;
  const Prediction wanted = predict(behaviour_of(root, way), read(root), sysctl::kPtraceScope);
  boost::json::error_code error;
  const boost::json::value status = boost::json::parse(answer, error);
  const auto* const said = error ? nullptr : status.find_pointer("/boot/" + std::string(way.loader), error);
  const boost::json::value value =
      wanted.value ? boost::json::value(number_of(*wanted.value)) : boost::json::value(nullptr);
  ++count.asked;
  if (said == nullptr || said->at("value") != value || said->at("locks") != boost::json::value(wanted.locks)) {
    ++count.differences;
    std::cout << "difference: seed " << seed << ", " << root.release() << ": `yama-ptrace status` says " << answer
              << ", not " << value << std::endl;
  }
}

void Comparison::count_distinctions(const Case& tried) {
  const sysctl::Tree tree = tried.files.tree();
  for (const Loader loader : sysctl::kLoaders) {
    std::optional<Outcome> older;
    for (const Behaviour& behaviour : sysctl::row_of(loader).behaviours) {
      if (!behaviour.builds.vendor.empty()) {
        continue;  // these follow the authors' rows, and none is a release after another
      }
      const Behaviour row = sysctl::behaviours_of(loader, behaviour.since).front();  // busybox: with a script
      const std::optional<Outcome> outcome =
          outcome_of(predict(row, tree, sysctl::kPtraceScope, scope_of(tried.before)), tried.before);
      const bool is_first = &behaviour == sysctl::row_of(loader).behaviours.data();
      if (!is_first) {
        distinctions_[std::string(sysctl::row_of(loader).word) + " " + std::string(behaviour.since)] +=
            outcome != older ? 1U : 0U;
      }
      older = outcome;
    }
  }
}

std::uint64_t Comparison::report() const {
  std::uint64_t differences = 0;
  for (const auto& [name, count] : counts_) {
    std::cout << "count " << name << " trees " << count.trees << " sets " << count.sets << " locks " << count.locks
              << " asked " << count.asked << " differences " << count.differences << "\n";
    differences += count.differences;
  }
  for (const auto& [name, trees] : distinctions_) {
    std::cout << "distinguishes " << name << " trees " << trees << "\n";
  }
  return differences;
}

}  // namespace yama::loaders
