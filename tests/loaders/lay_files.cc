// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lay_files.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "ordinary.h"

namespace yama::loaders {

namespace fs = std::filesystem;

void lay_files(const test::FileSystem& files, const std::string& folder) {
  for (const auto& [path, node] : files.nodes()) {
    const std::string real = folder + path;
    switch (node.type) {
      case test::FileSystem::Node::Type::kDirectory:
        fs::create_directory(real);
        break;
      case test::FileSystem::Node::Type::kLink:
        fs::create_symlink(node.content, real);
        break;
      case test::FileSystem::Node::Type::kFile: {
        std::ofstream stream(real, std::ios::binary);
        stream << node.content;
        if (!stream.good()) {
          throw std::system_error(errno, std::generic_category(), "write " + real);
        }
        break;
      }
      case test::FileSystem::Node::Type::kSpecial:
      case test::FileSystem::Node::Type::kUnreadable:
        throw std::logic_error(path + " cannot be laid: a loader would wait for it, or read what is not known");
    }
  }
}

std::uint64_t write_ordinary_trees(const Options& options) {
  for (std::uint64_t seed = options.first; seed < options.first + options.count; ++seed) {
    const std::string folder = options.write + "/" + std::to_string(seed);
    for (const char* const place : {"/etc", "/run", "/lib", "/usr/lib", "/usr/local/lib"}) {
      fs::create_directories(folder + place);
    }
    lay_files(generate_ordinary(seed).files, folder);
  }
  return 0;
}

}  // namespace yama::loaders
