// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "host/system_log.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>

#include "kernel/unique_fd.h"

namespace yama::host {

namespace {

/// LOG_USER and LOG_NOTICE of <syslog.h>, and the tag, as RFC 3164 has them. The daemon adds time and host by itself.
std::string datagram_of(std::string_view line) {
  return "<13>yama-ptrace[" + std::to_string(::getpid()) + "]: " + std::string(line);
}

}  // namespace

void write_to_system_log(std::string_view line, std::string_view socket) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (socket.size() >= sizeof address.sun_path) {
    return;
  }
  std::ranges::copy(socket, address.sun_path);
  const kernel::UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd) {
    return;
  }
  const std::string bytes = datagram_of(line);
  ::sendto(fd.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&address), sizeof address);  // NOLINT(*-reinterpret-cast)
}

}  // namespace yama::host
