// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/plan.h"
#include "sysctl/relevant_part.h"
#include "sysctl/tree.h"

namespace yama {

/// The loaders' files as they would be after the edits thought of so far. Copied to try an edit out, so it holds no
/// more than what matters to the key and what was edited.
class Draft {
 public:
  explicit Draft(const sysctl::Tree& original) : original_(&original), tree_(sysctl::relevant_part(original)) {}

  /// What matters of the files, as drafted.
  [[nodiscard]] const sysctl::Tree& tree() const { return tree_; }

  /// What an entry is; none when there is nothing of that name.
  [[nodiscard]] const sysctl::Entry* entry(const std::string& path) const;

  /// The path where the links of an entry end; the path itself when there is nothing there yet.
  [[nodiscard]] std::string file_of(const std::string& entry) const;

  /// The bytes of a file; empty when it does not exist.
  [[nodiscard]] std::string_view bytes_of(const std::string& file) const;
  [[nodiscard]] bool exists(const std::string& file) const;

  /// Gives a file new bytes; one that does not exist is created.
  void write(const std::string& file, std::string bytes, std::string purpose);
  void remove(const std::string& file, std::string purpose);

  /// Moves a file's edit before all others.
  void put_first(const std::string& file);

  /// What differs from the original, in the order in which files were first touched.
  [[nodiscard]] std::vector<Edit> edits() const;

 private:
  struct Touch {
    std::string file;
    std::string purpose;
  };
  void touch(const std::string& file, std::string purpose);
  [[nodiscard]] bool is_touched(const std::string& file) const;
  [[nodiscard]] Content content_of(const std::string& file) const;

  const sysctl::Tree* original_;
  sysctl::Tree tree_;
  std::vector<Touch> touched_;
};

}  // namespace yama
