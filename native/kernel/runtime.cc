// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/runtime.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "kernel/capability.h"
#include "kernel/failure.h"
#include "kernel/read_fd.h"
#include "kernel/unique_fd.h"

namespace yama::kernel {

namespace {

bool lists_yama(std::string_view names) {
  while (!names.empty()) {
    const std::size_t end = names.find_first_of(",\n");
    if (names.substr(0, end) == "yama") {
      return true;
    }
    names.remove_prefix(end == std::string_view::npos ? names.size() : end + 1);
  }
  return false;
}

/// The sysctl shows one digit and a line's end.
std::optional<Scope> scope_in(std::string_view text) { return scope_from_digit(text.substr(0, text.find('\n'))); }

bool yama_in_force(const YamaPaths& paths) {
  // Yama answers this call for everyone; without it the kernel knows no such option (EINVAL). 0 takes back a permission
  // that this process never gave.
  if (::prctl(PR_SET_PTRACER, 0, 0, 0, 0) == 0) {
    return true;
  }
  const Attempt<std::string> lsm = read_path(paths.lsm);
  return lsm.ok() && lists_yama(*lsm);
}

constexpr std::string_view kNoYama = "this kernel was built without Yama, or lsm= on its command line leaves it out";
constexpr std::string_view kChildNamespace = "this process is root of a user namespace only: run as root of the host";
constexpr std::string_view kNoCapability = "this process lacks CAP_SYS_PTRACE: run as root of the host";
constexpr std::string_view kReadOnly = "/proc/sys is mounted read-only, as in a container: set it on the host";

/// Why this process may not write, as far as it can be known without writing; empty when it may.
std::string obstacle(const YamaPaths& paths) {
  if (!in_first_user_namespace()) {
    return std::string(kChildNamespace);
  }
  if (::access(paths.scope.c_str(), W_OK) != 0) {  // asks the mount's flags too, unlike the mode alone
    return errno == EROFS ? std::string(kReadOnly) : std::string{"only root may write it"};
  }
  if (!has_capability(CAP_SYS_PTRACE)) {
    return std::string(kNoCapability);
  }
  return {};
}

std::string_view write_advice(int code, const YamaPaths& paths) {
  switch (code) {
    case ENOENT:
      return kNoYama;
    case EROFS:
      return kReadOnly;
    case EACCES:
      return "run as root";
    case EPERM:
      return in_first_user_namespace() ? "run as root with CAP_SYS_PTRACE" : kChildNamespace;
    case EINVAL: {
      const Attempt<std::string> now = read_path(paths.scope);
      return now.ok() && scope_in(*now) == Scope::kNoAttach ? "it is locked at 3 until the next boot"
                                                            : "the kernel takes 0, 1, 2 and 3";
    }
    default:
      return {};
  }
}

}  // namespace

Runtime read_runtime(const YamaPaths& paths) {
  Runtime runtime;
  const Attempt<std::string> text = read_path(paths.scope);
  runtime.yama = text.ok() || yama_in_force(paths);
  if (!text.ok()) {
    runtime.why_not = text.error() == ENOENT && !runtime.yama
                          ? std::string(kNoYama)
                          : failure("read", paths.scope, "open", text.error(),
                                    text.error() == ENOENT ? "it is hidden here: look from the host itself" : "")
                                .message;
    return runtime;
  }
  runtime.value = scope_in(*text);
  if (!runtime.value) {
    runtime.why_not = paths.scope + " holds no scope";
    return runtime;
  }
  runtime.why_not = obstacle(paths);
  runtime.writable = runtime.why_not.empty();
  return runtime;
}

Done write_scope(Scope scope, const YamaPaths& paths) {
  const std::string action = "set " + to_string(scope) + " in";
  const UniqueFd fd(::open(paths.scope.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd) {
    const int code = errno;
    return failure(action, paths.scope, "open", code, write_advice(code, paths));
  }
  // One write: the kernel takes the first number of each write.
  const std::string text = to_string(scope) + "\n";
  if (::write(fd.get(), text.data(), text.size()) < 0) {
    const int code = errno;
    return failure(action, paths.scope, "write", code, write_advice(code, paths));
  }
  const Attempt<std::string> now = read_path(paths.scope);
  if (!now.ok()) {
    return failure("read back", paths.scope, "open", now.error());
  }
  if (scope_in(*now) != scope) {
    return Error{"the kernel took " + to_string(scope) + " for " + paths.scope + " but shows " +
                 now->substr(0, now->find('\n')) + "; another program sets it too"};
  }
  return done();
}

}  // namespace yama::kernel
