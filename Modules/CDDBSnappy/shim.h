#ifndef DDB_SNAPPY_SHIM_H
#define DDB_SNAPPY_SHIM_H

#include <snappy-c.h>

#endif
