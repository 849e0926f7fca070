// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "plan/platform_check.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/scope.h"
#include "status/forecast.h"
#include "status/goal.h"
#include "sysctl/loader_table.h"
#include "sysctl/paths.h"

namespace yama {
namespace {

constexpr const char* kNothingChanged = "; nothing was changed";

/// The line for the system's own configuration. NixOS: options boot.kernel.sysctl (nixos/modules/config/sysctl.nix).
/// Guix: "Miscellaneous Services" of its manual, sysctl-service-type.
std::string by_generator(const Platform& platform, const Request& request) {
  const std::string scope = to_string(*request.scope);
  if (platform.generator == Platform::Generator::kNixos) {
    return "this is NixOS, which makes these files from its own configuration: put boot.kernel.sysctl."
           "\"kernel.yama.ptrace_scope\" = " +
           scope + "; into configuration.nix, as lib.mkForce " + scope +
           " where another module sets it, and run nixos-rebuild switch" + kNothingChanged;
  }
  return R"(this is Guix, which makes these files from its own configuration: put ("kernel.yama.ptrace_scope" . ")" +
         scope +
         R"(") into the settings of sysctl-service-type in the operating-system, and run guix system reconfigure)" +
         kNothingChanged;
}

bool is_in_store(const Edit& edit) { return edit.path.starts_with("/nix/") || edit.path.starts_with("/gnu/"); }

/// Whether what is read-only is left alone.
Done check_usr(const Plan& plan, const Platform& platform) {
  for (const Edit& edit : plan.edits) {
    const bool local = edit.path.starts_with("/usr/local/");
    if (local && platform.local_is_read_only) {
      return Error{"/usr/local is read-only, so " + edit.path + " cannot be changed; make it writable and run again" +
                   std::string{kNothingChanged}};
    }
    if (!local && edit.path.starts_with("/usr/") && platform.usr_is_read_only) {
      return Error{"/usr is read-only, so " + edit.path +
                   " cannot be changed; vendor_files: shadow hides it behind a copy in /etc/sysctl.d" +
                   std::string{kNothingChanged}};
    }
  }
  return done();
}

}  // namespace

Error reason_here(const Observation& seen, const Request& request, Error error) {
  const bool generated = seen.platform.generator != Platform::Generator::kNone;
  return generated && request.verb == Verb::kEnsure && request.scope ? Error{by_generator(seen.platform, request)}
                                                                     : std::move(error);
}

Done check_loaders(const Observation& seen, const Request& request, Plan& plan) {
  if (request.verb != Verb::kEnsure || !request.scope || request.persist != Persist::kSysctl) {
    return done();
  }
  const Boot boot = forecast(seen, conditions_for(seen, request.loaders));
  const std::string unknown = boot.unknown();
  if (unknown.empty()) {
    return done();
  }
  const Goal goal = goal_of(request);
  if (seen.platform.generator != Platform::Generator::kNone) {
    const bool right = std::ranges::all_of(
        boot.deciding, [&](sysctl::Loader loader) { return goal.accepts(boot.shown(loader).ends_with); });
    if (!right || boot.deciding.empty()) {
      return Error{by_generator(seen.platform, request)};
    }
    plan.warnings.push_back("not known at the next boot: " + unknown);
    return done();
  }
  return Error{unknown + "; if you know which loader runs, name it (--loader " + sysctl::version_examples() +
               "), or set the running kernel alone with persist: none" + kNothingChanged};
}

Done check_platform(const Observation& seen, const Request& request, const Plan& plan) {
  const Platform& platform = seen.platform;
  if (plan.edits.empty()) {
    return done();
  }
  const bool generated = platform.generator != Platform::Generator::kNone;
  if (generated && request.verb == Verb::kEnsure && request.scope) {
    return Error{by_generator(platform, request)};
  }
  if (generated && request.verb == Verb::kEnsure) {
    return Error{"the files are made from the system's own configuration here: change that instead" +
                 std::string{kNothingChanged}};
  }
  if (std::ranges::any_of(plan.edits, is_in_store)) {
    return Error{
        "a file to be changed is in a store, which only its package manager may write; change the system's own "
        "configuration instead" +
        std::string{kNothingChanged}};
  }
  if (platform.two_etcs) {
    return Error{
        "this image has both /etc and /usr/etc, and ostree refuses to deploy such a tree; move what is in /etc "
        "into /usr/etc, remove /etc and run again" +
        std::string{kNothingChanged}};
  }
  if (!platform.etc_is_lost_by.empty() && request.verb == Verb::kEnsure) {
    return Error{
        "what is written into /etc is lost at the next boot: " + platform.etc_is_lost_by +
        "; set it in the image that the host is started from, with --root, or set the running kernel alone with "
        "persist: none" +
        kNothingChanged};
  }
  return check_usr(plan, platform);
}

}  // namespace yama
