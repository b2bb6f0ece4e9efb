// A folder of one test's own, gone when the test is over.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace keybound::test {

class TemporaryFolder {
 public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "keybound-test-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder: " + name);
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    // The path of a file in the folder, which need not exist.
    std::string file(const std::string& name) const { return (path_ / name).string(); }

    // Writes a file and returns its path.
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream stream(path_ / name, std::ios::binary);
        stream << text;
        stream.close();
        if (!stream) throw std::runtime_error("cannot write " + file(name));
        return file(name);
    }

 private:
    std::filesystem::path path_;
};

inline std::string text_of_file(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace keybound::test
