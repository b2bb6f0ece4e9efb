# The installed package: headers, libraries, program, and a config that a foreign project finds.
include(CMakePackageConfigHelpers)

get_property(modules GLOBAL PROPERTY KEYBOUND_MODULES)
add_library(keybound_library INTERFACE)
add_library(keybound::keybound ALIAS keybound_library)
set_target_properties(keybound_library PROPERTIES EXPORT_NAME keybound)
target_link_libraries(keybound_library INTERFACE keybound_rate keybound_report keybound_clp)

install(TARGETS ${modules} keybound_library EXPORT keybound_targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS keybound RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY src/keybound DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp" PATTERN "cli" EXCLUDE PATTERN "csdp.hpp" EXCLUDE)
install(DIRECTORY ${PROJECT_BINARY_DIR}/generated/keybound DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY figures DESTINATION ${CMAKE_INSTALL_DATADIR}/keybound)
install(FILES LICENSE NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES third_party/uplot/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR}/uplot)
install(EXPORT keybound_targets NAMESPACE keybound:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/keybound)

configure_package_config_file(cmake/keyboundConfig.cmake.in ${PROJECT_BINARY_DIR}/keyboundConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/keybound)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/keyboundConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/keyboundConfig.cmake ${PROJECT_BINARY_DIR}/keyboundConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/keybound)
