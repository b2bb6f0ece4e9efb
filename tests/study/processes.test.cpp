// Sweeps as a user runs them: on several threads, killed, interrupted, resumed, on a full disk. The file at the end is always
// the same.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "support/places.hpp"
#include "support/temporary_folder.hpp"

namespace keybound::test {
namespace {

using namespace std::chrono_literals;

const std::string bb84 = KEYBOUND_SOURCE_DIR "/scenarios/leaky-bb84.toml";
const std::string proofs = "analysis.proofs=[\"loss-tolerant-coin\",\"loss-tolerant-coin-optimal\"]";

struct Ended {
    int exit_code = -1;  // -signal if it was killed
    std::string err;
};

class Process {
 public:
    Process(const std::vector<std::string>& arguments, const TemporaryFolder& folder, long file_size_limit = 0)
        : errors_(folder.file("stderr.txt")) {
        std::vector<const char*> words = {KEYBOUND_PROGRAM};
        for (const std::string& argument : arguments) words.push_back(argument.c_str());
        words.push_back(nullptr);
        pid_ = fork();
        if (pid_ != 0) return;
        const int out = open("/dev/null", O_WRONLY);
        const int err = open(errors_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(out, STDOUT_FILENO);
        dup2(err, STDERR_FILENO);
        if (file_size_limit > 0) {
            const auto limit = static_cast<rlim_t>(file_size_limit);
            const rlimit both = {limit, limit};
            setrlimit(RLIMIT_FSIZE, &both);
            signal(SIGXFSZ, SIG_IGN);  // then write() fails, as on a full disk
        }
        execv(KEYBOUND_PROGRAM, const_cast<char**>(words.data()));
        _exit(127);
    }

    void send(int number) const { kill(pid_, number); }

    Ended wait() const {
        int status = 0;
        waitpid(pid_, &status, 0);
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), text_of_file(errors_)};
    }

