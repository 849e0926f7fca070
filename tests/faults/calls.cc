// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "calls.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <climits>

namespace yama::faults {

namespace {

constexpr Call kCalls[] = {
    {.number = SYS_openat, .name = "openat", .directory = 0, .path = 1},
    {.number = SYS_write, .name = "write", .directory = 0, .bytes = 1},
    {.number = SYS_pwrite64, .name = "pwrite64", .directory = 0, .bytes = 1},
    {.number = SYS_fsync, .name = "fsync", .directory = 0},
    {.number = SYS_fdatasync, .name = "fdatasync", .directory = 0},
    {.number = SYS_ftruncate, .name = "ftruncate", .directory = 0},
    {.number = SYS_fchmod, .name = "fchmod", .directory = 0},
    {.number = SYS_fchmodat, .name = "fchmodat", .directory = 0, .path = 1},
    {.number = SYS_fchown, .name = "fchown", .directory = 0},
    {.number = SYS_fchownat, .name = "fchownat", .directory = 0, .path = 1},
    {.number = SYS_fsetxattr, .name = "fsetxattr", .directory = 0, .bytes = 2},
    {.number = SYS_lsetxattr, .name = "lsetxattr", .path = 0, .bytes = 2},
    {.number = SYS_fremovexattr, .name = "fremovexattr", .directory = 0},
    {.number = SYS_lremovexattr, .name = "lremovexattr", .path = 0},
    {.number = SYS_utimensat, .name = "utimensat", .directory = 0},
    {.number = SYS_mkdirat, .name = "mkdirat", .directory = 0, .path = 1},
    {.number = SYS_unlinkat, .name = "unlinkat", .directory = 0, .path = 1},
    {.number = SYS_rename, .name = "rename", .path = 0, .path2 = 1},
    {.number = SYS_renameat, .name = "renameat", .directory = 0, .path = 1, .directory2 = 2, .path2 = 3},
    {.number = SYS_renameat2, .name = "renameat2", .directory = 0, .path = 1, .directory2 = 2, .path2 = 3},
    {.number = SYS_linkat, .name = "linkat", .directory = 0, .path = 1, .directory2 = 2, .path2 = 3},
    {.number = SYS_symlinkat, .name = "symlinkat", .directory = 1, .path = 2, .path2 = 0},
    {.number = SYS_flock, .name = "flock", .directory = 0},
};

constexpr std::size_t kMostBytes = std::size_t{16} << 20;

std::string bytes_at(pid_t process, unsigned long address, std::size_t length) {
  std::string bytes(std::min(length, kMostBytes), '\0');
  const iovec here = {.iov_base = bytes.data(), .iov_len = bytes.size()};
  const iovec there = {.iov_base = reinterpret_cast<void*>(address),  // NOLINT(performance-no-int-to-ptr): another's
                       .iov_len = bytes.size()};
  const ssize_t got = ::process_vm_readv(process, &here, 1, &there, 1, 0);
  bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return bytes;
}

std::string text_at(pid_t process, unsigned long address) {
  // Not across the end of a page: the next one may not be there.
  constexpr unsigned long kPage = 4096;
  std::string text;
  while (text.size() < PATH_MAX) {
    const std::string piece = bytes_at(process, address, kPage - address % kPage);
    text += piece.substr(0, piece.find('\0'));
    if (piece.empty() || piece.find('\0') != std::string::npos) {
      break;
    }
    address += piece.size();
  }
  return text;
}

std::string descriptor_path(pid_t process, int descriptor) {
  std::string link = "/proc/" + std::to_string(process);
  link += descriptor == AT_FDCWD ? "/cwd" : "/fd/" + std::to_string(descriptor);
  std::string path(PATH_MAX, '\0');
  const ssize_t length = ::readlink(link.c_str(), path.data(), path.size());
  path.resize(static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
  return path;
}

std::string place(pid_t process, int directory, int path, const Arguments& arguments) {
  const auto argument = [&](int index) { return arguments.at(static_cast<std::size_t>(index)); };
  std::string name = path < 0 ? std::string{} : text_at(process, argument(path));
  if (directory < 0 || name.starts_with('/')) {
    return name;
  }
  std::string base = descriptor_path(process, static_cast<int>(argument(directory)));
  return name.empty() ? base : base.append(1, '/').append(name);
}

std::string hexadecimal(const std::string& bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    const auto number = static_cast<unsigned char>(byte);
    text += "0123456789abcdef"[number / 16];
    text += "0123456789abcdef"[number % 16];
  }
  return text;
}

}  // namespace

std::span<const Call> changing_calls() { return kCalls; }

const Call* find_call(long number) {
  const auto* const found = std::ranges::find(kCalls, number, &Call::number);
  return found == std::end(kCalls) ? nullptr : found;
}

bool changes(const Call& call, const Arguments& arguments) {
  if (call.number == SYS_openat) {  // of "." to sync it, or to write
    return (arguments[2] & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) != 0;
  }
  return call.number != SYS_write || static_cast<int>(arguments[0]) > STDERR_FILENO;
}

std::string describe(pid_t process, const Call& call, const Arguments& arguments) {
  std::string text = std::string(call.name) + '\t' + place(process, call.directory, call.path, arguments);
  if (call.path2 >= 0) {
    text += '\t' + place(process, call.directory2, call.path2, arguments);
  }
  if (call.bytes >= 0) {
    const auto at = static_cast<std::size_t>(call.bytes);
    text += '\t' + hexadecimal(bytes_at(process, arguments.at(at), arguments.at(at + 1)));
  }
  return text;
}

}  // namespace yama::faults
