// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/maker.h"
#include "base/scope.h"

/// The words that this product leaves in files, so that people, `state: absent` and `yama-ptrace unset` recognise what
/// it did. They name the door through which the run came; each function knows those of both. Every function maps the
/// bytes of a whole file to the bytes of a whole file and touches nothing but the lines it names.
namespace yama::marks {

/// A definition's place in a file's bytes.
struct Span {
  std::size_t offset = 0;
  std::size_t length = 0;
};

/// Comments out the lines that begin at the offsets. '#' and not ';', which systemd since 258 takes for part of a key.
/// What is one line to procps may be two to systemd, which ends lines at CR and NUL too: each gets a mark of its own.
std::string comment_out(std::string_view bytes, const std::set<std::size_t>& offsets, Maker maker = Maker::kModule);

/// What ends a line: CR and NUL too, as the loaders have it, or only the newline, as in a unit.
enum class LineEnds { kOfLoaders, kNewline };

/// Puts every commented-out line back, byte for byte.
std::string restore_commented_out(std::string_view bytes, LineEnds ends = LineEnds::kOfLoaders);

/// "kernel.yama.ptrace_scope = 1"; with `ignore_errors` the form "-kernel.yama.ptrace_scope = 1", which a loader run
/// survives when the kernel is locked at 3.
std::string assignment(Scope scope, bool ignore_errors);

/// The file with the line `text` as its own: in place of the one that is there already, else appended. `is_new` makes
/// the content of a file that did not exist.
std::string set_owned(std::string_view bytes, std::string_view text, bool is_new, Maker maker = Maker::kModule);

/// The line set before by set_owned, without its end; none when there is none.
std::optional<Span> find_owned(std::string_view bytes);

/// The file without its owned line. None: nothing else was in it and this product made it, so it is to be removed.
std::optional<std::string> without_owned(std::string_view bytes);

/// The content of a new file that hides a vendor file of the same name: its bytes under two head lines. The second
/// holds the MD5 of the vendor file as it was, lines commented out here put back, so that its next release is noticed.
std::string make_copy(std::string_view vendor_path, std::string_view vendor_bytes, Maker maker = Maker::kModule);

/// A file that make_copy made, taken apart.
struct Copy {
  std::string vendor_path;
  std::string digest;  ///< empty: made by a release that did not record it
  std::string text;    ///< what was copied, lines commented out here put back, and what was changed since
};
std::optional<Copy> read_copy(std::string_view bytes);

/// The MD5 of a vendor file, as a copy's head has it.
std::string digest_of_vendor(std::string_view vendor_bytes);

/// The file as it would be without this product: owned lines gone, commented-out lines back. None: the file was made by
/// this product and nothing of anybody else is in it, so it is to be removed.
std::optional<std::string> undo(std::string_view bytes, std::string_view copied_vendor_bytes = {});

/// Whether undo would change the file.
bool is_marked(std::string_view bytes);

}  // namespace yama::marks
