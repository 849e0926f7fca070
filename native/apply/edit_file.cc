// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/edit_file.h"

#include <cerrno>

#include "host/empty_directory.h"
#include "host/write_file.h"
#include "unit/unit.h"

namespace yama {
namespace {

host::Written take_away(const host::Root& root, const std::string& path, const Content& content) {
  if (const auto* file = std::get_if<Bytes>(&content)) {
    return host::remove_file(root, path, file->bytes);
  }
  if (const auto* link = std::get_if<Link>(&content)) {
    auto removed = host::remove_link(root, path, link->target);
    if (removed && unit::is_enabling_link(path)) {
      host::remove_if_empty(root, path.substr(0, path.rfind('/')));  // "x.target.wants", as systemctl disable does
    }
    return removed;
  }
  return done();
}

host::Written put(const host::Root& root, const std::string& path, const Content& content) {
  if (const auto* file = std::get_if<Bytes>(&content)) {
    return host::create_file(root, path, file->bytes);
  }
  if (const auto* link = std::get_if<Link>(&content)) {
    return host::make_link(root, path, link->target);
  }
  return done();
}

}  // namespace

host::Written edit_file(const host::Root& root, const std::string& path, const Content& before, const Content& after) {
  const auto* from = std::get_if<Bytes>(&before);
  const auto* to = std::get_if<Bytes>(&after);
  if (from != nullptr && to != nullptr) {
    return host::replace_file(root, path, from->bytes, to->bytes);
  }
  if (auto gone = take_away(root, path, before); !gone) {
    return gone;
  }
  return put(root, path, after);
}

bool is_in_place(const host::Root& root, const std::string& path, const Content& content) {
  if (const auto* file = std::get_if<Bytes>(&content)) {
    const auto bytes = root.read(path);
    return bytes.ok() && *bytes == file->bytes;
  }
  if (const auto* link = std::get_if<Link>(&content)) {
    const auto target = root.read_link(path);
    return target.ok() && *target == link->target;
  }
  const auto place = root.place_of_link(path);
  return place.ok() ? !place->exists : place.error() == ENOENT;
}

}  // namespace yama
