# find_package(plumb), pkg-config and headers. Every path is relative to the prefix, so an installation may be moved.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

file(GLOB PLUMB_HEADERS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/plumb/*.hpp)
target_sources(plumb PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${PLUMB_HEADERS})
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/plumb)

install(TARGETS plumb EXPORT plumb FILE_SET HEADERS
        RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT plumb NAMESPACE plumb:: FILE plumb-targets.cmake DESTINATION ${package_dir})

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/plumb-config.cmake.in ${PROJECT_BINARY_DIR}/plumb-config.cmake
                              INSTALL_DESTINATION ${package_dir})
# Before 1.0 a minor version may break the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/plumb-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/plumb-config.cmake ${PROJECT_BINARY_DIR}/plumb-config-version.cmake
        DESTINATION ${package_dir})

file(RELATIVE_PATH PLUMB_PC_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
if(NOT BUILD_SHARED_LIBS)
  set(PLUMB_PC_CFLAGS " -DPLUMB_STATIC")
  set(PLUMB_PC_REQUIRES " OpenEXR libcrypto spng libturbojpeg libwebp libxxhash libisal")
  set(PLUMB_PC_LIBS " -lmeshoptimizer -ltinygltf -lembree${embree_VERSION_MAJOR} -pthread -ldl")
  string(APPEND PLUMB_PC_REQUIRES " libarchive hdf5 libmurmurhash libtiff-4")
  string(APPEND PLUMB_PC_LIBS " -lBulletDynamics-float64 -lBulletCollision-float64 -lLinearMath-float64")
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/plumb.pc.in ${PROJECT_BINARY_DIR}/plumb.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/plumb.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

if(TARGET plumb_program)
  file(RELATIVE_PATH library_from_program /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_LIBDIR})
  set_target_properties(plumb_program PROPERTIES INSTALL_RPATH "$ORIGIN/${library_from_program}")
  install(TARGETS plumb_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
