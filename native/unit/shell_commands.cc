// SPDX-FileCopyrightText: hardening.yama contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unit/shell_commands.h"

#include <algorithm>
#include <array>
#include <utility>

namespace yama::unit {
namespace {

constexpr std::string_view kWordEnds = " \t\r\n;&|<>()";
constexpr std::string_view kPatternSigns = "*?[";
constexpr std::string_view kEscapedInQuotes = "$`\"\\";

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 7> kOpening = {"if", "while", "until", "for", "case", "select", "function"};
constexpr std::array<std::string_view, 3> kClosing = {"fi", "done", "esac"};
constexpr std::array<std::string_view, 6> kBetween = {"then", "else", "elif", "do", "!", "time"};

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The length of a text up to the closing sign that belongs to the opening one before it; all of it when there is none.
std::size_t length_to(std::string_view text, char opening, char closing) {
  std::size_t depth = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      ++i;
    } else if (c == '\'' || (c == '"' && opening != '"')) {
      i = std::min(text.find(c, i + 1), text.size());
    } else if (c == closing && --depth == 0) {
      return i;
    } else if (c == opening) {
      ++depth;
    }
  }
  return text.size();
}

/// Reads a script from its start to its end, once.
class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  ShellScript split() && {
    while (at_ < text_.size()) {
      step();
    }
    end_command();
    script_.followed = script_.followed && open_.empty() && documents_.empty();
    return std::move(script_);
  }

 private:
  struct Document {
    std::string end;
    bool strip_tabs = false;
    std::size_t command = 0;  ///< index of its command
  };

  [[nodiscard]] char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  [[nodiscard]] bool sees(std::string_view sign) const { return text_.substr(at_).starts_with(sign); }

  void advance(std::size_t count) {
    const std::size_t end = std::min(at_ + count, text_.size());
    line_ += static_cast<std::size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                                 text_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at_ = end;
  }

  void step() {
    switch (here()) {
      case ' ':
      case '\t':
      case '\r':
        ++at_;
        return;
      case '\n':
        end_command();
        advance(1);
        read_documents();
        return;
      case '#':
        at_ = std::min(text_.find('\n', at_), text_.size());
        return;
      case '<':
      case '>':
        redirection("");
        return;
      default:
        break;
    }
    if (std::string_view{";&|()"}.find(here()) != std::string_view::npos) {
      control();
    } else {
      word();
    }
  }

  void control() {
    if (sees("&>")) {
      redirection("");
      return;
    }
    const bool both = sees("&&");
    const bool either = sees("||");
    const bool pipe = !either && here() == '|';
    if (here() == '(' && command_.words.size() == 1 &&
        text_.substr(at_ + 1).find_first_not_of(" \t") != std::string_view::npos) {
      function();
      return;
    }
    if (here() == '(' || here() == ')') {
      parenthesis();
      return;
    }
    command_.into_pipe = pipe;
    end_command();
    command_.after_success = both;
    either_ = either || (either_ && both);
    command_.from_pipe = pipe;
    advance(both || either || sees(";;") || sees("|&") ? 2 : 1);
  }

  /// "name()": its body runs when it is called, if ever.
  void function() {
    command_ = {};
    const std::size_t end = std::min(text_.find(')', at_), text_.size());
    advance(end + 1 - at_);
    open('f');
  }

  void parenthesis() {
    const char sign = here();
    end_command();
    advance(1);
    if (sign == '(') {
      open('(');
    } else if (!open_.empty() && open_.back() == '(') {
      leave();
    } else if (open_.empty()) {
      script_.followed = false;  // else the end of a pattern of "case"
    }
  }

  void open(char what) {
    open_.push_back(what);
    conditional_ += what == 'c' || what == 'f' ? 1 : 0;
  }

  void leave() {
    conditional_ -= open_.back() == 'c' || open_.back() == 'f' ? 1 : 0;
    open_.pop_back();
  }

  void end_command() {
    const bool from_pipe = command_.from_pipe;
    const bool after_success = command_.after_success;
    if (command_.words.empty() && command_.redirections.empty()) {
      command_ = {};
      command_.from_pipe = from_pipe;  // the command stands on the next line
      command_.after_success = after_success;
      return;
    }
    command_.perhaps = either_ || conditional_ > 0;
    script_.commands.push_back(std::move(command_));
    command_ = {};
    either_ = false;
  }

  /// Words that are the shell's own when they begin a command. Gives whether this is one.
  bool reserved(const std::string& text) {
    if (!command_.words.empty()) {
      return false;
    }
    if (is_one_of(text, kOpening)) {
      open(text == "function" ? 'f' : 'c');
      return text != "for" && text != "case" && text != "select" && text != "function";
    }
    if (is_one_of(text, kClosing) || text == "}") {
      close(text == "}" ? '{' : 'c');
      return true;
    }
    if (text == "{") {
      open('{');
      return true;
    }
    return is_one_of(text, kBetween);
  }

  void close(char what) {
    if (open_.empty() || open_.back() != what) {
      script_.followed = false;
      return;
    }
    leave();
    if (what == '{' && !open_.empty() && open_.back() == 'f') {
      leave();
    }
  }

  void word() {
    const std::size_t begin = at_;
    const std::size_t line = line_;
    ShellWord read = take_word();
    const std::string_view raw = text_.substr(begin, at_ - begin);
    if (is_number(raw) && (here() == '<' || here() == '>')) {
      redirection(raw);
      return;
    }
    if (raw == read.text && reserved(read.text)) {
      return;
    }
    if (raw.empty() || raw == "\\\n") {
      return;
    }
    if (command_.words.empty()) {
      command_.line = line;
    }
    command_.words.push_back(std::move(read));
  }

  void redirection(std::string_view descriptor) {
    static constexpr std::array<std::string_view, 12> kSigns = {"<<<", "<<-", "&>>", "<<", ">>", "<&",
                                                                ">&",  "<>",  ">|",  "&>", "<",  ">"};
    const auto* const sign = std::find_if(kSigns.begin(), kSigns.end(), [this](auto each) { return sees(each); });
    if (sign == kSigns.end()) {
      script_.followed = false;
      ++at_;
      return;
    }
    if (command_.words.empty() && command_.redirections.empty()) {
      command_.line = line_;
    }
    at_ += sign->size();
    at_ = std::min(text_.find_first_not_of(" \t", at_), text_.size());
    if (here() == '(') {  // bash's "<(...)"
      script_.followed = false;
      return;
    }
    ShellWord target = take_word();
    if (*sign == "<<" || *sign == "<<-") {
      documents_.push_back({.end = target.text, .strip_tabs = *sign == "<<-", .command = script_.commands.size()});
    }
    command_.redirections.push_back(
        {.sign = std::string(descriptor) + std::string(*sign), .target = std::move(target)});
  }

  /// The here-documents that begin after the line that was just read.
  void read_documents() {
    for (const Document& document : std::exchange(documents_, {})) {
      bool ended = false;
      while (!ended && at_ < text_.size()) {
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        std::string_view line = text_.substr(at_, end - at_);
        if (document.strip_tabs) {
          line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
        }
        ended = line == document.end;
        if (!ended && document.command < script_.commands.size()) {
          script_.commands[document.command].document.append(line).append(1, '\n');
        }
        advance(end + 1 - at_);
      }
      script_.followed = script_.followed && ended;
    }
  }

  ShellWord take_word() {
    ShellWord read;
    while (at_ < text_.size() && kWordEnds.find(here()) == std::string_view::npos) {
      take_part(read);
    }
    return read;
  }

  void take_part(ShellWord& read) {
    const char c = here();
    if (c == '\\') {
      if (at_ + 1 < text_.size() && text_[at_ + 1] != '\n') {
        read.text += text_[at_ + 1];
      }
      advance(2);
    } else if (c == '\'') {
      const std::size_t end = std::min(text_.find('\'', at_ + 1), text_.size());
      script_.followed = script_.followed && end < text_.size();
      read.text += text_.substr(at_ + 1, end - at_ - 1);
      advance(end + 1 - at_);
    } else if (c == '"') {
      take_double_quoted(read);
    } else if (c == '$' || c == '`') {
      take_expansion(read);
    } else {
      read.literal =
          read.literal && kPatternSigns.find(c) == std::string_view::npos && (c != '~' || !read.text.empty());
      read.text += c;
      advance(1);
    }
  }

  void take_double_quoted(ShellWord& read) {
    advance(1);
    while (at_ < text_.size() && here() != '"') {
      const char c = here();
      if (c == '$' || c == '`') {
        take_expansion(read);
      } else if (c == '\\' && at_ + 1 < text_.size()) {
        const char next = text_[at_ + 1];
        if (next != '\n') {
          read.text.append(kEscapedInQuotes.find(next) == std::string_view::npos ? 1 : 0, '\\').append(1, next);
        }
        advance(2);
      } else {
        read.text += c;
        advance(1);
      }
    }
    script_.followed = script_.followed && at_ < text_.size();
    advance(1);
  }

  /// "$NAME", "${NAME}", "$(script)", "`script`": the text keeps what is no script.
  void take_expansion(ShellWord& read) {
    read.literal = false;
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("$(") || rest.starts_with('`')) {
      const std::size_t sign = rest.starts_with('`') ? 1 : 2;
      const std::string_view inner = rest.substr(sign);
      const std::size_t length = sign == 1 ? std::min(inner.find('`'), inner.size()) : length_to(inner, '(', ')');
      script_.followed = script_.followed && length < inner.size();
      read.scripts.emplace_back(inner.substr(0, length));
      read.text += '$';
      advance(sign + length + 1);
    } else if (rest.starts_with("${")) {
      const std::size_t length = length_to(rest.substr(2), '{', '}');
      read.text += rest.substr(0, length + 3);
      advance(length + 3);
    } else {
      read.text += '$';
      advance(1);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  ShellScript script_;
  ShellCommand command_;
  bool either_ = false;          ///< an "||" stands before the command
  std::string open_;             ///< what is open: 'c'ompound command, 'f'unction, '{', '('
  std::size_t conditional_ = 0;  ///< how many of them are compound commands or functions
  std::vector<Document> documents_;
};

}  // namespace

ShellScript shell_commands(std::string_view script) { return Splitter(script).split(); }

}  // namespace yama::unit
