# One folder of src/keybound is one library target keybound_<folder>, also known as keybound::<folder>.
# Flags that we compile our own code with stand on the interface target keybound_flags, which nobody outside sees.

add_library(keybound_flags INTERFACE)
# -fcx-fortran-rules: complex products by the plain formula (NaN stays NaN), without C99's repair of infinities.
# The two -Wno are for false alarms of g++ 12 inside std::string (PR 105651) and Eigen's fixed-capacity storage.
target_compile_options(keybound_flags INTERFACE -Wall -Wextra -Werror -Wno-restrict -Wno-maybe-uninitialized -ffp-contract=off -fcx-fortran-rules)
target_compile_definitions(keybound_flags INTERFACE _GLIBCXX_ASSERTIONS)
if(KEYBOUND_SANITIZE)
  target_compile_options(keybound_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(keybound_flags INTERFACE -fsanitize=address,undefined)
endif()

# keybound_module(<folder> SOURCES a.cpp ... DEPENDS core quantum ... PRIVATE libraries...)
function(keybound_module folder)
  cmake_parse_arguments(MODULE "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  set(target keybound_${folder})
  add_library(${target} STATIC ${MODULE_SOURCES})
  add_library(keybound::${folder} ALIAS ${target})
  target_include_directories(${target} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>
    $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${folder})
  foreach(dependency IN LISTS MODULE_DEPENDS)
    target_link_libraries(${target} PUBLIC keybound_${dependency})
  endforeach()
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:keybound_flags> ${MODULE_PRIVATE})
  set_property(GLOBAL APPEND PROPERTY KEYBOUND_MODULES ${target})
endfunction()
