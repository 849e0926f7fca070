// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/failure.h"

#include <cerrno>
#include <cstring>

namespace yama::kernel {

std::string errno_text(int code) {
  const char* text = ::strerrordesc_np(code);  // strerror(3) is neither thread-safe nor untranslated
  return text != nullptr ? text : "error " + std::to_string(code);
}

std::string_view advice_for(int code) {
  switch (code) {
    case EACCES:
      return "run as root, or look for a security module that forbids it";
    case EPERM:
      return "run as root, or look for a mark against changes (lsattr) or a security module that forbids it";
    case EROFS:
      return "the file system is read-only: remount it writable and run again";
    case ENOSPC:
      return "free some space and run again";
    case EDQUOT:
      return "raise the disk quota and run again";
    case EFBIG:
      return "raise the file size limit (ulimit -f) and run again";
    case EMFILE:
    case ENFILE:
      return "raise the limit of open files and run again";
    case ELOOP:
      return "repair the links, which lead in a circle";
    case EIO:
      return "look at the kernel log for a failing disk";
    case ENOENT:
      return "make it and run again, or name another";
    case ENOTDIR:
      return "something on its path is no directory: move that away and run again";
    case EISDIR:
      return "a directory has that name: move it away and run again";
    case EEXIST:
    case EBUSY:
    case ETXTBSY:
      return "something else uses it: wait until that has ended and run again";
    default:
      return {};
  }
}

Error failure(std::string_view action, std::string_view path, std::string_view call, int code,
              std::string_view advice) {
  std::string message = "cannot ";
  message.append(action).append(" ").append(path).append(": ").append(errno_text(code));
  if (advice.empty()) {
    advice = advice_for(code);
  }
  if (advice.empty()) {
    message.append("; look at the kernel log for the reason, or report it with the name of the failed call, ");
    advice = call;
  } else {
    message.append("; ");
  }
  return Error{std::move(message.append(advice))};
}

}  // namespace yama::kernel
