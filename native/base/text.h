// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace yama {

/// Bytes of a file or a name as text that is safe to show: valid UTF-8 stays; bytes that are not UTF-8 and control
/// characters, line feed and tab excepted, become "\xNN".
std::string printable(std::string_view bytes);

/// Whether the bytes are UTF-8 from end to end (RFC 3629).
bool is_utf8(std::string_view bytes);

/// "a; b; c".
std::string join(const std::vector<std::string>& texts, std::string_view separator = "; ");

/// The word of the list that is most like `text`; empty when none is near enough to be a slip of the keyboard.
std::string_view nearest(std::string_view text, std::span<const std::string_view> words);

}  // namespace yama
