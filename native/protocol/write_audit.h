// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <boost/json.hpp>

#include "report/audit.h"

namespace yama::protocol {

/// The audit record, docs/schemas/audit-1.schema.json: the status has a verdict.
boost::json::object audit_object(const Audit& audit, const Status& status);

}  // namespace yama::protocol
