// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/attributes.h"

#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

namespace yama::host {

namespace {

using kernel::Attempt;
using kernel::Errno;

constexpr std::string_view kAccessList = "system.posix_acl_access";
constexpr const char* kLabel = "security.selinux";

/// A call of the xattr family that wants to be asked for the size first; the size may grow in between (ERANGE).
template <class Call>
Attempt<std::string> sized(Call call) {
  while (true) {
    const ssize_t size = call(nullptr, 0);
    if (size < 0) {
      return Errno{errno};
    }
    std::string bytes(static_cast<std::size_t>(size), '\0');
    const ssize_t got = call(bytes.data(), bytes.size());
    if (got >= 0) {
      bytes.resize(static_cast<std::size_t>(got));
      return bytes;
    }
    if (errno != ERANGE) {
      return Errno{errno};
    }
  }
}

bool describes_content(std::string_view name) { return name == "security.ima" || name == "security.evm"; }

AttributeFailure copy_one(int from, int to, const std::string& name) {
  const Attempt<std::string> value =
      sized([&](char* buffer, std::size_t size) { return ::fgetxattr(from, name.c_str(), buffer, size); });
  if (!value.ok()) {
    return value.error() == ENODATA ? AttributeFailure{} : AttributeFailure{"fgetxattr", value.error()};
  }
  const Attempt<std::string> there =
      sized([&](char* buffer, std::size_t size) { return ::fgetxattr(to, name.c_str(), buffer, size); });
  if (there.ok() && *there == *value) {  // a label that the kernel gave already may not be set by everyone
    return {};
  }
  if (::fsetxattr(to, name.c_str(), value->data(), value->size(), 0) != 0) {
    return {"fsetxattr", errno};
  }
  return {};
}

AttributeFailure copy_extended(int from, int to) {
  const Attempt<std::string> names =
      sized([&](char* buffer, std::size_t size) { return ::flistxattr(from, buffer, size); });
  if (!names.ok()) {
    return names.error() == ENOTSUP ? AttributeFailure{} : AttributeFailure{"flistxattr", names.error()};
  }
  std::string_view rest = *names;  // names, each with a NUL at its end
  while (!rest.empty()) {
    const std::string name(rest.substr(0, rest.find('\0')));
    rest.remove_prefix(name.size() + 1);
    if (describes_content(name)) {
      continue;
    }
    const AttributeFailure failed = copy_one(from, to, name);
    if (failed.code != 0) {
      return failed;
    }
  }
  return {};
}

/// The name as a path for the calls of the xattr family, which take no directory.
std::string path_in(int directory, std::string_view name) {
  return ("/proc/self/fd/" + std::to_string(directory) + "/").append(name);
}

}  // namespace

AttributeFailure copy_attributes(int from, const struct stat& status, int to) {
  if (::fchown(to, status.st_uid, status.st_gid) != 0) {
    return {"fchown", errno};
  }
  // A default ACL of the directory gave the new file one that the old file may not have; the mode comes after it, since
  // an ACL and the group's bits are the same thing.
  ::fremovexattr(to, kAccessList.data());
  if (::fchmod(to, status.st_mode & 07777) != 0) {
    return {"fchmod", errno};
  }
  return copy_extended(from, to);
}

std::string label_of(int directory, std::string_view name) {
  const std::string path = path_in(directory, name);
  Attempt<std::string> label =
      sized([&](char* buffer, std::size_t size) { return ::lgetxattr(path.c_str(), kLabel, buffer, size); });
  if (!label.ok()) {
    return {};
  }
  std::string text = std::move(label).value();
  return text.substr(0, text.find('\0'));  // the kernel counts the NUL at its end
}

void inherit_label(int directory, std::string_view name) {
  const std::string label = label_of(directory, ".");
  if (!label.empty() && label_of(directory, name).empty()) {
    ::lsetxattr(path_in(directory, name).c_str(), kLabel, label.c_str(), label.size() + 1, 0);
  }
}

bool is_immutable(int fd) {
  int flags = 0;
  return ::ioctl(fd, FS_IOC_GETFLAGS, &flags) == 0 && (flags & (FS_IMMUTABLE_FL | FS_APPEND_FL)) != 0;
}

}  // namespace yama::host
