// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sysctl/loader_table.h"

#include <algorithm>

#include "sysctl/models.h"

namespace yama::sysctl {
namespace {

constexpr std::string_view kReloadSystemd[] = {"/usr/lib/systemd/systemd-sysctl", "--prefix=kernel/yama"};
constexpr std::string_view kReloadProcps[] = {"sysctl", "--system", "--pattern", "^kernel[./]yama[./]ptrace_scope$"};

const LoaderRow& systemd_row() {
  static const LoaderRow kRow = {.word = "systemd",
                                 .program = "systemd-sysctl",
                                 .title = "systemd-sysctl",
                                 .manner = "reads every file, then writes once",
                                 .example = "252.39",
                                 .behaviours = systemd_behaviours(),
                                 .oldest_unnamed = "247",  // Debian 11's
                                 .model = run_systemd,
                                 .reload = kReloadSystemd};
  return kRow;
}

const LoaderRow& procps_row() {
  static const LoaderRow kRow = {.word = "procps",
                                 .program = "sysctl --system",
                                 .title = "procps sysctl --system",
                                 .manner = "writes every line as it comes",
                                 .example = "4.0.2",
                                 .behaviours = procps_behaviours(),
                                 .oldest_unnamed = "3.3.17",  // Debian 11's
                                 .model = run_procps,
                                 .reload = kReloadProcps};
  return kRow;
}

const LoaderRow& busybox_row() {
  static const LoaderRow kRow = {.word = "busybox",
                                 .program = "busybox sysctl",
                                 .title = "busybox sysctl",
                                 .manner = "writes every line as it comes, and leaves a file at the first that fails",
                                 .example = "1.36",
                                 .behaviours = busybox_behaviours(),
                                 .oldest_unnamed = "1.30",  // Debian 11's
                                 .model = run_busybox,
                                 .reload = {}};
  return kRow;
}

}  // namespace

const LoaderRow& row_of(Loader loader) {
  switch (loader) {
    case Loader::kSystemd:
      return systemd_row();
    case Loader::kProcps:
      return procps_row();
    case Loader::kBusybox:
      return busybox_row();
  }
  return systemd_row();
}

std::optional<Loader> loader_of(std::string_view word) {
  const auto* const found =
      std::ranges::find_if(kLoaders, [word](Loader loader) { return row_of(loader).word == word; });
  return found == kLoaders.end() ? std::nullopt : std::optional{*found};
}

std::string version_examples() {
  std::string text;
  for (const Loader loader : kLoaders) {
    const LoaderRow& row = row_of(loader);
    text.append(text.empty() ? "" : " or ").append(row.word).append("=").append(row.example);
  }
  return text;
}

}  // namespace yama::sysctl
