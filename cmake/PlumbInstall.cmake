# find_package(plumb), pkg-config and headers.
