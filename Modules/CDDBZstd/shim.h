#ifndef DDB_ZSTD_SHIM_H
#define DDB_ZSTD_SHIM_H

#include <zstd.h>
#include <zstd_errors.h>

#endif
