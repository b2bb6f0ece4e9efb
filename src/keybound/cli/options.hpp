// What commands take on the command line: their options and arguments, the help on these, and what values they may have.
#pragma once

#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace CLI {  // known to options.cpp alone: it takes long to compile
class App;
class Option;
}  // namespace CLI

namespace keybound {

// The words of a command line that are not what its command takes.
class WrongCommand : public std::runtime_error {
 public:
    using std::runtime_error::runtime_error;
};

// One option or argument; a handle that can be copied.
class Option {
 public:
    Option required() const;
    Option one_of(std::initializer_list<const char*> words) const;
    // Both ends are allowed.
    Option within(int least, int most) const;
    Option within(double least, double most) const;
    // Means nothing without the other one.
    Option needs(Option other) const;

 private:
    friend class Command;
    explicit Option(CLI::Option* option) : option_(option) {}
    CLI::Option* option_;
};

// One subcommand while it is described; a handle that can be copied. A `place` holds the default until the words are read, and
// must live until the command has run.
class Command {
 public:
    // Words without a name, which must be there: "FILE", "TABLES".
    Option argument(const char* name, std::string& place, const char* help) const;
    Option argument(const char* name, std::vector<std::string>& place, const char* help) const;
    // `names`: "--format", or "-o,--output". Each takes one value.
    Option option(const char* names, std::string& place, const char* help) const;
    Option option(const char* names, int& place, const char* help) const;
    Option option(const char* names, double& place, const char* help) const;
    // May be repeated, with one value each time.
    Option option(const char* names, std::vector<std::string>& place, const char* help) const;
    // True if it is there.
    void flag(const char* names, bool& place, const char* help) const;
    // The end of the help, with examples.
    void footer(const char* text) const;
    // What the command does once its words are in their places. It may throw WrongCommand too.
    void runs(std::function<void()> action) const;

 private:
    friend class Program;
    explicit Command(CLI::App* command) : command_(command) {}
    CLI::App* command_;
};

// The program: its subcommands, of which a command line names one.
class Program {
 public:
    Program(const char* name, const char* description, const std::string& version, const char* footer);
    ~Program();

    Command command(const char* name, const char* help);
    // Runs the command that the words name. False if they asked for help or for the version instead, which is then printed.
    // Throws WrongCommand, and what the command throws.
    bool run(const std::vector<std::string>& words, std::ostream& out);

 private:
    std::unique_ptr<CLI::App> app_;
};

}  // namespace keybound
