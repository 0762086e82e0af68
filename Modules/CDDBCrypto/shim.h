#ifndef DDB_CRYPTO_SHIM_H
#define DDB_CRYPTO_SHIM_H

#include <openssl/evp.h>

#endif
