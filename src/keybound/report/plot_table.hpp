// From a table of `keybound sweep` to a picture: which columns are axes and which are curves, and what the labels say. Units
// come from the parameter rows, directions from the proof catalog.
#pragma once

#include <string>
#include <vector>

#include "keybound/report/plot.hpp"
#include "keybound/study/csv_table.hpp"

namespace keybound {

struct PlotRequest {
    std::string title;
    std::string x;                    // the swept key on the abscissa; "": the numeric one with most values
    std::string quantity;             // "": bits per second or, in a table of solved values, the key that was solved for
    std::vector<std::string> proofs;  // empty: all that have the quantity
    std::vector<std::string> where;   // "key=value": only rows with that value of a swept key
    std::string option = "TABLE";     // where the user asked for the picture, for messages
};

// One plot per combination of the other swept keys, with one curve per proof; if there is only one proof, one plot with one
// curve per combination. Throws UserError if the table has no such key, quantity or proof, or too many combinations for one
// picture.
Picture picture_of_table(const CsvTable& table, const PlotRequest& asked);

// What the head of a table names.
std::vector<std::string> swept_keys(const CsvTable& table);
std::vector<std::string> proofs_of(const CsvTable& table);

// Columns of numbers; NaN for a cell that is none.
std::vector<double> numbers_of(const CsvTable& table, const std::string& column);
// A proof's quantity where the proof proved something; NaN elsewhere.
std::vector<double> proved_numbers_of(const CsvTable& table, const std::string& proof, const std::string& quantity);

// The rows that satisfy all of "key=value"; numbers are compared as numbers. `option` is where they stand, for messages.
CsvTable filtered(const CsvTable& table, const std::vector<std::string>& where, const std::string& option);

// "secret key rate (bit/s)" for "rate_bits_per_second"; "channel.fibre_km (km)" for a key.
std::string quantity_label(const std::string& quantity);
std::string key_label(const std::string& key);

// Is it a key whose order of magnitude matters more than its value? Its axis is logarithmic.
bool matters_by_magnitude(const std::string& quantity);

}  // namespace keybound
