// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/scope.h"
#include "sysctl/loader.h"
#include "sysctl/models.h"

namespace yama::sysctl {

Prediction predict(const Behaviour& behaviour, const Tree& tree, std::string_view key, std::optional<Scope> before) {
  const auto run = behaviour.loader == Loader::kSystemd ? run_systemd : run_procps;
  return run(behaviour, tree, reading_order(behaviour, tree), KeyPath(key), before);
}

Prediction predict_single_file(const Behaviour& procps, const Tree& tree, std::string_view entry, std::string_view key,
                               std::optional<Scope> before) {
  return run_procps(procps, tree, reading_order_of_one(tree, entry), KeyPath(key), before);
}

}  // namespace yama::sysctl
