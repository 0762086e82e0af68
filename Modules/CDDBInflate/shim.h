#ifndef DDB_INFLATE_SHIM_H
#define DDB_INFLATE_SHIM_H

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

/// The size of the buffer that compression at level 1 works in.
enum { ddb_isal_level_1_buffer = ISAL_DEF_LVL1_DEFAULT };

#endif
