// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "protocol/read_arguments.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <utility>

#include "base/limits.h"
#include "kernel/failure.h"
#include "kernel/unique_fd.h"

namespace yama::protocol {
namespace {

namespace json = boost::json;

constexpr std::string_view kInternal = "_ansible_";
constexpr std::string_view kCheckMode = "_ansible_check_mode";
constexpr std::string_view kDiff = "_ansible_diff";
constexpr std::string_view kNoLog = "_ansible_no_log";
constexpr std::string_view kInvocation = "_ansible_inject_invocation";
constexpr std::string_view kModuleName = "_ansible_module_name";
/// Set by this collection's action plugin, where core would give the name of the program for the target's processor.
constexpr std::string_view kYamaModule = "_ansible_yama_module";
constexpr std::string_view kInfoModule = "yama_ptrace_info";

OptionValue option_value(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return std::monostate{};
    case json::kind::bool_:
      return value.get_bool();
    case json::kind::int64:
      return value.get_int64();
    case json::kind::uint64:
    case json::kind::double_:
      return value.to_number<double>();
    case json::kind::string:
      return std::string{value.get_string()};
    case json::kind::array: {
      std::vector<std::string> texts;
      for (const json::value& item : value.get_array()) {
        texts.push_back(item.is_string() ? std::string{item.get_string()} : json::serialize(item));
      }
      return texts;
    }
    case json::kind::object:
      return json::serialize(value);
  }
  return std::monostate{};
}

bool flag(const json::object& arguments, std::string_view name, bool otherwise) {
  const json::value* value = arguments.if_contains(name);
  return value != nullptr && value->is_bool() ? value->get_bool() : otherwise;
}

Door door_of(const json::object& arguments) {
  for (const std::string_view key : {kYamaModule, kModuleName}) {
    const json::value* value = arguments.if_contains(key);
    if (value != nullptr && value->is_string()) {
      const std::string_view name = value->get_string();
      return name.substr(name.rfind('.') + 1) == kInfoModule ? Door::kInfoModule : Door::kModule;
    }
  }
  return Door::kModule;
}

Result<json::object> read_object(std::string_view text) {
  boost::system::error_code why;
  json::value document = json::parse(text, why, {}, {.max_depth = limit::kJsonDepth});
  if (why == json::error::too_deep) {
    return Error{"the argument file has more than " + std::to_string(limit::kJsonDepth) +
                 " lists or objects in each other; module options never have that many"};
  }
  if (why) {
    return Error{"the argument file is not the JSON that Ansible writes: " + why.message()};
  }
  if (!document.is_object()) {
    return Error{"the argument file must hold one JSON object of module options"};
  }
  return std::move(document.get_object());
}

}  // namespace

bool holds_object(std::string_view json) { return read_object(json).ok(); }

Result<Arguments> read_arguments(std::string_view text) {
  const auto read = read_object(text);
  if (!read) {
    return read.error();
  }
  const json::object& object = *read;
  Arguments arguments;
  for (const auto& item : object) {
    const std::string_view name = item.key();
    if (name.substr(0, kInternal.size()) != kInternal) {
      arguments.options.emplace(name, option_value(item.value()));
    }
  }
  arguments.door = door_of(object);
  arguments.no_log = flag(object, kNoLog, false);
  auto request = make_request(arguments.door, arguments.options);
  if (!request) {
    return request.error();
  }
  arguments.request = std::move(request).value();
  arguments.request.check = flag(object, kCheckMode, false);
  arguments.request.diff = flag(object, kDiff, true);
  arguments.wants_invocation = flag(object, kInvocation, true);
  return arguments;
}

Result<std::string> read_argument_file(const std::string& path) {
  if (path.empty()) {
    return Error{
        "no argument file was named; Ansible gives its path as the only argument, people use yama-ptrace --help"};
  }
  const kernel::UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  struct stat status = {};
  if (!file || ::fstat(file.get(), &status) != 0) {
    return kernel::failure("read the argument file", path, "open", errno);
  }
  if (!S_ISREG(status.st_mode)) {
    return Error{"the argument file " + path + " is not a regular file; Ansible gives the path of a JSON file"};
  }
  std::string bytes;
  std::string chunk(std::size_t{64} << 10, '\0');
  while (bytes.size() <= limit::kArguments) {
    const ssize_t got = ::read(file.get(), chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return kernel::failure("read the argument file", path, "read", errno);
    }
    if (got == 0) {
      return bytes;
    }
    bytes.append(chunk, 0, static_cast<std::size_t>(got));
  }
  return Error{"the argument file " + path + " is larger than 16 MiB; module options are never that long"};
}

}  // namespace yama::protocol
