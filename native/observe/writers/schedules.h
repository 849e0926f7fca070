// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <vector>

#include "host/root.h"
#include "observe/stage.h"

namespace yama::writers {

/// What cron, anacron and at run, at boot ("@reboot") or at a time: each a doubt, with its value where that can be
/// known. Tables: /etc/crontab, /etc/cron.d, /etc/anacrontab, the users' in /var/spool/cron and /etc/crontabs; scripts:
/// /etc/cron.hourly and its like, /etc/periodic, at's spool. They count whether or not a daemon that reads them was
/// found, for these have many names. Sources: Debian's cron 3.0pl1 (crontab(5), run-parts(8)), cronie 1.7.
std::vector<Stage> stages_of_schedules(const host::Root& root);

}  // namespace yama::writers
