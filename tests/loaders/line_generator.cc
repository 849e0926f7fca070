// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "line_generator.h"

#include <array>

namespace yama::loaders {

namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

std::string plain_value(Dice& dice) { return dice.one_in(25) ? "3" : dice.pick({"0"sv, "1"sv, "2"sv}); }

std::string value(Dice& dice) {
  if (!dice.one_in(3)) {
    return plain_value(dice);
  }
  const std::string number = plain_value(dice);
  switch (dice.roll(12)) {
    case 0:
      return number + dice.pick({" # x"sv, " 2"sv, ";x"sv, "\t"sv, "\v"sv, "\f"sv, "=2"sv, ",2"sv, " ,"sv, R"(\)"sv});
    case 1:
      return dice.pick(
                 {"0"sv, "00"sv, "0x"sv, "0X"sv, "+"sv, "-"sv, "="sv, R"(")"sv, " "sv, "\v"sv, "\xA0"sv, "--"sv}) +
             number;
    case 2:
      return dice.pick({""sv, "4"sv, "-1"sv, "010"sv, "true"sv, "1.0"sv, R"("1")"sv, "4294967297"sv, "-0"sv, "08"sv});
    case 3:
      return std::string(18 + dice.roll(6), '0') + number;
    case 4:
      return number + dice.pick({" "sv, ","sv, " ,"sv}) + std::string(4080 + dice.roll(40), 'x');
    case 5:
      return number + dice.pick({" "sv, ","sv}) + std::string(8180 + dice.roll(20), 'x') + dice.pick({""sv, ",2"sv});
    case 6:
      return number + "\r" + plain_value(dice);
    case 7:
      return number + "\0junk"s;
    case 8:
      return dice.pick({"\r"sv, "\f"sv, "\t"sv, "\xC2\xA0"sv}) + number;
    default:
      return number + dice.pick({" "sv, "\xA0"sv, "\xC2\xA0"sv, " \t"sv, "\r"sv, " \r"sv});
  }
}

/// One component of the key, as it is or as something that may stand for it.
std::string component(Dice& dice, const std::string& name) {
  const std::size_t cut = dice.roll(name.size());
  switch (dice.roll(14)) {
    case 0:
      return "*";
    case 1:
      return name.substr(0, cut) + "*";
    case 2:
      return "*" + name.substr(cut);
    case 3:
      return name.substr(0, cut) + "?" + name.substr(cut + 1);
    case 4:
      return name.substr(0, cut) + "[" + name.substr(cut, 1) + "x]" + name.substr(cut + 1);
    case 5:
      return name.substr(0, cut) + dice.pick({"[!q]"sv, "[^q]"sv, "[a-z]"sv, "[[:alpha:]]"sv, "[!a-z]"sv, "[]a-z]"sv}) +
             name.substr(cut + 1);
    case 6:
      return "{" + name + ",x}";
    case 7:
      return "{x," + name.substr(0, cut) + "{" + name.substr(cut) + ",y}}";
    case 8:
      return name.substr(0, cut) + "\\" + name.substr(cut);
    case 9:
      return name.substr(0, cut) + dice.pick({"{"sv, "}"sv, "["sv, "{}"sv, "{,}"sv, "{"sv, "]"sv}) + name.substr(cut);
    case 10:
      return dice.pick({".*"sv, ".?"sv, "[.]"sv, "?"sv, "**"sv, "*?"sv}) + dice.pick({""sv, "*"sv});
    default:
      return name;
  }
}

std::string glob_key(Dice& dice) {
  const std::string separator = dice.pick({"."sv, "/"sv});
  std::string key;
  for (const char* const name : {"kernel", "yama", "ptrace_scope"}) {
    key += key.empty() ? "" : separator;
    key += dice.one_in(2) ? component(dice, name) : name;
    if (dice.one_in(25)) {
      key += separator + dice.pick({""sv, ".*"sv, "//"sv, "*"sv, "..*"sv});
    }
  }
  if (dice.one_in(8)) {
    key = dice.pick({"/"sv, "."sv, "{/,}"sv, "//"sv, "{./,x}"sv, "*/../"sv, "[k]ernel/../"sv}) + key;
  }
  if (dice.one_in(12)) {
    key += dice.pick({"."sv, "/"sv, "//"sv, "/."sv, "*"sv, "{,}"sv});
  }
  return key;
}

/// A glob that always matches.
std::string good_glob(Dice& dice) {
  return dice.pick({"kernel.yama.*"sv, "kernel.*.ptrace_scope"sv, "*.yama.ptrace_scope"sv, "kernel/yama/ptrace_scop?"sv,
                    "*.*.*"sv, "kernel.yama.ptrace_scop[e]"sv, "kernel/yama/[!q]*"sv, "/kernel/yama/ptrace_*"sv,
                    "kernel.yama.ptrace_scope*"sv});
}

std::string odd_key(Dice& dice) {
  return dice.pick({"kernel.yama/ptrace_scope"sv,
                    "kernel/yama.ptrace_scope"sv,
                    "/kernel/yama/ptrace_scope"sv,
                    "//kernel//yama//ptrace_scope"sv,
                    ".kernel.yama.ptrace_scope"sv,
                    "..kernel.yama.ptrace_scope"sv,
                    "kernel..yama.ptrace_scope"sv,
                    "kernel//yama/ptrace_scope"sv,
                    "kernel.yama.ptrace_scope."sv,
                    "kernel/yama/ptrace_scope/"sv,
                    "kernel/yama/ptrace_scope/."sv,
                    "kernel/./yama/ptrace_scope"sv,
                    "./kernel/yama/ptrace_scope"sv,
                    "kernel./.yama.ptrace_scope"sv,
                    "kernel.//.kernel.yama.ptrace_scope"sv,
                    "kernel/../kernel/yama/ptrace_scope"sv,
                    "kernel/yama/../yama/ptrace_scope"sv,
                    "vm/../kernel/yama/ptrace_scope"sv,
                    "fs/./../kernel/yama/ptrace_scope"sv,
                    "nosuch/../kernel/yama/ptrace_scope"sv,
                    "kernel/yama/ptrace_scope/../ptrace_scope"sv,
                    "/../kernel/yama/ptrace_scope"sv,
                    "/../../proc/sys/kernel/yama/ptrace_scope"sv,
                    "/../../../proc/../proc/sys/kernel/yama/ptrace_scope"sv,
                    "../kernel/yama/ptrace_scope"sv,
                    "../../proc/sys/kernel/yama/ptrace_scope"sv,
                    "/proc/sys/kernel/yama/ptrace_scope"sv,
                    "KERNEL.YAMA.PTRACE_SCOPE"sv,
                    "kernel.yama.ptrace-scope"sv,
                    "kernel yama ptrace_scope"sv,
                    "ptrace_scope"sv,
                    "yama.ptrace_scope"sv,
                    R"("kernel.yama.ptrace_scope")"sv,
                    "kernel.yama.ptrace_scope.x"sv,
                    "kernel.yama.ptrace_scop"sv,
                    "kernel.{yama.ptrace_scope,x}"sv,
                    "kernel.{yama/,x}ptrace_scop*"sv,
                    "kernel/{/yama,x}/ptrace_scop?"sv,
                    "kernel/{./yama,x}/ptrace_scop?"sv,
                    "{/kernel,x}/yama/ptrace_scop?"sv,
                    "kernel/yama/{ptrace_scope,ptrace_scop?}"sv,
                    "kernel/yama/{ptrace_scope"sv,
                    "kernel/yama/ptrace_scope["sv,
                    "kernel/yama/ptrace_scope[]"sv,
                    R"(kernel.yama.ptrace\_scope)"sv,
                    R"(ker\nel.yama.ptrace_scop*)"sv,
                    "kernel/../kernel/yama/ptrace_scop?"sv,
                    "kernel/.*/kernel/yama/ptrace_scope"sv,
                    "kernel/.?/kernel/yama/ptrace_scop*"sv,
                    "kernel/yama/ptrace_scop?/"sv,
                    "kernel/yam?//ptrace_scope"sv,
                    "kernel.yama.ptrace_scop?."sv});
}

std::string mutated(Dice& dice, std::string text) {
  const std::string byte =
      dice.pick({"."sv, "/"sv,  "*"sv,  "?"sv,  "["sv, "]"sv, "{"sv, "}"sv, ","sv,    "-"sv, R"(\)"sv,
                 " "sv, "\t"sv, "\r"sv, "\v"sv, "#"sv, ";"sv, "="sv, "a"sv, "\xC3"sv, "\0"sv});
  const std::size_t at = dice.roll(text.size() + 1);
  text.replace(at, dice.roll(2), byte);
  return text;
}

std::string key(Dice& dice) {
  std::string made;
  switch (dice.roll(10)) {
    case 0:
      made = glob_key(dice);
      break;
    case 1:
      made = good_glob(dice);
      break;
    case 2:
      made = odd_key(dice);
      break;
    case 3:
      made = "kernel/yama/ptrace_scope";
      break;
    default:
      made = "kernel.yama.ptrace_scope";
  }
  return dice.one_in(25) ? mutated(dice, made) : made;
}

std::string noise(Dice& dice) {
  if (dice.one_in(30)) {
    // Around the limits of line buffers: LINE_MAX, one page, LONG_LINE_MAX of systemd.
    constexpr std::array<std::size_t, 4> kLimits = {2048, 4096, 8192, 1048576};
    const std::size_t length = kLimits.at(dice.roll(kLimits.size())) - 2 + dice.roll(5);
    return dice.pick({"#"sv, "x"sv, "net.x="sv}) + std::string(length - dice.roll(7), 'x');
  }
  return dice.pick({"garbage"sv,
                    "net.ipv4.ip_forward = 1"sv,
                    "="sv,
                    "-"sv,
                    "=1"sv,
                    "-=1"sv,
                    "- =1"sv,
                    "[section]"sv,
                    "#"sv,
                    ";"sv,
                    "; kernel.yama.ptrace_scope"sv,
                    "# kernel.yama.ptrace_scope = 2"sv,
                    "kernel.yama.ptrace_scope"sv,
                    "kernel.yama.ptrace_scope 1"sv,
                    "kernel.yama.ptrace_scope: 1"sv,
                    "-net.ipv4.conf.*"sv,
                    "--"sv,
                    "\xEF\xBB\xBF"sv,
                    "1"sv,
                    " "sv,
                    "\t"sv,
                    "\v"sv,
                    "-*"sv,
                    "*"sv,
                    "* = 1"sv,
                    "-kernel*"sv,
                    "-kernel.*"sv,
                    "net.ipv4.conf.*.rp_filter = 2"sv,
                    "-/"sv,
                    "-."sv,
                    R"(# c \)"sv});
}

std::string line(Dice& dice) {
  if (dice.one_in(7)) {
    return noise(dice);
  }
  std::string made;
  if (dice.one_in(6)) {
    made +=
        dice.pick({" "sv, "\t"sv, "  \t"sv, "\r"sv, "\v"sv, "\f"sv, "\xEF\xBB\xBF"sv, "\xC2\xA0"sv, "="sv, "\xA0"sv});
  }
  if (dice.one_in(12)) {
    made += dice.pick({"#"sv, ";"sv, "# "sv, "; "sv, ";-"sv});
  }
  if (dice.one_in(4)) {
    made += dice.pick({"-"sv, "-"sv, "-"sv, "- "sv, "--"sv, "-\t"sv, "- - "sv, "-\v"sv});
    if (dice.one_in(2)) {
      return made + key(dice) + dice.pick({""sv, ""sv, " "sv, "\r"sv, "\v"sv});
    }
  }
  made += key(dice);
  made += dice.one_in(6)
              ? dice.pick({"= "sv, " ="sv, "\t=\t"sv, " == "sv, " : "sv, " "sv, "\v=\v"sv, "\r= "sv, " =\r"sv, "\f="sv})
              : dice.pick({" = "sv, "="sv});
  made += value(dice);
  return dice.one_in(60) ? mutated(dice, made) : made;
}

std::string pattern_line(Dice& dice) {
  const bool excludes = dice.one_in(3);
  const std::string made = excludes ? "-" : dice.one_in(8) ? "-" : "";
  std::string named =
      dice.pick({"kernel.yama.ptrace_scope"sv, "kernel/yama/ptrace_scope"sv, "/kernel/yama/ptrace_scope"sv,
                 "kernel.*"sv, "*"sv, "kernel.yama.ptrace"sv, "kernel*scope"sv, "kernel.yam?.*"sv,
                 "kernel/../kernel/yama/ptrace_scope"sv, "kernel//yama/ptrace_scope"sv});
  if (!dice.one_in(3)) {
    named = dice.one_in(3) ? glob_key(dice) : good_glob(dice);
  }
  return excludes ? made + named : made + named + " = " + plain_value(dice);
}

std::string line_about(Dice& dice, Subject subject) {
  switch (subject) {
    case Subject::kPatterns:
      return pattern_line(dice);
    case Subject::kPlain:
      return "kernel.yama.ptrace_scope = " + plain_value(dice);
    case Subject::kEverything:
      break;
  }
  return line(dice);
}

}  // namespace

std::string generate_file(Dice& dice, Subject subject) {
  if (subject != Subject::kEverything) {
    std::string bytes;
    for (std::size_t lines = dice.roll(4); lines > 0; --lines) {
      bytes += line_about(dice, subject) + "\n";
    }
    return bytes;
  }
  std::string bytes = dice.one_in(40) ? "\xEF\xBB\xBF" : "";
  const std::size_t lines = dice.one_in(12) ? 0 : 1 + dice.roll(4);
  for (std::size_t i = 0; i < lines; ++i) {
    bytes += line_about(dice, subject);
    bytes +=
        dice.one_in(10)
            ? dice.pick({"\r"sv, "\0"sv, "\n\r"sv, "\r\n\0"sv, "\n\0"sv, "\n\n"sv, ""sv, "\r\r"sv, "\0\0"sv, "\0\n"sv})
            : dice.pick({"\n"sv, "\n"sv, "\n"sv, "\r\n"sv});
  }
  if (dice.one_in(10) && !bytes.empty()) {
    bytes.pop_back();  // no line end at the end of the file
  }
  return bytes;
}

}  // namespace yama::loaders
