// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace yama {

/// Text that never changes and that all copies share: trying a change out copies a host's files, which may hold
/// megabytes, to change a line of one. A view of it is good as long as any copy is.
class SharedText {
 public:
  SharedText() = default;
  // NOLINTBEGIN(google-explicit-constructor): text, like any other
  SharedText(std::string text) : text_(std::make_shared<const std::string>(std::move(text))) {}
  SharedText(const char* text) : SharedText(std::string{text}) {}
  operator std::string_view() const { return view(); }
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] std::string_view view() const { return text_ ? std::string_view{*text_} : std::string_view{}; }

  friend bool operator==(const SharedText& one, std::string_view other) { return one.view() == other; }

 private:
  std::shared_ptr<const std::string> text_;
};

}  // namespace yama
