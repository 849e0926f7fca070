// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/predict.h"

#include "sysctl/loader_table.h"
#include "sysctl/models.h"
#include "sysctl/script_order.h"

namespace yama::sysctl {

Prediction predict(const Behaviour& behaviour, const Tree& tree, std::string_view key, std::optional<Scope> before) {
  const ReadingOrder order =
      behaviour.script == nullptr ? reading_order(behaviour, tree) : script_order(*behaviour.script, tree);
  return row_of(behaviour.loader).model(behaviour, tree, order, KeyPath(key), before);
}

Prediction predict_single_file(const Behaviour& behaviour, const Tree& tree, std::string_view entry,
                               std::string_view key, std::optional<Scope> before) {
  return row_of(behaviour.loader).model(behaviour, tree, reading_order_of_one(tree, entry), KeyPath(key), before);
}

std::string_view text_of(const Tree& tree, const Definition& definition) {
  const auto file = tree.files.find(definition.file);
  return file == tree.files.end() ? std::string_view{}
                                  : file->second.bytes.view().substr(definition.offset, definition.length);
}

}  // namespace yama::sysctl
