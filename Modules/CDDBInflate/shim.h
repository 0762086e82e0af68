#ifndef DDB_INFLATE_SHIM_H
#define DDB_INFLATE_SHIM_H

#include <isa-l/igzip_lib.h>

#endif
