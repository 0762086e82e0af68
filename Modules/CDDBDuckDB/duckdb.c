#include "shim.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

struct binding {
    const char *symbol;
    size_t offset;
};

#define BIND(name) {"duckdb_" #name, offsetof(ddb_duckdb_functions, name)}

static const struct binding bindings[] = {
    BIND(library_version),
    BIND(open),
    BIND(close),
    BIND(connect),
    BIND(disconnect),
    BIND(interrupt),
    BIND(query),
    BIND(extract_statements),
    BIND(extract_statements_error),
    BIND(destroy_extracted),
    BIND(prepare_extracted_statement),
    BIND(prepare_error),
    BIND(prepared_statement_type),
    BIND(destroy_prepare),
    BIND(pending_prepared_streaming),
    BIND(pending_error),
    BIND(execute_pending),
    BIND(destroy_pending),
    BIND(destroy_result),
    BIND(result_error),
    BIND(result_error_type),
    BIND(fetch_chunk),
    BIND(destroy_data_chunk),
    BIND(column_count),
    BIND(column_name),
    BIND(column_logical_type),
    BIND(data_chunk_get_size),
    BIND(data_chunk_get_vector),
    BIND(vector_get_column_type),
    BIND(vector_get_data),
    BIND(vector_get_validity),
    BIND(list_vector_get_child),
    BIND(list_vector_get_size),
    BIND(struct_vector_get_child),
    BIND(array_vector_get_child),
    BIND(get_type_id),
    BIND(destroy_logical_type),
    BIND(decimal_width),
    BIND(decimal_scale),
    BIND(decimal_internal_type),
    BIND(enum_internal_type),
    BIND(enum_dictionary_size),
    BIND(enum_dictionary_value),
    BIND(list_type_child_type),
    BIND(array_type_child_type),
    BIND(array_type_array_size),
    BIND(map_type_key_type),
    BIND(map_type_value_type),
    BIND(struct_type_child_count),
    BIND(struct_type_child_name),
    BIND(struct_type_child_type),
    BIND(free),
};

_Static_assert(
    sizeof(bindings) / sizeof(bindings[0]) == sizeof(ddb_duckdb_functions) / sizeof(void *),
    "every function of the table is bound");

static const char *last_error(void) {
    const char *message = dlerror();
    return message ? message : "unknown reason";
}

bool ddb_duckdb_load_global(const char *path, char *message, size_t message_capacity) {
    if (dlopen(path, RTLD_LAZY | RTLD_GLOBAL)) {
        return true;
    }
    snprintf(message, message_capacity, "%s", last_error());
    return false;
}

const ddb_duckdb_functions *ddb_duckdb_load(
    const char *path, char *message, size_t message_capacity) {
    void *library = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
    if (!library) {
        snprintf(message, message_capacity, "%s", last_error());
        return NULL;
    }
    ddb_duckdb_functions *functions = malloc(sizeof(ddb_duckdb_functions));
    if (!functions) {
        snprintf(message, message_capacity, "out of memory");
        dlclose(library);
        return NULL;
    }
    for (size_t index = 0; index < sizeof(bindings) / sizeof(bindings[0]); index++) {
        void *symbol = dlsym(library, bindings[index].symbol);
        if (!symbol) {
            snprintf(message, message_capacity, "it has no function %s", bindings[index].symbol);
            free(functions);
            dlclose(library);
            return NULL;
        }
        *(void **)((char *)functions + bindings[index].offset) = symbol;
    }
    return functions;
}
