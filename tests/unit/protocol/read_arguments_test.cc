// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "protocol/read_arguments.h"

#include <gtest/gtest.h>

#include "support/scratch.h"

namespace yama::protocol {
namespace {

std::string refusal(std::string_view json) {
  const auto arguments = read_arguments(json);
  return arguments ? "(accepted)" : arguments.error().message;
}

TEST(ReadArguments, TakesWhatAnsibleWrites) {
  const auto arguments = read_arguments(
      R"({"scope": 1, "minimum": "yes", "_ansible_check_mode": true, "_ansible_diff": false, "_ansible_module_name":)"
      R"( "hardening.yama.yama_ptrace", "_ansible_version": "2.19.4", "_ansible_something_new": {"a": [1]}})");
  ASSERT_TRUE(arguments.ok()) << arguments.error().message;
  EXPECT_EQ(arguments->request.verb, Verb::kEnsure);
  EXPECT_EQ(arguments->request.scope, Scope{1});
  EXPECT_TRUE(arguments->request.minimum);
  EXPECT_TRUE(arguments->request.check);
  EXPECT_FALSE(arguments->request.diff);
  EXPECT_TRUE(arguments->wants_invocation);
  EXPECT_EQ(arguments->options.size(), 2U);
}

TEST(ReadArguments, TheModulesNameChoosesTheJob) {
  const auto verb = [](std::string_view json) { return read_arguments(json)->request.verb; };
  EXPECT_EQ(verb(R"({"_ansible_module_name": "hardening.yama.yama_ptrace_info"})"), Verb::kStatus);
  EXPECT_EQ(verb(R"({"_ansible_module_name": "yama_ptrace_info"})"), Verb::kStatus);
  EXPECT_EQ(verb(R"({"scope": "1", "_ansible_module_name": "yama_ptrace"})"), Verb::kEnsure);
  EXPECT_EQ(
      verb(R"({"_ansible_yama_module": "yama_ptrace_info", "_ansible_module_name": "ansible.legacy.yama_ptrace"})"),
      Verb::kStatus);
  EXPECT_EQ(verb(R"({"scope": 2})"), Verb::kEnsure);
}

TEST(ReadArguments, RefusesWhatIsNoObject) {
  EXPECT_EQ(refusal(""), "the argument file is not the JSON that Ansible writes: incomplete JSON");
  EXPECT_EQ(refusal("{\"scope\": 1"), "the argument file is not the JSON that Ansible writes: incomplete JSON");
  EXPECT_EQ(refusal("scope=1"), "the argument file is not the JSON that Ansible writes: syntax error");
  EXPECT_EQ(refusal("[1]"), "the argument file must hold one JSON object of module options");
  EXPECT_EQ(refusal("null"), "the argument file must hold one JSON object of module options");
}

TEST(ReadArguments, RefusesDeepNestingWithoutACrash) {
  EXPECT_EQ(refusal(std::string(std::size_t{10} << 20, '[')),
            "the argument file has more than 32 lists or objects in each other; module options never have that many");
  EXPECT_EQ(refusal(R"({"scope": )" + std::string(std::size_t{1} << 20, '[')),
            "the argument file has more than 32 lists or objects in each other; module options never have that many");
}

TEST(ReadArguments, TakesAllTheNestingThatItPromises) {
  const auto nested = [](std::size_t lists) {
    return refusal(R"({"x": )" + std::string(lists, '[') + std::string(lists, ']') + "}");
  };
  EXPECT_EQ(nested(31).substr(0, 18), "unknown option 'x'") << "the object is the first of 32";
  EXPECT_EQ(nested(32),
            "the argument file has more than 32 lists or objects in each other; module options never have "
            "that many");
}

TEST(ReadArguments, NumbersAreWhatTheyAre) {
  const std::string must = "scope must be 0, 1, 2 or 3, or classic, restricted, admin-only or no-attach; got ";
  EXPECT_EQ(refusal(R"({"scope": 1.0})"), must + "1.000000");
  EXPECT_EQ(refusal(R"({"scope": 99999999999999999999})").substr(0, must.size()), must);
  EXPECT_EQ(refusal(R"({"scope": {"a": 1}})"), must + "'{\"a\":1}'");
  EXPECT_EQ(refusal(R"({"scope": "\ud800"})"), "the argument file is not the JSON that Ansible writes: syntax error");
}

TEST(ReadArgumentFile, SaysWhyItCannotBeRead) {
  const test::Scratch scratch;
  scratch.write("/args", "{}");
  scratch.directory("/folder");
  scratch.fifo("/fifo");
  EXPECT_EQ(*read_argument_file(scratch.outside("/args")), "{}");
  EXPECT_EQ(read_argument_file("").error().message,
            "no argument file was named; Ansible gives its path as the only argument, people use yama-ptrace --help");
  EXPECT_EQ(read_argument_file("/nonexistent/args").error().message,
            "cannot read the argument file /nonexistent/args: No such file or directory; make it and run again, or "
            "name another");
  EXPECT_EQ(read_argument_file(scratch.outside("/folder")).error().message,
            "the argument file " + scratch.outside("/folder") +
                " is not a regular file; Ansible gives the path of a JSON file");
  EXPECT_EQ(read_argument_file(scratch.outside("/fifo")).error().message,
            "the argument file " + scratch.outside("/fifo") +
                " is not a regular file; Ansible gives the path of a JSON file");
}

TEST(ReadArgumentFile, RefusesAFileThatNoControllerWouldSend) {
  const test::Scratch scratch;
  scratch.write("/args", std::string((std::size_t{16} << 20) + 1, ' '));
  EXPECT_EQ(
      read_argument_file(scratch.outside("/args")).error().message,
      "the argument file " + scratch.outside("/args") + " is larger than 16 MiB; module options are never that long");
}

}  // namespace
}  // namespace yama::protocol
