// The leakage models, one row each: the kinds of [[source.side_channel]].
#pragma once

#include <string>
#include <vector>

#include "keybound/device/leakage/emitted_light.hpp"
#include "keybound/scenario/scenario.hpp"

namespace keybound {

struct LeakageModel {
    std::string name;
    std::string summary;
    std::string keys;    // where it is written in a scenario
    std::string source;  // citation

    std::vector<std::string> parameters;             // keys of an entry of this kind besides kind, name and product
    std::vector<std::vector<std::string>> required;  // exactly one key of each of these
    double (*leakage)(const SideChannel& entry, const EmittedLight& light);
    std::string (*assumption)(const SideChannel& entry);  // what is claimed of the device, in words
    void (*reduce)(SideChannel& entry, double decibels);  // what the entry leaks, to first order, by so many dB
    std::vector<std::string> protocols = {};              // for which this is proved; empty: all
    bool for_runs = true;                                 // also for finite runs
};

const std::vector<LeakageModel>& leakage_models();

const LeakageModel& leakage_model_named(const std::string& name);

}  // namespace keybound
