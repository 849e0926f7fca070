// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// usage: yama-loaders [--first SEED] [--count N] [--program FILE --every N] RELEASE=FOLDER...
//
// Random trees, each run by the real loaders of each Debian root folder on a stand-in for /proc/sys, and predicted by the
// product. Prints what differs, shrunk to a vector, and a line of counts for each release and loader.

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "generator.h"
#include "host/read_tree.h"
#include "loader_root.h"
#include "proc_sys.h"
#include "shrink.h"
#include "sysctl/loader.h"
#include "vector_text.h"

namespace yama::loaders {
namespace {

using sysctl::Loader;

struct Options {
  std::uint64_t first = 1;
  std::uint64_t count = 100;
  std::string program;      ///< yama-ptrace, to ask as a user would
  std::uint64_t every = 0;  ///< ask it for every n-th tree
  std::vector<std::pair<std::string, std::string>> roots;
};

Options options_of(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--first") {
      options.first = std::stoull(words.at(++i));
    } else if (words[i] == "--count") {
      options.count = std::stoull(words.at(++i));
    } else if (words[i] == "--program") {
      options.program = words.at(++i);
    } else if (words[i] == "--every") {
      options.every = std::stoull(words.at(++i));
    } else {
      const std::size_t equals = words[i].find('=');
      options.roots.emplace_back(words[i].substr(0, equals), words[i].substr(equals + 1));
    }
  }
  return options;
}

const char* name_of(Loader loader) { return loader == Loader::kSystemd ? "systemd" : "procps"; }

/// What stays in the kernel after a boot, and whether it is locked.
struct Outcome {
  int value = 0;
  bool locks = false;
  bool operator==(const Outcome&) const = default;
};

Outcome outcome_of(const sysctl::Prediction& prediction, int before) {
  return {.value = prediction.value.value_or(before), .locks = prediction.locks};
}

/// A mount namespace of this process's own, with a folder in memory that disappears with it.
std::string private_folder() {
  const std::string folder = std::filesystem::temp_directory_path() / ("yama-loaders-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("yama-loaders", folder.c_str(), "tmpfs", 0, nullptr) != 0) {
    throw std::system_error(errno, std::generic_category(), "make a mount namespace");
  }
  std::filesystem::create_directory(folder + "/sys");
  return folder;
}

class Comparison {
 public:
  explicit Comparison(Options options) : options_(std::move(options)), folder_(private_folder()), proc_sys_(folder_ + "/sys") {
    for (const auto& [release, lower] : options_.roots) {
      roots_.push_back(std::make_unique<LoaderRoot>(release, lower, folder_ + "/" + release, folder_ + "/sys"));
    }
    counts_.resize(roots_.size() * 2);
  }

  ~Comparison() {
    for (const auto& root : roots_) {
      ::umount2((root->folder() + "/proc/sys").c_str(), MNT_DETACH);
      ::umount2((root->folder() + "/proc").c_str(), MNT_DETACH);
    }
  }
  Comparison(const Comparison&) = delete;
  Comparison& operator=(const Comparison&) = delete;

  /// How many differences there were.
  std::uint64_t run() {
    for (std::uint64_t seed = options_.first; seed < options_.first + options_.count; ++seed) {
      const Case tried = generate(seed);
      for (std::size_t i = 0; i < roots_.size(); ++i) {
        roots_[i]->lay(tried.files);
        const bool ask = options_.every != 0 && seed % options_.every == i % options_.every;
        for (const Loader loader : {Loader::kSystemd, Loader::kProcps}) {
          Count& count = counts_[2 * i + (loader == Loader::kProcps ? 1 : 0)];
          compare(seed, tried, *roots_[i], loader, ask, count);
        }
      }
    }
    return report();
  }

 private:
  struct Count {
    std::uint64_t trees = 0;
    std::uint64_t asked = 0;
    std::uint64_t locks = 0;
    std::uint64_t sets = 0;
    std::uint64_t differences = 0;
  };

  Outcome real(const Case& tried, const LoaderRoot& root, Loader loader) {
    proc_sys_.file().reset(tried.before);
    root.run(loader);
    const int value = proc_sys_.file().scope();
    return {.value = value, .locks = value == 3};
  }

  /// The product's own reader and model; none when they do not know.
  std::optional<Outcome> predicted(const Case& tried, const LoaderRoot& root, Loader loader) const {
    const Result<host::Root> opened = host::Root::open(root.folder());
    if (!opened) {
      throw std::runtime_error(opened.error().message);
    }
    const Result<sysctl::Tree> tree = host::read_tree(*opened);
    if (!tree) {
      throw std::runtime_error(tree.error().message);
    }
    const sysctl::Behaviour& behaviour = *sysctl::behaviours_of(loader, root.version(loader)).front();
    const sysctl::Prediction prediction = sysctl::predict(behaviour, *tree, sysctl::kPtraceScope, tried.before);
    if (prediction.uncertain) {
      return std::nullopt;
    }
    return outcome_of(prediction, tried.before);
  }

