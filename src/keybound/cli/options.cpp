#include "keybound/cli/options.hpp"

#include <CLI/CLI.hpp>
#include <utility>

namespace keybound {

Option Option::required() const {
    option_->required();
    return *this;
}

Option Option::one_of(std::initializer_list<const char*> words) const {
    option_->check(CLI::IsMember(std::vector<std::string>(words.begin(), words.end())));
    return *this;
}

Option Option::within(int least, int most) const {
    option_->check(CLI::Range(least, most));
    return *this;
}

Option Option::within(double least, double most) const {
    option_->check(CLI::Range(least, most));
    return *this;
}

Option Option::needs(Option other) const {
    option_->needs(other.option_);
    return *this;
}

Option Command::argument(const char* name, std::string& place, const char* help) const {
    return Option(command_->add_option(name, place, help)->required());
}

Option Command::argument(const char* name, std::vector<std::string>& place, const char* help) const {
    return Option(command_->add_option(name, place, help)->required());
}

Option Command::option(const char* names, std::string& place, const char* help) const {
    return Option(command_->add_option(names, place, help));
}

Option Command::option(const char* names, int& place, const char* help) const {
    return Option(command_->add_option(names, place, help));
}

Option Command::option(const char* names, double& place, const char* help) const {
    return Option(command_->add_option(names, place, help));
}

Option Command::option(const char* names, std::vector<std::string>& place, const char* help) const {
    return Option(command_->add_option(names, place, help)->allow_extra_args(false)->take_all());
}

void Command::flag(const char* names, bool& place, const char* help) const { command_->add_flag(names, place, help); }

void Command::footer(const char* text) const { command_->footer(text); }

void Command::runs(std::function<void()> action) const { command_->callback(std::move(action)); }

Program::Program(const char* name, const char* description, const std::string& version, const char* footer)
    : app_(std::make_unique<CLI::App>(description, name)) {
    app_->set_version_flag("--version", version, "print the version");
    app_->footer(footer);
    app_->require_subcommand(1);
}

Program::~Program() = default;

Command Program::command(const char* name, const char* help) { return Command(app_->add_subcommand(name, help)); }

bool Program::run(const std::vector<std::string>& words, std::ostream& out) {
    try {
        app_->parse(std::vector<std::string>(words.rbegin(), words.rend()));  // from the last word to the first
        return true;
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() != 0) throw WrongCommand(error.what());
        app_->exit(error, out, out);
        return false;
    }
}

}  // namespace keybound
