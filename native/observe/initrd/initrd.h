// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

#include "host/root.h"
#include "observe/boot/menu.h"
#include "observe/stage.h"
#include "sysctl/tree.h"

namespace yama::initrd {

/// The images of the next boot: those that its entries name, else the newest in /boot. The host's own paths.
std::vector<std::string> images_of(const host::Root& root, const std::vector<const boot::BootEntry*>& next);

/// What copies of settings inside the images do before the root file system is mounted. An image is unpacked only when
/// reason_to_unpack() gives a reason; one that should be and cannot is a stage that is not certain.
std::vector<Stage> stages_of_images(const host::Root& root, const std::vector<std::string>& images,
                                    const sysctl::Tree& tree, const std::string& systemd_version);

}  // namespace yama::initrd