  void compare(std::uint64_t seed, const Case& tried, const LoaderRoot& root, Loader loader, bool ask, Count& count) {
    const Outcome seen = real(tried, root, loader);
    const std::optional<Outcome> wanted = predicted(tried, root, loader);
    ++count.trees;
    count.locks += seen.locks ? 1 : 0;
    count.sets += seen.value != tried.before ? 1 : 0;
    if (wanted == seen) {
      if (ask) {
        ask_program(seed, tried, root, loader, count);
      }
      return;
    }
    ++count.differences;
    const Case small = shrink(tried, [&](const Case& smaller) {
      root.lay(smaller.files);
      return predicted(smaller, root, loader) != std::optional(real(smaller, root, loader));
    });
    root.lay(small.files);
    const Outcome shown = real(small, root, loader);
    const std::optional<Outcome> believed = predicted(small, root, loader);
    std::cout << "seed " << seed << ": " << root.release() << " " << name_of(loader) << " left " << shown.value
              << ", the program says " << (believed ? std::to_string(believed->value) : "it does not know") << ":\n"
              << vector_text("seed-" + std::to_string(seed), small,
                             {{name_of(loader), {{root.version(loader), shown.value}}}})
              << std::endl;
    root.lay(tried.files);
  }

  /// The same through the front door: `yama-ptrace status --json --root DIR --loader NAME=VERSION`.
  void ask_program(std::uint64_t seed, const Case& tried, const LoaderRoot& root, Loader loader, Count& count) {
    const std::string command = options_.program + " status --json --root " + root.folder() + " --loader " +
                                name_of(loader) + "=" + root.version(loader) + " 2>&1";
    FILE* const pipe = ::popen(command.c_str(), "re");
    std::string answer;
    for (int c = 0; pipe != nullptr && (c = ::fgetc(pipe)) != EOF;) {
      answer += static_cast<char>(c);
    }
    if (pipe != nullptr) {
      ::pclose(pipe);
    }
    ++count.asked;
    boost::json::error_code error;
    const boost::json::value status = boost::json::parse(answer, error);
    const boost::json::value* const said = error ? nullptr : status.find_pointer("/boot/" + std::string(name_of(loader)), error);
    // The front door does not take a value from before; at boot there is none but the kernel's default.
    const Result<host::Root> opened = host::Root::open(root.folder());
    const Result<sysctl::Tree> tree = host::read_tree(*opened);
    const sysctl::Prediction prediction =
        sysctl::predict(*sysctl::behaviours_of(loader, root.version(loader)).front(), *tree, sysctl::kPtraceScope);
    const boost::json::value wanted = prediction.value ? boost::json::value(*prediction.value) : boost::json::value(nullptr);
    if (said == nullptr || said->at("value") != wanted || said->at("locks") != boost::json::value(prediction.locks)) {
      ++count.differences;
      std::cout << "seed " << seed << ": `" << command << "` said " << answer << ", not " << wanted << "\n"
                << vector_text("seed-" + std::to_string(seed), tried, {}) << std::endl;
    }
  }

  std::uint64_t report() const {
    std::uint64_t differences = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      const LoaderRoot& root = *roots_[i / 2];
      const Loader loader = i % 2 == 0 ? Loader::kSystemd : Loader::kProcps;
      std::cout << "count " << root.release() << " " << name_of(loader) << " " << root.version(loader) << " trees "
                << counts_[i].trees << " sets " << counts_[i].sets << " locks " << counts_[i].locks << " asked "
                << counts_[i].asked << " differences " << counts_[i].differences << "\n";
      differences += counts_[i].differences;
    }
    return differences;
  }

  Options options_;
  std::string folder_;
  ProcSys proc_sys_;
  std::vector<std::unique_ptr<LoaderRoot>> roots_;
  std::vector<Count> counts_;
};

}  // namespace
}  // namespace yama::loaders

int main(int argc, char** argv) {
  try {
    yama::loaders::Comparison comparison(
        yama::loaders::options_of(std::vector<std::string>(argv + 1, argv + argc)));
    return comparison.run() == 0 ? 0 : 1;
  } catch (const std::exception& reason) {
    std::cerr << reason.what() << "\n";
    return 2;
  }
}
