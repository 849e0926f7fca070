// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/capability.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <string>

#include "kernel/read_fd.h"

namespace yama::kernel {

bool has_capability(int capability) {
  __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets = {};
  if (::syscall(SYS_capget, &header, sets.data()) != 0) {  // glibc declares no capget(2)
    return false;
  }
  const auto index = static_cast<std::size_t>(capability);
  return ((sets.at(index / 32).effective >> (index % 32)) & 1U) != 0;
}

bool in_first_user_namespace() {
  const Attempt<std::string> map = read_path("/proc/self/uid_map");
  if (!map.ok()) {
    return true;  // a kernel without user namespaces has no such file
  }
  // The first namespace, and no other, maps all ids onto themselves: "         0          0 4294967295\n".
  std::string fields;
  for (const char byte : *map) {
    if (byte != ' ' || (!fields.empty() && fields.back() != ' ')) {
      fields += byte;
    }
  }
  return fields == "0 0 4294967295\n";
}

}  // namespace yama::kernel
