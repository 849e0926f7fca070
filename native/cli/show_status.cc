// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/show_status.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>
#include <vector>

#include "base/scope.h"
#include "base/text.h"
#include "cli/fit.h"
#include "cli/judgement.h"
#include "cli/next_step.h"
#include "cli/show_judges.h"
#include "cli/status_rows.h"
#include "cli/table.h"
#include "plan/impact.h"
#include "status/words.h"

namespace yama::cli {
namespace {

/// Whether a sentence names a place: "/etc/a.conf:1" stands in it, and not as the beginning of "/etc/a.conf:12".
bool names(const std::string& sentence, const std::string& place) {
  const std::size_t at = place.empty() ? std::string::npos : sentence.find(place);
  const std::size_t end = at + place.size();
  return at != std::string::npos &&
         (end == sentence.size() || std::isdigit(static_cast<unsigned char>(sentence[end])) == 0);
}

/// Whether something says it already: a row with a red value and the line that it comes from, the row "now", or the
/// sentence that says why there is no fix.
bool is_said(const std::string& reason, const std::vector<StatusRow>& rows, const Report& report) {
  const bool in_last = report.fix && report.fix->steps.empty() && report.fix->why_not.starts_with(reason) &&
                       report.fix->verdict.not_applicable.empty();
  return in_last || reason == verdict_of(report)->runtime_fault ||
         std::ranges::any_of(rows, [&reason](const StatusRow& row) {
           return row.value.style == Style::kBad && names(reason, row.place);
         });
}

/// Why it is wrong, as far as nothing else says it, and the doubts.
std::string show_reasons(const Report& report, const std::vector<StatusRow>& rows, const View& view) {
  std::string text;
  for (const std::string& reason : reasons_of(*verdict_of(report))) {
    text += is_said(reason, rows, report) ? "" : view.sentence("  - ", one_line(reason));
  }
  const bool applies = verdict_of(report)->not_applicable.empty();  // else the next boot is another's
  for (const std::string& doubt : applies ? verdict_of(report)->doubts : std::vector<std::string>{}) {
    text += view.sentence("  ? ", one_line(doubt), Style::kDoubtful);
  }
  return text;
}

/// Remarks that are a reason too are said there.
void leave_to_reasons(std::vector<StatusRow>& rows, const Verdict& verdict) {
  const std::vector<std::string> reasons = reasons_of(verdict);
  for (StatusRow& row : rows) {
    const auto has_it = [&row](const std::string& reason) { return reason.starts_with(row.remark); };
    if (!row.remark.empty() && row.place.empty() && std::ranges::any_of(reasons, has_it)) {
      row.remark.clear();
    }
  }
}

/// What raising the running kernel's scope to the wanted one meets.
std::string show_impact(const Status& status, const View& view) {
  if (!status.tracers || !status.verdict) {
    return {};
  }
  std::string text;
  for (const kernel::Traced& traced : status.tracers->traced) {
    text += view.sentence("  traced now: ", one_line(describe(traced)));
  }
  const std::string lost = uses_lost(status.runtime.value.value_or(Scope::kClassic), status.verdict->scope);
  return lost.empty() ? text
                      : text + view.sentence("  ", "scope " + to_string(status.verdict->scope) + " would end" + lost);
}

/// Who asks for the scope, when the request does not.
StatusRow wanted_row(const Fix& fix) {
  return {.label = "wanted",
          .value = to_string(fix.scope),
          .who = fix.wanted_by.empty() ? "by default" : "as asked by",
          .place = fix.wanted_by,
          .remark = fix.wanted_by.empty() ? "no file here asks for a scope" : ""};
}

/// What the scope means, or its name, or nothing, by the columns that there are.
std::string meaning_in(std::size_t columns, const Verdict& verdict) {
  if (!verdict.not_applicable.empty()) {
    return {};
  }
  for (const std::string_view words : {meaning_of(verdict.scope), name_of(verdict.scope)}) {
    if (std::string text = " (" + std::string{words} + ")"; text.size() <= columns) {
      return text;
    }
  }
  return {};
}

}  // namespace

const Verdict* verdict_of(const Report& report) {
  if (report.before && report.before->verdict) {
    return &*report.before->verdict;
  }
  return report.fix ? &report.fix->verdict : nullptr;
}

std::string headline(const Report& report, const Request& request, const View& view) {
  constexpr std::size_t kGap = 6;
  const std::string host = one_line(report.before->image ? request.root : view.host);
  const std::string key = "  kernel.yama.ptrace_scope";
  const Verdict* const verdict = verdict_of(report);
  if (verdict == nullptr) {
    return host + key + "\n";
  }
  const std::string words = words_for_verdict(*verdict);
  const std::size_t left = view.left_behind(width_of(host + key) + width_of(words));
  const std::string meaning = meaning_in(left - std::min<std::size_t>(left, 2), *verdict);
  const bool has_room = left >= kGap + meaning.size();
  const std::string short_host = view.fitted(host, view.left_behind(width_of(key + words) + 2));
  return view.palette.paint(Style::kTitle, short_host) + key + std::string(has_room ? kGap : 2, ' ') +
         view.palette.paint(style_of_verdict(*verdict), words) + meaning + "\n";
}

std::string show_hints(const Status& status, const View& view) {
  std::string text;
  for (const Hint& hint : status.hints) {
    constexpr std::string_view kMark = "  hint: ";
    text += view.sentence(kMark, one_line(place_text(hint.file, hint.line)) + ": " + one_line(hint.hint) + ": " +
                                     view.fitted(one_line(hint.text), view.left_behind(kMark.size())));
  }
  return text;
}

std::string show_status(const Report& report, const Request& request, const View& view) {
  const Status& status = *report.before;
  const Verdict* const verdict = verdict_of(report);
  std::vector<StatusRow> rows = status_rows(status, verdict != nullptr ? judged_by(*verdict) : Goal{});
  if (!status.verdict && report.fix) {
    rows.insert(rows.begin(), wanted_row(*report.fix));
  }
  std::string text = headline(report, request, view);
  if (verdict != nullptr) {
    leave_to_reasons(rows, *verdict);
  }
  text += table(cells_of(rows, view), view, {.indent = 4, .below = 2});
  text += verdict != nullptr ? show_reasons(report, rows, view) : "";
  text += show_hints(status, view) + show_impact(status, view);
  text += report.audit ? show_judges(*report.audit, view) : "";
  return text + (report.fix ? next_step(*report.fix, request, view) : "");
}

}  // namespace yama::cli
