#include <cstdio>
#include <keybound/rate/evaluate.hpp>
#include <keybound/report/result_text.hpp>

int main() {
    const keybound::Scenario scenario = keybound::parse_scenario("protocol.name = \"bb84\"\nchannel.fibre_km = 50\n");
    std::fputs(keybound::result_text(keybound::evaluate(scenario)).c_str(), stdout);
}
