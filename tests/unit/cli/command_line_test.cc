// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli/command_line.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "request/option_table.h"

namespace yama::cli {
namespace {

std::string refusal(const std::vector<std::string>& arguments) {
  const auto order = read_command_line(arguments);
  return order ? "(accepted)" : order.error().message;
}

Request request(const std::vector<std::string>& arguments) {
  const auto order = read_command_line(arguments);
  EXPECT_TRUE(order.ok()) << order.error().message;
  return order ? order->request : Request{};
}

TEST(CommandLine, VerbsAreViewsOfOneJob) {
  EXPECT_EQ(request({"status"}).verb, Verb::kStatus);
  EXPECT_EQ(request({"find"}).verb, Verb::kFind);
  EXPECT_EQ(request({"explain"}).verb, Verb::kExplain);
  EXPECT_EQ(request({"probe"}).verb, Verb::kProbe);
  EXPECT_EQ(request({"unset"}).verb, Verb::kRestore);
  const Request set = request({"set", "restricted"});
  EXPECT_EQ(set.verb, Verb::kEnsure);
  EXPECT_EQ(set.scope, Scope{1});
  const Request comment = request({"comment-out"});
  EXPECT_EQ(comment.persist, Persist::kNone);
  EXPECT_EQ(comment.conflicts, Conflicts::kComment);
  EXPECT_EQ(comment.runtime, RuntimeMode::kSkip);
  EXPECT_FALSE(comment.reload);
  const Request reload = request({"reload"});
  EXPECT_EQ(reload.conflicts, Conflicts::kIgnore);
  EXPECT_TRUE(reload.reload);
}

TEST(CommandLine, ARootMayBeNamedFromWhereOneIs) {
  const std::string here = std::filesystem::current_path().string();
  EXPECT_EQ(request({"status", "--root", "image"}).root, here + "/image");
  EXPECT_EQ(request({"status", "--root=./a/../image"}).root, here + "/image");
  EXPECT_EQ(request({"status", "--root=image//a/./"}).root, here + "/image/a");
  EXPECT_EQ(request({"status", "--root=.."}).root, here.substr(0, here.rfind('/')));
  EXPECT_EQ(request({"status", "--root=../../../../../../../../../../../../image"}).root, "/image");
  EXPECT_EQ(request({"status", "--root", "/mnt"}).root, "/mnt");
}

TEST(CommandLine, HelpAndVersionByOtherNames) {
  const auto order = [](const std::vector<std::string>& words) { return read_command_line(words); };
  EXPECT_TRUE(order({"help"})->help);
  EXPECT_TRUE(order({"help", "set"})->help);
  EXPECT_EQ(order({"help", "set"})->verb, find_verb("set"));
  EXPECT_TRUE(order({"-V"})->version);
  EXPECT_FALSE(order({"status", "help"}).ok());
}

TEST(CommandLine, OptionsCarryTheModulesNames) {
  const Request set = request({"set", "--vendor-files", "edit", "1", "--sysctl-file=/etc/sysctl.d/a.conf", "--backup"});
  EXPECT_EQ(set.vendor_files, VendorFiles::kEdit);
  EXPECT_EQ(set.sysctl_file, "/etc/sysctl.d/a.conf");
  EXPECT_TRUE(set.backup);
  const Request status = request({"status", "--loader", "systemd=259", "--loader=procps=3.3.17", "--scope", "2"});
  ASSERT_EQ(status.loaders.size(), 2U);
  EXPECT_EQ(status.loaders[1].version, "3.3.17");
  EXPECT_EQ(status.scope, Scope{2});
}

TEST(CommandLine, WhatIsTrueOrFalseMayStandAlone) {
  struct Case {
    std::vector<std::string> arguments;
    bool minimum;
    bool reload;
  };
  const Case cases[] = {
      {{"set", "1"}, false, true},
      {{"set", "--minimum", "1"}, true, true},
      {{"set", "1", "--minimum=false", "--reload"}, false, true},
      {{"set", "--minimum=yes", "--reload=no", "1"}, true, false},
      {{"set", "--reload", "false", "--minimum", "true", "1"}, true, false},
  };
  for (const Case& c : cases) {
    const Request set = request(c.arguments);
    EXPECT_EQ(set.scope, Scope{1});
    EXPECT_EQ(set.minimum, c.minimum) << c.arguments[1];
    EXPECT_EQ(set.reload, c.reload) << c.arguments[1];
  }
  EXPECT_EQ(refusal({"set", "1", "--minimum=maybe"}), "minimum must be true or false; got 'maybe'");
  EXPECT_EQ(refusal({"set", "--minimum", "false"}), "'set' needs a scope: 0, 1, 2 or 3");
}

TEST(CommandLine, OptionsMayComeBeforeTheVerb) {
  EXPECT_EQ(request({"--loader", "systemd=259", "status"}).loaders.size(), 1U);
  EXPECT_EQ(request({"--vendor-files=edit", "set", "1"}).vendor_files, VendorFiles::kEdit);
  EXPECT_EQ(request({"set", "--scope", "2"}).scope, Scope{2});
  EXPECT_EQ(refusal({"--scope", "2", "set", "1"}), "'set' was given two scopes");
}

TEST(CommandLine, AVerbTakesItsOwnOptionsOnly) {
  EXPECT_EQ(refusal({"unset", "--loader", "systemd=259"}), "'unset' takes no --loader");
  EXPECT_EQ(request({"set", "1", "--loader", "systemd=259"}).loaders.size(), 1U);
  EXPECT_EQ(refusal({"--persist", "none", "status"}), "'status' takes no --persist");
  EXPECT_EQ(refusal({"comment-out", "--persist", "sysctl"}), "'comment-out' takes no --persist");
  EXPECT_EQ(refusal({"reload", "--scope", "1"}), "'reload' takes no --scope");
  EXPECT_EQ(refusal({"unset", "--vendor-files", "edit"}), "'unset' takes no --vendor-files");
  EXPECT_EQ(refusal({"probe", "--root", "/mnt"}), "'probe' takes no --root");
  EXPECT_EQ(refusal({"explain", "--check"}), "'explain' takes no --check");
  EXPECT_EQ(request({"unset", "--replace-published-unit", "--backup"}).verb, Verb::kRestore);
}

TEST(CommandLine, HelpIsThatOfTheVerb) {
  EXPECT_EQ(read_command_line({"--help"})->verb, nullptr);
  EXPECT_EQ(read_command_line({"set", "--help"})->verb, find_verb("set"));
  EXPECT_EQ(read_command_line({"-h", "set", "1"})->verb, find_verb("set"));
  EXPECT_TRUE(read_command_line({"set", "--help"})->help);
  EXPECT_EQ(refusal({"sett", "--help"}), "unknown command 'sett'; did you mean 'set'?");
}

TEST(CommandLine, SwitchesStandAnywhere) {
  const auto order = read_command_line({"--json", "set", "--check", "1", "--diff"});
  ASSERT_TRUE(order.ok());
  EXPECT_TRUE(order->json);
  EXPECT_TRUE(order->request.check);
  EXPECT_TRUE(order->request.diff);
  EXPECT_FALSE(request({"set", "1"}).check);
  EXPECT_TRUE(read_command_line({"-h"})->help);
  EXPECT_TRUE(read_command_line({"--version"})->version);
}

TEST(CommandLine, ShortNamesOfSwitches) {
  const auto order = read_command_line({"-q", "set", "1"});
  ASSERT_TRUE(order.ok());
  EXPECT_TRUE(order->quiet);
  EXPECT_TRUE(read_command_line({"status", "-v"})->verbose);
  EXPECT_TRUE(read_command_line({"--verbose", "find"})->verbose);
  EXPECT_EQ(refusal({"status", "-x"}).substr(0, 19), "unknown option '-x'");
  EXPECT_EQ(refusal({"status", "-q", "--json"}), "--quiet and --json contradict each other: leave one out");
  EXPECT_EQ(refusal({"-v", "status", "-q"}), "--quiet and --verbose contradict each other: leave one out");
}

TEST(CommandLine, PagesForPeopleSayWhatToDo) {
  EXPECT_TRUE(request({"status"}).advises());
  EXPECT_TRUE(request({"explain", "--json"}).advises());
  EXPECT_FALSE(request({"status", "--json"}).advises()) << "the verdict there is about --scope";
  EXPECT_FALSE(request({"find", "--vector"}).advises());
  EXPECT_FALSE(request({"set", "1"}).advises());
}

TEST(CommandLine, ARootHasAName) {
  EXPECT_EQ(refusal({"status", "--root="}), "--root needs a folder: it was given an empty name");
  EXPECT_EQ(refusal({"status", "--root", ""}), "--root needs a folder: it was given an empty name");
}

/// A value that fits the option.
std::string value_for(const Option& option) {
  switch (option.type) {
    case OptionType::kScope:
      return "1";
    case OptionType::kBool:
      return "true";
    case OptionType::kChoice:
      return std::string{option.choices.front()};
    case OptionType::kPath:
      return "/etc/sysctl.d/a.conf";
    case OptionType::kWord:
      return "maintenance";
    case OptionType::kLoaders:
      return "systemd=252.39";
  }
  return {};
}

/// Every option at every verb, before it and behind it: taken where the help offers it, refused by name elsewhere.
TEST(CommandLine, EveryVerbTakesWhatItsHelpOffersAndNothingElse) {
  for (const VerbRow& verb : verbs()) {
    const std::string name{verb.name};
    const bool has_operand = !verb.operand.empty();
    for (const Option& option : all_options()) {
      const std::string argument = argument_for(option.name);
      std::vector<std::string> words = {name, argument + "=" + value_for(option)};
      if (has_operand && option.name != "scope") {
        words.emplace_back("3");
      }
      if (option.name == "minimum" && !has_operand) {
        words.emplace_back("--scope=1");
      }
      if (option.name == "replace_published_unit" && has_operand) {
        words.emplace_back("--persist=boot_unit");
      }
      const std::string why = refusal(words);
      std::swap(words[0], words[1]);
      EXPECT_EQ(refusal(words).substr(0, why.size()), why) << argument << " before " << name;
      const bool is_offered = option.doors.contain(verb.door);
      EXPECT_EQ(why == "(accepted)", is_offered) << name << " " << argument << ": " << why;
      EXPECT_EQ(why == "'" + name + "' takes no " + argument || why.starts_with("unknown option '" + argument + "'"),
                !is_offered)
          << name << " " << argument << ": " << why;
    }
  }
}

TEST(CommandLine, FindPrintsATestVector) {
  EXPECT_FALSE(request({"find"}).vector);
  EXPECT_TRUE(request({"find", "--vector"}).vector);
  EXPECT_FALSE(request({"find", "--vector"}).neutral_names);
  EXPECT_TRUE(request({"--share", "find"}).wants_vector());
  EXPECT_TRUE(request({"--share", "find"}).neutral_names);
  EXPECT_EQ(refusal({"status", "--vector"}), "'status' takes no --vector");
  EXPECT_EQ(refusal({"set", "1", "--share"}), "'set' takes no --share");
}

TEST(CommandLine, SlipsAreNamed) {
  EXPECT_EQ(refusal({}), "name a command");
  EXPECT_EQ(refusal({"sett", "1"}), "unknown command 'sett'; did you mean 'set'?");
  EXPECT_EQ(refusal({"set"}), "'set' needs a scope: 0, 1, 2 or 3");
  EXPECT_EQ(refusal({"set", "1", "2"}), "'2' is one word too many after 'set'");
  EXPECT_EQ(refusal({"status", "--jsn"}), "unknown option '--jsn'; did you mean '--json'?");
  EXPECT_EQ(refusal({"set", "1", "--vendor-file", "edit"}),
            "unknown option '--vendor-file'; did you mean '--vendor-files'?");
  EXPECT_EQ(refusal({"set", "1", "--state", "absent"}).substr(0, 23), "unknown option '--state");
  EXPECT_EQ(refusal({"status", "--root"}), "--root needs a value");
  EXPECT_EQ(refusal({"status", "--json=yes"}), "--json takes no value");
  EXPECT_EQ(refusal({"set", "4"}),
            "scope must be 0, 1, 2 or 3, or classic, restricted, admin-only or no-attach; got '4'");
}

}  // namespace
}  // namespace yama::cli
