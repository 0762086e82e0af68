#ifndef DDB_LZ4_SHIM_H
#define DDB_LZ4_SHIM_H

#include <lz4.h>

#endif
