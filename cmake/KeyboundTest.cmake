# Tests lie beside the code (src/keybound/<folder>/*.test.cpp) or below tests/ when they need several folders.
#
# keybound_test(<name> LABELS law ... SOURCES a.test.cpp ... DEPENDS rate ... PRIVATE libraries...)
# makes one program <name>_test of all sources and one CTest case that runs it.
include(GoogleTest)

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
  target_link_libraries(${name}_test PRIVATE keybound_flags fmt::fmt ${TEST_PRIVATE} GTest::gtest_main)
  target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name}_test PRIVATE
    KEYBOUND_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    KEYBOUND_PROGRAM="$<TARGET_FILE:keybound>")
  add_dependencies(${name}_test keybound)
  add_test(NAME ${name} COMMAND ${name}_test --gtest_brief=1 WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABELS}" TIMEOUT 120)
endfunction()
