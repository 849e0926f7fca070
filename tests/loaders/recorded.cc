// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "recorded.h"

#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "bench.h"
#include "kernel_file.h"
#include "support/vectors.h"

namespace yama::loaders {

namespace {

using boost::json::object;

object read(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    throw std::runtime_error("cannot read " + path);
  }
  return boost::json::parse(std::string(std::istreambuf_iterator<char>(stream), {})).as_object();
}

std::uint64_t check_writes(const object& recorded) {
  std::uint64_t writes = 0;
  std::uint64_t differences = 0;
  for (const auto& row : recorded.at("kernel_write_vectors").at("rows").as_array()) {
    const std::string bytes = test::unescape(row.at("bytes_shown").as_string());
    KernelFile file;
    const ssize_t taken = file.write(bytes.data(), bytes.size(), 0);
    const bool agrees =
        (taken < 0 ? -1 : taken) == row.at("ret").as_int64() && file.scope() == row.at("scope_after").as_int64();
    if (!agrees) {
      ++differences;
      std::cout << "difference: the stand-in took " << taken << " of " << row << "\n";
    }
    ++writes;
  }
  std::cout << "count writes " << writes << " differences " << differences << "\n";
  return differences;
}

/// A vector without arguments, environment or other conditions that a boot does not have, whose places are ours, and
/// whose files can be laid.
bool is_plain(const object& vector) {
  for (const char* const condition : {"systemd_sysctl_args", "without_capability", "proc_sys", "environment"}) {
    if (vector.contains(condition)) {
      return false;
    }
  }
  for (const auto& file : vector.at("files").as_object()) {
    const auto& type = file.value().at("type").as_string();
    bool known = false;
    for (const std::string place : kPlaces) {
      known = known || file.key() == place || file.key().starts_with(place + "/") ||
              place.starts_with(std::string(file.key()) + "/");
    }
    if (!known || type == "special" || type == "unreadable") {
      return false;
    }
  }
  return true;
}

std::uint64_t check_vectors(const object& recorded, Bench& bench) {
  std::uint64_t runs = 0;
  std::uint64_t differences = 0;
  for (const auto& row : recorded.at("vectors").as_array()) {
    const object& vector = row.as_object();
    if (!is_plain(vector)) {
      continue;
    }
    const Case shown = {.files = test::file_system_of(vector.at("files").as_object()),
                        .before = static_cast<int>(vector.at("initial_scope").as_int64())};
    const Observed seen = bench.observe(shown);
    if (!vector.contains("observed")) {
      std::cout << vector_text(std::string(vector.at("id").as_string()), shown, seen) << "\n";
      continue;
    }
    for (const auto& [loader, versions] : seen) {
      for (const auto& [version, scope] : versions) {
        const std::string upstream = version.substr(version.find(':') + 1);  // without the epoch
        const auto* const recorded_of = vector.at("observed").as_object().if_contains(loader);
        const auto* const observed = recorded_of == nullptr ? nullptr : recorded_of->as_object().if_contains(upstream);
        if (observed == nullptr) {
          continue;
        }
        ++runs;
        if (observed->as_array().at(0).as_int64() != scope) {
          ++differences;
          std::cout << "difference: " << vector.at("id") << " " << loader << " " << version << " left " << scope
                    << " on this instrument, not " << *observed << "\n";
        }
      }
    }
  }
  std::cout << "count vectors " << runs << " differences " << differences << "\n";
  return differences;
}

}  // namespace

std::uint64_t check_recorded(const Options& options) {
  const object recorded = read(options.vectors);
  Bench bench(options);
  const std::uint64_t wrong_writes = recorded.contains("kernel_write_vectors") ? check_writes(recorded) : 0;
  return wrong_writes + check_vectors(recorded, bench);
}

}  // namespace yama::loaders
