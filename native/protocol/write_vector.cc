// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "protocol/write_vector.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "protocol/json_values.h"
#include "sysctl/loader_table.h"

namespace yama::protocol {
namespace {

namespace json = boost::json;

constexpr std::size_t kVectorLevel = 2;  // file, list, vector

std::string hex(std::uint32_t number, std::size_t digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(digits, '0');
  for (std::size_t at = digits; at > 0; number >>= 4U) {
    text[--at] = kDigits[number & 0xFU];
  }
  return text;
}

/// "\u00e9" for what is no ASCII; of JSON, which is UTF-8.
std::string ascii(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length == 1) {
      shown += text.front();
    } else {
      std::uint32_t point = first & (0x7FU >> length);
      for (const char c : text.substr(1, length - 1)) {
        point = (point << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
      }
      if (point >= 0x10000) {
        shown += "\\u" + hex(0xD800U + ((point - 0x10000U) >> 10U), 4);
        point = 0xDC00U + ((point - 0x10000U) & 0x3FFU);
      }
      shown += "\\u" + hex(point, 4);
    }
    text.remove_prefix(length);
  }
  return shown;
}

bool is_container(const json::value& value) { return value.is_object() || value.is_array(); }

bool holds_containers(const json::value& value) {
  if (const auto* const array = value.if_array()) {
    return std::any_of(array->begin(), array->end(), is_container);
  }
  const auto* const object = value.if_object();
  return object != nullptr &&
         std::any_of(object->begin(), object->end(), [](const auto& member) { return is_container(member.value()); });
}

bool stands_in_lines(const json::value& value, std::size_t level) {
  return level <= kVectorLevel || (level == kVectorLevel + 1 && holds_containers(value));
}

/// A list or an object, from its members' texts.
std::string enclosed(const std::vector<std::string>& members, std::string_view brackets, bool lines,
                     std::size_t level) {
  const std::string end = lines && !members.empty() ? "\n" + std::string(2 * level, ' ') : "";
  const std::string begin = end.empty() ? "" : end + "  ";
  return brackets[0] + begin + join(members, end.empty() ? ", " : "," + begin) + end + brackets[1];
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = (bits << 8U) | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= group.size() ? kAlphabet[(bits >> (18U - 6U * static_cast<unsigned>(k))) & 63U] : '=';
    }
  }
  return text;
}

/// Long runs of one character are counted, not shown.
json::array parts_of(std::string_view bytes) {
  constexpr std::size_t kLongRun = 200;
  json::array parts;
  std::string text;
  while (!bytes.empty()) {
    const std::size_t run = std::min(bytes.find_first_not_of(bytes.front()), bytes.size());
    if (run >= kLongRun) {
      if (!text.empty()) {
        parts.push_back(json::object{{"text", text}});
        text.clear();
      }
      parts.push_back(json::object{{"repeat", bytes.substr(0, 1)}, {"count", run}});
    } else {
      text += bytes.substr(0, run);
    }
    bytes.remove_prefix(run);
  }
  if (!text.empty()) {
    parts.push_back(json::object{{"text", text}});
  }
  return parts;
}

std::string shown_path(std::string_view path) {
  std::string shown;
  for (const char c : path) {
    const bool plain = c >= ' ' && c <= '~' && c != '\\';
    shown += plain ? std::string(1, c) : "\\x" + hex(static_cast<unsigned char>(c), 2);
  }
  return shown;
}

json::object file_of(std::string_view bytes) {
  if (!is_utf8(bytes)) {
    return {{"type", "file"}, {"base64", base64(bytes)}};
  }
  if (json::array parts = parts_of(bytes); parts.size() > 1) {
    return {{"type", "file"}, {"parts", std::move(parts)}};
  }
  return {{"type", "file"}, {"text", bytes}};
}

json::object node_of(const sysctl::Node& node) {
  switch (node.type) {
    case sysctl::Node::Type::kFile:
      return file_of(node.content);
    case sysctl::Node::Type::kLink:
      return {{"type", "symlink"}, {"target", shown_path(node.content)}};
    case sysctl::Node::Type::kDirectory:
      return {{"type", "directory"}};
    case sysctl::Node::Type::kSpecial:
      return {{"type", "special"}};
    case sysctl::Node::Type::kUnreadable:
      return {{"type", "unreadable"}};
  }
  return {};
}

json::object files_of(const sysctl::Layout& layout) {
  json::object files;
  for (const auto& [path, node] : layout) {
    const auto below = layout.lower_bound(path + "/");
    const bool goes_without_saying =
        node.type == sysctl::Node::Type::kDirectory && below != layout.end() && below->first.starts_with(path + "/");
    if (!goes_without_saying) {
      files[shown_path(path)] = node_of(node);
    }
  }
  return files;
}

json::object installed_of(const InstalledLoaders& loaders) {
  json::object shown;
  for (const sysctl::Loader loader : sysctl::kLoaders) {
    if (loaders[loader].installed) {
      shown[sysctl::row_of(loader).word] = text(loaders[loader].version);
    }
  }
  return shown;
}

json::object loaded_by_of(const sysctl::LoadedBy& loaded_by) {
  json::object shown;
  for (const auto& [path, by] : loaded_by) {
    shown[shown_path(path)] = text(by);
  }
  return shown;
}

json::object scopes_of(const Scopes& scopes) {
  json::object shown;
  for (const sysctl::Loader loader : sysctl::kLoaders) {
    json::object row;
    for (const auto& [version, scope] : scopes[loader]) {
      row[printable(version)] = json::array{scope_or_null(scope)};
    }
    if (!row.empty()) {
      shown[sysctl::row_of(loader).word] = std::move(row);
    }
  }
  return shown;
}

}  // namespace

std::string in_lines(const json::value& value, std::size_t level) {
  std::vector<std::string> members;
  if (const auto* const array = value.if_array()) {
    for (const json::value& item : *array) {
      members.push_back(in_lines(item, level + 1));
    }
    return enclosed(members, "[]", stands_in_lines(value, level), level);
  }
  if (const auto* const object = value.if_object()) {
    for (const auto& member : *object) {
      members.push_back(ascii(json::serialize(json::string(member.key()))) + ": " +
                        in_lines(member.value(), level + 1));
    }
    return enclosed(members, "{}", stands_in_lines(value, level), level);
  }
  return ascii(json::serialize(value));
}

std::string vector_text(const TestVector& vector) {
  json::object shown{{"id", vector.id}, {"title", vector.title}};
  if (!vector.program.empty()) {
    shown["program"] = vector.program;
    shown["installed"] = installed_of(vector.installed);
  }
  shown["initial_scope"] = number_of(vector.initial_scope);
  if (!vector.loaded_by.empty()) {
    shown["loaded_by"] = loaded_by_of(vector.loaded_by);
  }
  shown["files"] = files_of(vector.files);
  for (const auto& [name, scopes] : {std::pair{"predicted", &vector.predicted}, {"observed", &vector.observed}}) {
    if (json::object rows = scopes_of(*scopes); !rows.empty()) {
      shown[name] = std::move(rows);
    }
  }
  return std::string(2 * kVectorLevel, ' ') + in_lines(shown, kVectorLevel);
}

}  // namespace yama::protocol
