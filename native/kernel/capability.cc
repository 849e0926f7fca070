// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "kernel/capability.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "kernel/read_fd.h"

namespace yama::kernel {

namespace {

constexpr std::size_t kWordBits = 32;

using Sets = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

// glibc declares neither capget(2) nor capset(2).

bool get_sets(Sets& sets) {
  __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  return ::syscall(SYS_capget, &header, sets.data()) == 0;
}

bool set_sets(const Sets& sets) {
  __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  return ::syscall(SYS_capset, &header, sets.data()) == 0;
}

using Masks = std::array<std::uint32_t, _LINUX_CAPABILITY_U32S_3>;

Masks mask_of(std::initializer_list<int> capabilities) {
  Masks masks = {};
  for (const int capability : capabilities) {
    const auto bit = static_cast<std::size_t>(capability);
    masks.at(bit / kWordBits) |= std::uint32_t{1} << (bit % kWordBits);
  }
  return masks;
}

/// Keeps of every set what is in the masks.
bool keep(const Masks& masks) {
  Sets sets = {};
  if (!get_sets(sets)) {
    return false;
  }
  for (std::size_t i = 0; i < sets.size(); ++i) {
    sets.at(i).effective &= masks.at(i);
    sets.at(i).permitted &= masks.at(i);
    sets.at(i).inheritable &= masks.at(i);  // takes it out of the ambient set too
  }
  return set_sets(sets);
}

}  // namespace

bool has_capability(int capability) {
  Sets sets = {};
  const auto bit = static_cast<std::size_t>(capability);
  return get_sets(sets) && ((sets.at(bit / kWordBits).effective >> (bit % kWordBits)) & 1U) != 0;
}

bool drop_capability(int capability) {
  // The bounding set is root's to change; without root nothing comes back from it.
  ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  Masks others = mask_of({capability});
  for (std::uint32_t& word : others) {
    word = ~word;
  }
  return keep(others);
}

bool keep_capabilities(std::initializer_list<int> kept) { return keep(mask_of(kept)); }

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
