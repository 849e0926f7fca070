// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "manual/roff.h"

#include <string>

#include "cli/fit.h"

namespace yama::manual {
namespace {

/// mandoc -T lint asks for lines of at most 80 bytes.
constexpr std::size_t kColumns = 78;

/// Text with the marks of Roff as roff has it. A '-' that is typed is "\-"; a plain one is a hyphen, which a person
/// cannot copy into a shell.
std::string escaped(std::string_view text) {
  std::string result;
  bool literal = false;  // between backquotes
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '`') {
      literal = !literal;
      result += literal ? "\\fB" : "\\fR";
    } else if (c == '{' || c == '}') {
      result += c == '{' ? "\\fI" : "\\fR";
    } else if (c == '\\') {
      result += "\\e";
    } else if (c == '-' && (literal || text.substr(i).starts_with("--") || (i > 0 && text[i - 1] == '-'))) {
      result += "\\-";
    } else if (c == '\'') {
      result += literal ? "\\(aq" : "'";
    } else {
      result += c;
    }
  }
  return result;
}

/// A line that roff does not take for a request.
std::string guarded(const std::string& line) {
  return line.starts_with('.') || line.starts_with('\'') ? "\\&" + line : line;
}

/// Text that has no marks and is typed as it stands.
std::string typed(std::string_view text) {
  std::string result;
  for (const char c : text) {
    result += c == '-' ? "\\-" : std::string(1, c);
  }
  return result;
}

std::string quoted(std::string_view text) { return "\"" + typed(text) + "\""; }

}  // namespace

Roff::Roff(std::string_view name, std::string_view section, std::string_view date, std::string_view release) {
  text_ = ".TH " + quoted(name) + " " + std::string{section} + " " + std::string{date} + " " + quoted(release) +
          " \"System Administration\"\n.nh\n.ad l\n";
}

void Roff::name(std::string_view name, std::string_view what) {
  text_ += ".SH NAME\n" + typed(name) + " \\- " + escaped(what) + "\n";
}

void Roff::section(std::string_view name) {
  text_ += ".SH " + std::string{name} + "\n";
  begins_ = true;
}

void Roff::paragraph(std::string_view text) {
  begin_paragraph();
  fill(text);
}

void Roff::lines(const std::vector<std::string>& texts) {
  begins_ = false;
  for (const std::string& text : texts) {
    text_ += &text == &texts.front() ? "" : ".br\n";
    fill(text);
  }
}

void Roff::item(std::string_view term, std::string_view text) {
  begins_ = false;
  text_ += ".TP\n" + guarded(escaped(term)) + "\n";
  fill(text);
}

void Roff::example(std::string_view commands) {
  begin_paragraph();
  text_ += ".RS 4\n.EX\n" + guarded(escaped("`" + std::string{commands} + "`")) + "\n.EE\n.RE\n";
}

void Roff::begin_paragraph() {
  text_ += begins_ ? "" : ".PP\n";
  begins_ = false;
}

void Roff::fill(std::string_view text) {
  std::string line;
  for (const std::string& word : cli::words_of(escaped(text))) {
    if (!line.empty() && line.size() + 1 + word.size() > kColumns) {
      text_ += guarded(line) + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  text_ += guarded(line) + "\n";
}

}  // namespace yama::manual
