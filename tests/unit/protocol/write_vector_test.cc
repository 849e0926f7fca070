// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "protocol/write_vector.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>

#include "loaders/generator.h"
#include "support/loaders.h"
#include "support/predictions.h"
#include "support/vectors.h"

namespace yama::protocol {
namespace {

namespace json = boost::json;
using namespace std::string_literals;

std::string lines_of(std::string_view text, std::size_t level = 0) { return in_lines(json::parse(text), level); }

TEST(InLines, ThreeLevelsAndTheFourthThatHoldsMore) {
  EXPECT_EQ(lines_of(R"({"a":{"b":1},"c":[{"id":"x","d":{"e":{"f":[1,[2]]},"g":null},"h":[1,2],"i":{}}],"j":[]})"),
            R"({
  "a": {
    "b": 1
  },
  "c": [
    {
      "id": "x",
      "d": {
        "e": {"f": [1, [2]]},
        "g": null
      },
      "h": [1, 2],
      "i": {}
    }
  ],
  "j": []
})");
}

TEST(InLines, AtALevel) {
  EXPECT_EQ(lines_of(R"({"a":[1],"b":[[1]]})", 2), "{\n      \"a\": [1],\n      \"b\": [\n        [1]\n      ]\n    }");
}

TEST(InLines, NothingIsInvisible) {
  const std::string text = R"("a\n\u0000\"\\\u00e9\ufeff\ud83d\ude00")";
  EXPECT_EQ(lines_of(text), text);
  EXPECT_EQ(json::parse(lines_of(text)), json::parse(text));
}

/// What a file of test data should be; a failure says how to make it so.
TEST(InLines, TestDataIsInThisStyle) {
  for (const std::string name : {"loader_vectors.json", "regression_vectors.json"}) {
    std::ifstream stream(std::string(YAMA_TEST_DATA) + "/" + name, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    const std::string wanted = in_lines(json::value(test::test_data(name))) + "\n";
    if (bytes != wanted) {
      const std::string formatted = testing::TempDir() + name;
      std::ofstream(formatted, std::ios::binary) << wanted;
      ADD_FAILURE() << name << " is not in the style of its neighbours: cp " << formatted << " " << YAMA_TEST_DATA;
    }
  }
}

TEST(VectorText, StandsAsInTheFile) {
  TestVector vector = {.id = "r07", .title = "a title", .initial_scope = Scope{2}};
  vector.files["/etc/sysctl.d"] = {};
  vector.files["/etc/sysctl.d/50-a.conf"] = {.type = sysctl::Node::Type::kFile, .content = "a = 1\n\0\xC3\xA9"s};
  vector.files["/etc/sysctl.d/50-\\\xFF.conf"] = {.type = sysctl::Node::Type::kLink, .content = "50\n.conf"};
  vector.files["/etc/sysctl.d/60-a.conf"] = {.type = sysctl::Node::Type::kFile, .content = "\xFF"};
  vector.files["/etc/sysctl.d/70-a.conf"] = {.type = sysctl::Node::Type::kFile,
                                             .content = "#" + std::string(5000, 'x') + "\n"};
  vector.files["/run/sysctl.d"] = {};
  vector.observed[test::kSystemd] = {{"252.39-1~deb12u2", Scope{1}}, {"257.13-1~deb13u1", std::nullopt}};
  vector.observed[test::kProcps] = {{"4.0.2-3", Scope{3}}};
  const std::string text = vector_text(vector);
  EXPECT_EQ(text, R"(    {
      "id": "r07",
      "title": "a title",
      "initial_scope": 2,
      "files": {
        "/etc/sysctl.d/50-\\x5c\\xff.conf": {"type": "symlink", "target": "50\\x0a.conf"},
        "/etc/sysctl.d/50-a.conf": {"type": "file", "text": "a = 1\n\u0000\u00e9"},
        "/etc/sysctl.d/60-a.conf": {"type": "file", "base64": "/w=="},
        "/etc/sysctl.d/70-a.conf": {"type": "file", "parts": [{"text": "#"}, {"repeat": "x", "count": 5000}, {"text": "\n"}]},
        "/run/sysctl.d": {"type": "directory"}
      },
      "observed": {
        "systemd": {"252.39-1~deb12u2": [1], "257.13-1~deb13u1": [null]},
        "procps": {"4.0.2-3": [3]}
      }
    })");
  const test::FileSystem files = test::file_system_of(json::parse(text).at("files").as_object());
  for (const auto& [path, node] : vector.files) {
    EXPECT_EQ(files.nodes().at(path).content, node.content) << path;
  }
}

/// The vector of a tree, printed and read again.
json::object printed(const sysctl::Tree& tree, bool neutral_names) {
  Observation seen;
  seen.tree = tree;
  const Result<TestVector> vector = test_vector_of(seen, {}, neutral_names);
  return vector ? json::parse(vector_text(*vector)).as_object() : json::object{};
}

TEST(VectorText, LoadersMakeTheSameOfAPrintedTree) {
  constexpr std::uint64_t kTrees = 50;
  std::uint64_t shared = 0;
  for (std::uint64_t seed = 1; seed <= kTrees; ++seed) {
    const sysctl::Tree tree = loaders::generate(seed).files.tree({{"/opt/tree/a.conf", "ufw"}});
    ASSERT_EQ(test::difference(tree, test::tree_of(printed(tree, false)), true), "") << "seed " << seed;
    if (const json::object vector = printed(tree, true); !vector.empty()) {
      ASSERT_EQ(test::difference(tree, test::tree_of(vector), false), "") << "shared, seed " << seed;
      ++shared;
    }
  }
  EXPECT_GT(shared, kTrees / 2);
}

}  // namespace
}  // namespace yama::protocol
