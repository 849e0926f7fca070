// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "request/door.h"
#include "request/options.h"
#include "request/request.h"

namespace yama::protocol {

/// Ansible's argument file: the module's options, and `_ansible_*` keys that every release of ansible-core adds to.
struct Arguments {
  Request request;
  Options options;               ///< the user's own, as given: for `invocation`
  Door door = Door::kModule;     ///< which of the modules
  bool no_log = false;           ///< the task's no_log: nothing of it is to be in a log
  bool wants_invocation = true;  ///< since core 2.21 the controller asks for it
};

/// Reads what ansible-core writes: one JSON object. Unknown `_ansible_*` keys are passed over. Fails with one sentence
/// for anything else than an object, nesting beyond 32 levels, and every option that make_request() refuses.
Result<Arguments> read_arguments(std::string_view json);

/// Whether a text is one JSON object, whatever is in it.
bool holds_object(std::string_view json);

/// The bytes of the argument file. Fails with one sentence when it cannot be read or is larger than 16 MiB.
Result<std::string> read_argument_file(const std::string& path);

}  // namespace yama::protocol
