// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

#include "host/root.h"
#include "sysctl/tree.h"

namespace yama::initrd {

/// Why an image may hold settings that matter, so that it has to be unpacked; empty when it cannot. Unpacking takes
/// half a second, this a fraction of a millisecond. By what made the image:
///   initramfs-tools, mkinitcpio  copy no settings of their own (0.151, 39): only when a hook, script or their
///       configuration speaks of sysctl or ptrace_scope, or an administrator's is younger than the image: what it
///       said before may be in there.
///   dracut  copies /usr/lib/sysctl.d always and /etc's files in images for one host, and loads them
///       (modules.d/11systemd-sysctl, dracut 112): unless the image is younger than every file of settings and every
///       directory of them (by ctime, which nobody sets back), so that it holds what the files say now, and nothing
///       there locks at 3 or excludes the key. Then the same files give the same value again.
///   anything else, or nothing that is known  always.
/// `systemd_build` is that of the host, whose systemd-sysctl is in the image too.
std::string reason_to_unpack(const host::Root& root, const std::string& image, const sysctl::Tree& tree,
                             const std::string& systemd_build = {});

}  // namespace yama::initrd
