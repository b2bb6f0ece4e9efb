#include "keybound/channel/fibre.hpp"

#include "keybound/core/units.hpp"

namespace keybound {

double fibre_transmittance(const ChannelTable& table) {
    return transmittance_of_db(table.attenuation_db_per_km * table.fibre_km);
}

}  // namespace keybound
