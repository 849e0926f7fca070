// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "base/version.h"
#include "base/write_all.h"
#include "cli/command_line.h"
#include "cli/help.h"
#include "cli/show.h"
#include "cli/verbs.h"
#include "cli/view.h"
#include "job/confine.h"
#include "job/job.h"
#include "last_words.h"
#include "protocol/module.h"

namespace {

constexpr int kUsage = 2;

/// A run is short: memory that it is done with is kept, where the C library would give it back page by page, with a
/// system call for each.
void keep_memory() {
  constexpr int kMore = 1 << 30;       // than it ever has
  ::mallopt(M_TRIM_THRESHOLD, kMore);  // NOLINT(concurrency-mt-unsafe): there is one thread yet
}

/// What the job shall call.
constexpr yama::Hooks kHooks{.confine = yama::confine_to, .begin_change = yama::say_change_began};

int run_as_module(const std::vector<std::string>& words) {
  const yama::protocol::ModuleResult result = yama::protocol::run_module(words[1], kHooks);
  return yama::write_all(STDOUT_FILENO, result.line + "\n") && !result.failed ? 0 : 1;
}

bool complain(const std::string& what) {
  const auto view = yama::cli::View::for_output(STDERR_FILENO);
  return yama::write_all(STDERR_FILENO, view.sentence("yama-ptrace: ", what));
}

/// Says what is wrong with the words, and the page that tells the right ones.
int refuse(const std::string& why, const std::vector<std::string>& words) {
  const auto verb = std::find_if(words.begin() + 1, words.end(),
                                 [](const std::string& word) { return yama::cli::find_verb(word) != nullptr; });
  const std::string page = verb == words.end() ? "" : *verb + " ";
  complain(why + "; see yama-ptrace " + page + "--help");
  return kUsage;
}

/// A terminal's page, or text for a file or a program.
yama::cli::View view_for(const yama::cli::Order& order) {
  yama::cli::View view = yama::cli::View::for_output(STDOUT_FILENO);
  const std::string& root = order.request.root;
  view.shortens = !order.verbose;
  view.with_sudo = ::geteuid() != 0 && (!order.request.is_image() || ::access(root.c_str(), W_OK) != 0);
  return view;
}

/// Says what came of it. Where nothing is to be said, an error is.
bool tell(const yama::cli::Order& order, const yama::Report& report) {
  const bool is_metrics = order.request.format == yama::Format::kPrometheus;  // which a sentence would spoil
  if (!order.quiet && !(is_metrics && report.failed)) {
    return yama::write_all(STDOUT_FILENO, yama::cli::show(order, report, view_for(order)));
  }
  return !report.failed || complain(yama::printable(report.msg));
}

/// Whether it would change the running system, which this process may not.
bool needs_root(const yama::cli::Order& order) {
  const yama::Request& request = order.request;
  return !request.only_looks() && !request.check && !request.is_image() && ::geteuid() != 0;
}

/// The words after the program's name.
std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 1; i < words.size(); ++i) {
    text += (i == 1 ? "" : " ") + yama::printable(words[i]);
  }
  return text;
}

int run_as_command(const std::vector<std::string>& words) {
  const auto order = yama::cli::read_command_line({words.begin() + 1, words.end()});
  if (!order) {
    return refuse(order.error().message, words);
  }
  yama::prepare_last_words(order->json);
  if (order->help || order->version) {
    return yama::write_all(STDOUT_FILENO, order->help ? yama::cli::help(order->verb) : yama::version_line()) ? 0 : 1;
  }
  const yama::Report report = needs_root(*order) ? yama::report_error({"needs root: sudo yama-ptrace " + joined(words)})
                                                 : yama::do_job(order->request, order->verb->door, kHooks);
  if (report.usage_error) {
    return refuse(report.msg, words);
  }
  return tell(*order, report) ? yama::cli::exit_status(*order, report) : 1;
}

}  // namespace

int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape): last_words.h says what then
  keep_memory();
  yama::prepare_last_words(false);
  std::vector<std::string> words{argv, argv + argc};
  if (words.empty()) {
    words.emplace_back("yama-ptrace");
  }
  const auto is_verb = [](std::string_view word) { return yama::cli::find_verb(word) != nullptr; };
  const bool is_module = yama::protocol::is_module_call(words, is_verb);
  yama::prepare_last_words(is_module);
  return is_module ? run_as_module(words) : run_as_command(words);
}
