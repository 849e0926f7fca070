// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "protocol/json_values.h"

#include "base/text.h"

namespace yama::protocol {

namespace json = boost::json;

json::value text(std::string_view bytes) { return json::value(printable(bytes)); }

json::value text_or_null(std::string_view bytes) { return bytes.empty() ? json::value(nullptr) : text(bytes); }

json::array texts(const std::vector<std::string>& list) {
  json::array array;
  for (const std::string& item : list) {
    array.push_back(text(item));
  }
  return array;
}

json::value line_or_null(std::size_t line) { return line == 0 ? json::value(nullptr) : json::value(line); }

json::value at_boot_or_null(InstalledLoader::Start start) {
  switch (start) {
    case InstalledLoader::Start::kUnknown:
      return nullptr;
    case InstalledLoader::Start::kAtBoot:
      return true;
    case InstalledLoader::Start::kNever:
      return false;
  }
  return nullptr;
}

json::value scope_or_null(std::optional<Scope> scope) {
  return scope ? json::value(number_of(*scope)) : json::value(nullptr);
}

}  // namespace yama::protocol
