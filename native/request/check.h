// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/result.h"
#include "request/request.h"

namespace yama {

/// Whether the parts of a request go together. Fails with one sentence that names the options in each other's way.
Done check_request(const Request& request);

/// Whether what is asked for can be done to an image; only for a request whose root was opened and is one. Fails with
/// one sentence like check_request().
Done check_request_of_image(const Request& request);

}  // namespace yama
