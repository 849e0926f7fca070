// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "host/root.h"
#include "observe/initrd/content.h"

namespace yama::initrd {

/// Reads a whole initrd image, or the one inside a unified kernel image: cpio archives, then perhaps more of them in
/// one compressed part, as initramfs-tools, dracut and mkinitcpio make them. Decompresses with the running system's own
/// gzip, zstd, xz, lz4, bzip2 or lzop: seven formats would not fit into this program. Fails with a clause when the file
/// cannot be read, its tool is missing, it is damaged, or it takes longer than 20 seconds.
Result<Content> read_image(const host::Root& root, const std::string& image);

/// The tool and its options for data that begins like this; empty for an unknown kind.
std::string_view decompressor_for(std::string_view start);

}  // namespace yama::initrd
