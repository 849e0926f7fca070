// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/vectors.h"

#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <utility>

namespace yama::test {

namespace {

std::string base64(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) {
      break;
    }
    bits = (bits << 6U) | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(static_cast<unsigned char>(bits >> static_cast<unsigned>(count)));
    }
  }
  return bytes;
}

std::string text_of(const boost::json::value& value) { return std::string(value.as_string()); }

std::string bytes_of(const boost::json::object& file) {
  if (const auto* const encoded = file.if_contains("base64")) {
    return base64(encoded->as_string());
  }
  const auto* const parts = file.if_contains("parts");
  if (parts == nullptr) {
    return text_of(file.at("text"));
  }
  std::string bytes;
  for (const boost::json::value& part : parts->as_array()) {
    const boost::json::object& piece = part.as_object();
    const std::int64_t count = piece.contains("count") ? piece.at("count").as_int64() : 1;
    const std::string text = text_of(piece.at(piece.contains("text") ? "text" : "repeat"));
    for (std::int64_t i = 0; i < count; ++i) {
      bytes += text;
    }
  }
  return bytes;
}

}  // namespace

const boost::json::object& test_data(const std::string& name) {
  static std::map<std::string, boost::json::value> read;
  const auto [at, is_new] = read.try_emplace(name);
  if (is_new) {
    std::ifstream stream(std::string(YAMA_TEST_DATA) + "/" + name, std::ios::binary);
    if (!stream) {
      throw std::runtime_error("cannot read " + name);
    }
    at->second = boost::json::parse(std::string(std::istreambuf_iterator<char>(stream), {}));
  }
  return at->second.as_object();
}

FileSystem file_system_of(const boost::json::object& files) {
  FileSystem files_made;
  for (const auto& member : files) {
    const std::string path = unescape(member.key());
    const boost::json::object& file = member.value().as_object();
    const std::string type = text_of(file.at("type"));
    if (type == "file") {
      files_made.file(path, bytes_of(file));
    } else if (type == "symlink") {
      files_made.link(path, unescape(file.at("target").as_string()));
    } else if (type == "special") {
      files_made.special(path);
    } else if (type == "unreadable") {
      files_made.unreadable(path);
    } else if (type == "directory") {
      files_made.directory(path);
    } else {
      throw std::runtime_error("no type of file: " + type);
    }
  }
  return files_made;
}

sysctl::Tree tree_of(const boost::json::object& vector) {
  constexpr std::string_view kCredentials = "CREDENTIALS_DIRECTORY=";
  sysctl::LoadedBy loaded_by;
  if (const auto* const files = vector.if_contains("loaded_by")) {
    for (const auto& file : files->as_object()) {
      loaded_by.emplace(unescape(file.key()), text_of(file.value()));
    }
  }
  const auto* const environment = vector.if_contains("environment");
  const std::string variable = environment == nullptr ? "" : text_of(*environment);
  return file_system_of(vector.at("files").as_object())
      .tree(loaded_by,
            variable.starts_with(kCredentials) ? variable.substr(kCredentials.size()) + "/sysctl.extra" : "");
}

std::string unescape(std::string_view shown) {
  std::string bytes;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (shown.substr(i, 2) == "\\x") {
      bytes += static_cast<char>(std::stoi(std::string(shown.substr(i + 2, 2)), nullptr, 16));
      i += 3;
    } else {
      bytes += shown[i];
    }
  }
  return bytes;
}

}  // namespace yama::test
