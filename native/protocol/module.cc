// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "protocol/module.h"

#include <optional>
#include <string_view>

#include "job/job.h"
#include "protocol/read_arguments.h"
#include "protocol/write_json.h"

namespace yama::protocol {
namespace {

constexpr std::string_view kCommandName = "yama-ptrace";

ModuleResult refusal(const Error& error) { return {.line = report_json(report_error(error))}; }

}  // namespace

bool is_module_call(const std::vector<std::string>& words, bool (*is_verb)(std::string_view)) {
  if (words.size() != 2 || words[1].starts_with('-') || is_verb(words[1])) {
    return false;
  }
  if (std::string_view{words[0]}.substr(words[0].rfind('/') + 1) != kCommandName) {
    return true;
  }
  if (words[1].find('/') == std::string::npos) {
    return false;
  }
  const auto bytes = read_argument_file(words[1]);
  return bytes && holds_object(*bytes);
}

ModuleResult run_module(const std::string& argument_file, const Hooks& hooks) {
  const auto bytes = read_argument_file(argument_file);
  if (!bytes) {
    return refusal(bytes.error());
  }
  const auto arguments = read_arguments(*bytes);
  if (!arguments) {
    return refusal(arguments.error());
  }
  const Report report =
      do_job(arguments->request, arguments->no_log ? std::nullopt : std::optional{arguments->door}, hooks);
  const bool looks = arguments->request.verb == Verb::kStatus;
  return {.line = looks ? info_json(report, &arguments.value()) : report_json(report, &arguments.value()),
          .failed = report.failed};
}

}  // namespace yama::protocol
