// The protocols, one row each.
#pragma once

#include <string>
#include <vector>

#include "keybound/core/named_numbers.hpp"
#include "keybound/protocol/link.hpp"

namespace keybound {

// Whether the parties know what their devices do, or trust nothing but what they see of them.
enum class Devices { trusted, untrusted };

struct Protocol {
    std::string name;
    std::string summary;
    std::string source;                       // citation
    std::vector<std::string> settings;        // Alice's settings, in the order of every per-setting list
    std::vector<std::string> parameters;      // the scenario keys it uses
    Link (*link)(const Scenario&);            // the honest model: source and channel -> statistics
    NamedNumbers (*statistics)(const Link&);  // what the parties see, by the names of docs/formats/result.md
    std::string per = "pulse";                // what rates count
    Devices devices = Devices::trusted;       // whose keys "best" compares
};

const std::vector<Protocol>& protocols();

// The row of that name; a Bug if there is none (names from users were checked when the scenario was resolved).
const Protocol& protocol_named(const std::string& name);

}  // namespace keybound
