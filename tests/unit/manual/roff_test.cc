// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "manual/roff.h"

#include <gtest/gtest.h>

namespace yama::manual {
namespace {

constexpr std::size_t kHead =
    std::string_view{
        ".TH \"A\\-B\" 8 2026-11-29 \"a\\-b 1\" \"System Administration\"\n"
        ".nh\n.ad l\n"}
        .size();

Roff page() { return {"A-B", "8", "2026-11-29", "a-b 1"}; }

/// What comes behind the head.
std::string body(const Roff& page) { return page.text().substr(kHead); }

TEST(Roff, BeginsWithTheTitle) {
  EXPECT_EQ(page().text(), ".TH \"A\\-B\" 8 2026-11-29 \"a\\-b 1\" \"System Administration\"\n.nh\n.ad l\n");
}

TEST(Roff, TheNameIsAsWhatisReadsIt) {
  Roff roff = page();
  roff.name("a-b", "does it");
  EXPECT_EQ(body(roff), ".SH NAME\na\\-b \\- does it\n");
}

TEST(Roff, AParagraphIsSetOffButForTheFirstOfASection) {
  Roff roff = page();
  roff.section("FILES");
  roff.paragraph("one");
  roff.paragraph("two");
  EXPECT_EQ(body(roff), ".SH FILES\none\n.PP\ntwo\n");
}

TEST(Roff, MarksAndWhatIsTyped) {
  Roff roff = page();
  roff.section("X");
  roff.paragraph("a read-only `--check` of {PATH}, not --diff, it's `a'b`, C:\\x");
  EXPECT_EQ(body(roff),
            ".SH X\na read-only \\fB\\-\\-check\\fR of \\fIPATH\\fR, not \\-\\-diff, it's \\fBa\\(aqb\\fR,\nC:\\ex\n");
}

TEST(Roff, NoLineIsARequestByAccident) {
  Roff roff = page();
  roff.item(".a", "'b");
  EXPECT_EQ(body(roff), ".TP\n\\&.a\n\\&'b\n");
}

TEST(Roff, LongTextIsInLines) {
  Roff roff = page();
  roff.section("X");
  roff.paragraph(std::string(70, 'a') + " bbbbbbb cc");
  EXPECT_EQ(body(roff), ".SH X\n" + std::string(70, 'a') + " bbbbbbb\ncc\n");
}

TEST(Roff, LinesAndExamples) {
  Roff roff = page();
  roff.section("X");
  roff.lines({"a", "b"});
  roff.example("a-b --c");
  EXPECT_EQ(body(roff), ".SH X\na\n.br\nb\n.PP\n.RS 4\n.EX\n\\fBa\\-b \\-\\-c\\fR\n.EE\n.RE\n");
}

}  // namespace
}  // namespace yama::manual