 private:
    std::string errors_;
    pid_t pid_ = -1;
};

std::vector<std::string> sweep_to(const std::string& file, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {
        "sweep", bb84, "--set", proofs, "--over", "source.leakage=1e-9:1e-5:log:5", "--over", "channel.fibre_km=0:195:5",
        "-o",    file};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

constexpr long rows = 200;

long lines_of(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

std::string size_reached(const std::string& path, std::uintmax_t size) {
    for (int i = 0; i < 20000; ++i) {
        std::error_code error;
        const std::uintmax_t now = std::filesystem::file_size(path, error);
        if (!error && now >= size) break;
        std::this_thread::sleep_for(200us);
    }
    return text_of_file(path);
}

class Processes : public testing::Test {
 protected:
    static void SetUpTestSuite() {
        const TemporaryFolder folder;
        const Ended serial = Process(sweep_to(folder.file("a.csv"), {"--threads", "1"}), folder).wait();
        ASSERT_EQ(serial.exit_code, 0) << serial.err;
        reference() = text_of_file(folder.file("a.csv"));
        ASSERT_EQ(lines_of(reference()), rows + 3);
    }

    static std::string& reference() {
        static std::string text;
        return text;
    }

    TemporaryFolder folder_;
    std::string file_ = folder_.file("a.csv");
};

TEST_F(Processes, ThreadsDoNotChangeTheTable) {
    for (const char* threads : {"2", "5"}) {
        const Ended ended = Process(sweep_to(file_, {"--threads", threads, "--force"}), folder_).wait();
        EXPECT_EQ(ended.exit_code, 0) << ended.err;
        EXPECT_EQ(text_of_file(file_), reference());
    }
    EXPECT_EQ(Process(sweep_to(folder_.file("b.csv")), folder_).wait().exit_code, 0);
    EXPECT_EQ(text_of_file(folder_.file("b.csv")), reference());
}

// Killed twenty times at moments that nobody chose, each time resumed: the table is that of one quiet run, and at any moment
// what is in the file is its beginning.
TEST_F(Processes, KilledAndResumedEndsWithTheSameTable) {
    std::mt19937_64 random(20261122);
    std::size_t grew = 0;
    std::size_t before = 0;
    for (int kill = 0; kill < 20; ++kill) {
        const Process process(sweep_to(file_, {"--threads", "2"}), folder_);
        if (kill % 4 == 0) {
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 30000));
        } else {
            size_reached(file_, std::min<std::size_t>(reference().size(), before + random() % (reference().size() / 16)));
        }
        process.send(SIGKILL);
        process.wait();
        std::error_code error;
        const std::string text = std::filesystem::exists(file_, error) ? text_of_file(file_) : "";
        ASSERT_EQ(text, reference().substr(0, text.size())) << "after kill " << kill;
        grew += text.size() > before ? 1 : 0;
        before = text.size();
    }
    EXPECT_GE(grew, 6u) << "too few of the kills came while rows were written";
    const Ended ended = Process(sweep_to(file_), folder_).wait();
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_EQ(text_of_file(file_), reference());
}

TEST_F(Processes, CtrlCKeepsTheRowsAndSaysHowToGoOn) {
    for (const auto& [number, exit_code] : {std::pair{SIGINT, 130}, {SIGTERM, 143}}) {
        std::filesystem::remove(file_);
        const Process process(sweep_to(file_, {"--threads", "2"}), folder_);
        size_reached(file_, reference().size() / 10);
        process.send(number);
        const Ended ended = process.wait();
        EXPECT_EQ(ended.exit_code, exit_code) << ended.err;
        EXPECT_NE(ended.err.find("interrupted: "), std::string::npos) << ended.err;
        EXPECT_NE(ended.err.find("the same command resumes"), std::string::npos) << ended.err;
        const std::string text = text_of_file(file_);
        EXPECT_GT(lines_of(text), 3);
        EXPECT_LT(lines_of(text), rows + 3) << "the sweep was over before the signal came: the test shows nothing";
        EXPECT_EQ(text, reference().substr(0, text.size()));
        EXPECT_EQ(text.back(), '\n');
        const Ended resumed = Process(sweep_to(file_), folder_).wait();
        EXPECT_EQ(resumed.exit_code, 0);
        EXPECT_NE(resumed.err.find(std::to_string(lines_of(text) - 3) + " of 200 rows are there"), std::string::npos);
        EXPECT_EQ(text_of_file(file_), reference());
    }
}

TEST_F(Processes, AFullDiskKeepsTheRowsThatFit) {
    const long limit = static_cast<long>(reference().size()) / 2;
    const Ended ended = Process(sweep_to(file_, {"--threads", "2"}), folder_, limit).wait();
    EXPECT_EQ(ended.exit_code, 2);
    EXPECT_NE(ended.err.find("error: -o = " + file_ + ": cannot be written"), std::string::npos) << ended.err;
    const std::string text = text_of_file(file_);
    EXPECT_GT(text.size(), static_cast<std::size_t>(limit) * 9 / 10);
    EXPECT_EQ(text, reference().substr(0, text.size()));
    EXPECT_EQ(text.back(), '\n');
    EXPECT_EQ(Process(sweep_to(file_), folder_).wait().exit_code, 0);
    EXPECT_EQ(text_of_file(file_), reference());
}

TEST_F(Processes, TwoAtOnceDoNotMix) {
    const Process first(sweep_to(file_, {"--threads", "1"}), folder_);
    size_reached(file_, 2000);
    const TemporaryFolder other;
    const Ended second = Process(sweep_to(file_), other).wait();
    EXPECT_EQ(second.exit_code, 2);
    EXPECT_NE(second.err.find("is being written by another run"), std::string::npos) << second.err;
    EXPECT_EQ(first.wait().exit_code, 0);
    EXPECT_EQ(text_of_file(file_), reference());
}

}  // namespace
}  // namespace keybound::test
