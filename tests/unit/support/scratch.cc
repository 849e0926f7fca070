// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/scratch.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace yama::test {

namespace fs = std::filesystem;

Scratch::Scratch() {
  path_ = (fs::temp_directory_path() / "yama-test-XXXXXX").string();
  if (::mkdtemp(path_.data()) == nullptr) {
    std::abort();
  }
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

host::Root Scratch::root() const { return std::move(host::Root::open(path_)).value(); }

void Scratch::write(std::string_view path, std::string_view bytes, mode_t mode) const {
  const std::string file = outside(path);
  fs::create_directories(fs::path(file).parent_path());
  std::ofstream(file, std::ios::binary) << bytes;
  ::chmod(file.c_str(), mode);
}

void Scratch::directory(std::string_view path) const { fs::create_directories(outside(path)); }

void Scratch::link(std::string_view path, std::string_view target) const {
  const std::string file = outside(path);
  fs::create_directories(fs::path(file).parent_path());
  fs::create_symlink(target, file);
}

void Scratch::fifo(std::string_view path) const {
  const std::string file = outside(path);
  fs::create_directories(fs::path(file).parent_path());
  ::mkfifo(file.c_str(), 0644);
}

std::string Scratch::read(std::string_view path) const {
  std::ifstream file(outside(path), std::ios::binary);
  return file ? std::string(std::istreambuf_iterator<char>(file), {}) : "(none)";
}

struct stat Scratch::status(std::string_view path) const {
  struct stat status = {};
  ::lstat(outside(path).c_str(), &status);
  return status;
}

std::string Scratch::names(std::string_view directory) const {
  std::vector<std::string> names;
  std::error_code missing;
  for (const fs::directory_entry& entry : fs::directory_iterator(outside(directory), missing)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  std::string line;
  for (const std::string& name : names) {
    line += (line.empty() ? "" : " ") + name;
  }
  return line;
}

}  // namespace yama::test
