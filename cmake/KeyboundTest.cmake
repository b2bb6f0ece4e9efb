# Tests lie beside the code (src/keybound/<folder>/*.test.cpp) or below tests/ when they need several folders.
#
# keybound_test(<name> LABELS law ... SOURCES a.test.cpp ... DEPENDS rate ... PRIVATE libraries...)
# makes one program <name>_test of all sources and one CTest case that runs it.
include(GoogleTest)

# Most of a test's compile time goes into reading these headers; they are read once. The library itself has no precompiled
# headers, so that what it forgets to include does not compile.
set(headers <algorithm> <array> <cmath> <complex> <functional> <map> <numbers> <optional> <random> <span> <string> <variant> <vector>
  <fmt/format.h> <gtest/gtest.h> <Eigen/Core>)
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled_test_headers.cpp CONTENT "")
add_library(keybound_test_headers OBJECT ${CMAKE_BINARY_DIR}/precompiled_test_headers.cpp)
target_link_libraries(keybound_test_headers PRIVATE keybound_flags fmt::fmt Eigen3::Eigen GTest::gtest_main)
target_precompile_headers(keybound_test_headers PRIVATE ${headers})
# For ccache (script/build): what the headers are, instead of how the compiler writes them down, which differs from folder to folder.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/CMakeFiles/keybound_test_headers.dir/cmake_pch.hxx.gch.sum CONTENT
  "${headers} ${CMAKE_CXX_COMPILER_VERSION} ${CMAKE_CXX_FLAGS_RELEASE} ${KEYBOUND_SANITIZE} ${Eigen3_VERSION} ${fmt_VERSION} ${GTest_VERSION}")

# What tests share and what takes long to compile.
add_library(keybound_test_support STATIC ${PROJECT_SOURCE_DIR}/tests/support/eigensystem.cpp)
target_include_directories(keybound_test_support PRIVATE ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(keybound_test_support PRIVATE keybound_flags Eigen3::Eigen)

# Not by the compiler's command line, which would be another one in each folder.
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/generated/support/places.hpp CONTENT
"// Where tests find what they read and run.
#pragma once

#define KEYBOUND_SOURCE_DIR \"${PROJECT_SOURCE_DIR}\"
#define KEYBOUND_PROGRAM \"$<TARGET_FILE:keybound>\"
")

function(keybound_test name)
  cmake_parse_arguments(TEST "" "" "LABELS;SOURCES;DEPENDS;PRIVATE" ${ARGN})
  if(NOT TEST_SOURCES)
    message(WARNING "no tests for ${name}")
    return()
  endif()
  add_executable(${name}_test ${TEST_SOURCES})
  foreach(dependency IN LISTS TEST_DEPENDS)
    target_link_libraries(${name}_test PRIVATE keybound_${dependency})
  endforeach()
  target_link_libraries(${name}_test PRIVATE keybound_flags keybound_test_support fmt::fmt ${TEST_PRIVATE} GTest::gtest_main)
  target_precompile_headers(${name}_test REUSE_FROM keybound_test_headers)
  target_compile_options(${name}_test PRIVATE -Wno-array-bounds -Wno-stringop-overflow)  # false alarms of g++ 12 in precompiled std::string
  target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests ${CMAKE_BINARY_DIR}/generated)
  add_dependencies(${name}_test keybound)
  add_test(NAME ${name} COMMAND ${name}_test --gtest_brief=1 WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABELS}" TIMEOUT 120)
endfunction()
