// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "job/confine.h"

#include "kernel/confine.h"

namespace yama {

void confine_to(const Request& request) {
  kernel::give_up_dumps_and_new_rights();
  if (request.only_looks()) {
    kernel::give_up_capabilities_but_those_to_read();
  }
  if (request.only_looks() || request.check) {
    kernel::give_up_changes();
  }
}

}  // namespace yama
