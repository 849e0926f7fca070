// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#define FUSE_USE_VERSION 312
#include "proc_sys.h"

#include <fuse3/fuse_lowlevel.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace yama::loaders {

namespace {

constexpr double kForEver = 1e6;  // seconds for which the kernel may keep names and attributes

struct Node {
  fuse_ino_t number;
  fuse_ino_t parent;
  std::string_view name;
  bool is_file = false;
};

constexpr std::array kNodes = {
    Node{1, 1, ""},   Node{2, 1, "kernel"}, Node{3, 2, "yama"}, Node{4, 3, "ptrace_scope", true},
    Node{5, 1, "fs"}, Node{6, 1, "net"},    Node{7, 1, "vm"}};

const Node& node_of(fuse_ino_t number) { return kNodes.at(number - 1); }

KernelFile& file_of(fuse_req_t request) { return *static_cast<KernelFile*>(fuse_req_userdata(request)); }

struct stat status_of(const Node& node) {
  struct stat status = {};
  status.st_ino = node.number;
  status.st_mode = node.is_file ? S_IFREG | 0644U : S_IFDIR | 0555U;
  status.st_nlink = node.is_file ? 1 : 2;
  return status;
}

void lookup(fuse_req_t request, fuse_ino_t parent, const char* name) {
  fuse_entry_param entry = {};
  entry.attr_timeout = kForEver;
  entry.entry_timeout = kForEver;
  for (const Node& node : kNodes) {
    if (node.parent == parent && node.name == name && node.number != 1) {
      entry.ino = node.number;
      entry.attr = status_of(node);
    }
  }
  fuse_reply_entry(request, &entry);  // number 0: there is no such name
}

void getattr(fuse_req_t request, fuse_ino_t number, fuse_file_info* /*info*/) {
  const struct stat status = status_of(node_of(number));
  fuse_reply_attr(request, &status, kForEver);
}

void setattr(fuse_req_t request, fuse_ino_t number, struct stat* /*wanted*/, int /*which*/, fuse_file_info* info) {
  getattr(request, number, info);  // O_TRUNC means nothing here
}

void open(fuse_req_t request, fuse_ino_t number, fuse_file_info* info) {
  if (!node_of(number).is_file) {
    fuse_reply_err(request, EISDIR);
    return;
  }
  info->direct_io = 1;
  fuse_reply_open(request, info);
}

void read(fuse_req_t request, fuse_ino_t /*number*/, size_t size, off_t offset, fuse_file_info* /*info*/) {
  const std::string text = file_of(request).text();
  const std::string_view whole = text;
  const std::string_view rest = whole.substr(std::min(text.size(), static_cast<std::size_t>(offset)), size);
  fuse_reply_buf(request, rest.data(), rest.size());
}

void write(fuse_req_t request, fuse_ino_t /*number*/, const char* bytes, size_t size, off_t offset,
           fuse_file_info* /*info*/) {
  const ssize_t result = file_of(request).write(bytes, size, offset);
  if (result < 0) {
    fuse_reply_err(request, static_cast<int>(-result));
  } else {
    fuse_reply_write(request, static_cast<size_t>(result));
  }
}

void readdir(fuse_req_t request, fuse_ino_t number, size_t size, off_t offset, fuse_file_info* /*info*/) {
  std::vector<char> buffer(size);
  size_t used = 0;
  off_t position = 0;
  const auto add = [&](const char* name, const Node& node) {
    if (++position <= offset) {
      return;
    }
    const struct stat status = status_of(node);
    const size_t length = fuse_add_direntry(request, buffer.data() + used, size - used, name, &status, position);
    used += length <= size - used ? length : 0;
  };
  add(".", node_of(number));
  add("..", node_of(node_of(number).parent));
  for (const Node& node : kNodes) {
    if (node.parent == number && node.number != 1) {
      add(std::string(node.name).c_str(), node);
    }
  }
  fuse_reply_buf(request, buffer.data(), used);
}

fuse_lowlevel_ops operations() {
  fuse_lowlevel_ops made = {};
  made.lookup = lookup;
  made.getattr = getattr;
  made.setattr = setattr;
  made.open = open;
  made.read = read;
  made.write = write;
  made.readdir = readdir;
  return made;
}

}  // namespace

class ProcSys::Server {
 public:
  Server(const std::string& mount_point, KernelFile& file) {
    const fuse_lowlevel_ops made = operations();
    std::array<char*, 1> words = {name_.data()};
    fuse_args arguments = FUSE_ARGS_INIT(1, words.data());
    session_ = fuse_session_new(&arguments, &made, sizeof made, &file);
    fuse_opt_free_args(&arguments);
    if (session_ == nullptr || fuse_session_mount(session_, mount_point.c_str()) != 0) {
      throw std::system_error(errno, std::generic_category(), "mount FUSE on " + mount_point);
    }
    thread_ = std::thread([this] { fuse_session_loop(session_); });
  }

  ~Server() {
    fuse_session_exit(session_);
    fuse_session_unmount(session_);
    thread_.join();
    fuse_session_destroy(session_);
  }

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

 private:
  std::string name_ = "yama-loaders";
  fuse_session* session_ = nullptr;
  std::thread thread_;
};

ProcSys::ProcSys(std::string mount_point)
    : mount_point_(std::move(mount_point)), server_(std::make_unique<Server>(mount_point_, file_)) {}
ProcSys::~ProcSys() = default;

}  // namespace yama::loaders
