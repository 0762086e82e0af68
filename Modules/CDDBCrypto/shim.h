#ifndef DDB_CRYPTO_SHIM_H
#define DDB_CRYPTO_SHIM_H

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

/* A context for HMAC over the named digest that awaits its key, or NULL. OSSL_PARAM wants a mutable
   C string and an array ended by a marker, which Swift cannot lay out in one expression. */
static inline EVP_MAC_CTX *ddb_hmac_context_new(EVP_MAC *hmac, const char *digest) {
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(hmac);
    if (context == NULL) return NULL;
    OSSL_PARAM parameters[2] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)digest, 0),
        OSSL_PARAM_construct_end(),
    };
    if (EVP_MAC_CTX_set_params(context, parameters) != 1) {
        EVP_MAC_CTX_free(context);
        return NULL;
    }
    return context;
}

#endif
