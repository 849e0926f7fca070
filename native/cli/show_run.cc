// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/show_run.h"

#include "cli/fit.h"
#include "cli/show_diff.h"

namespace yama::cli {
namespace {

/// How the last sentence looks: a failure, a host that is not as it was wanted, or one that is.
Style style_of(const Report& report) {
  if (report.failed) {
    return Style::kBad;
  }
  if (!report.after || !report.after->verdict) {
    return Style::kPlain;
  }
  const Verdict& verdict = *report.after->verdict;
  const bool doubtful = report.reboot_required || !verdict.compliant() || !verdict.doubts.empty();
  return doubtful ? Style::kDoubtful : Style::kGood;
}

}  // namespace

std::string show_run(const Request& request, const Report& report, const View& view) {
  std::string text = request.diff ? show_diff(report.diff, view) : std::string{};
  for (const std::string& action : report.actions) {
    text += view.sentence(request.check ? "would have " : "", one_line(action));
  }
  for (const std::string& file : report.backup_files) {
    text += view.sentence("backup: ", one_line(file));
  }
  for (const std::string& warning : report.warnings) {
    text += view.sentence("note: ", one_line(warning), Style::kDoubtful);
  }
  if (report.reboot_required) {
    text += view.sentence("", "a reboot is required", Style::kDoubtful);
  }
  return text + view.sentence("", one_line(report.msg), style_of(report));
}

}  // namespace yama::cli
