#include "shim.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

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
    BIND(create_logical_type),
    BIND(create_scalar_function),
    BIND(destroy_scalar_function),
    BIND(scalar_function_set_name),
    BIND(scalar_function_add_parameter),
    BIND(scalar_function_set_return_type),
    BIND(scalar_function_set_volatile),
    BIND(scalar_function_set_extra_info),
    BIND(scalar_function_set_function),
    BIND(scalar_function_get_extra_info),
    BIND(scalar_function_set_error),
    BIND(register_scalar_function),
};

_Static_assert(
    sizeof(bindings) / sizeof(bindings[0]) == sizeof(ddb_duckdb_functions) / sizeof(void *),
    "every function of the table is bound");

// The libraries in the order in which they were loaded; an entry is written once, under the lock,
// before anybody learns of it.
static struct {
    void *handle;
    ddb_duckdb_functions functions;
} libraries[DDB_DUCKDB_LIBRARIES_MAX];
static size_t library_count;
static pthread_mutex_t libraries_lock = PTHREAD_MUTEX_INITIALIZER;

static void run_closure(
    size_t library, ddb_duckdb_function_info info, ddb_duckdb_chunk input,
    ddb_duckdb_vector output) {
    const ddb_duckdb_closure *closure =
        libraries[library].functions.scalar_function_get_extra_info(info);
    closure->body(closure->context, info, input, output);
}

#define CLOSURE_CALLBACK(library)                                                                 \
    static void closure_callback_##library(                                                       \
        ddb_duckdb_function_info info, ddb_duckdb_chunk input, ddb_duckdb_vector output) {        \
        run_closure(library, info, input, output);                                                \
    }
CLOSURE_CALLBACK(0)
CLOSURE_CALLBACK(1)
CLOSURE_CALLBACK(2)
CLOSURE_CALLBACK(3)

static const ddb_duckdb_scalar_callback closure_callbacks[] = {
    closure_callback_0, closure_callback_1, closure_callback_2, closure_callback_3};

_Static_assert(
    sizeof(closure_callbacks) / sizeof(closure_callbacks[0]) == DDB_DUCKDB_LIBRARIES_MAX,
    "every library has a callback");

ddb_duckdb_scalar_callback ddb_duckdb_closure_callback(const ddb_duckdb_functions *functions) {
    size_t library = 0;
    while (&libraries[library].functions != functions) {
        library++;
    }
    return closure_callbacks[library];
}

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

static bool bind_all(
    void *library, ddb_duckdb_functions *functions, char *message, size_t message_capacity) {
    for (size_t index = 0; index < sizeof(bindings) / sizeof(bindings[0]); index++) {
        void *symbol = dlsym(library, bindings[index].symbol);
        if (!symbol) {
            snprintf(message, message_capacity, "it has no function %s", bindings[index].symbol);
            return false;
        }
        *(void **)((char *)functions + bindings[index].offset) = symbol;
    }
    return true;
}

/// The entry of a library that is open, new or known; the lock is held.
static const ddb_duckdb_functions *entry(void *library, char *message, size_t message_capacity) {
    for (size_t index = 0; index < library_count; index++) {
        if (libraries[index].handle == library) {
            return &libraries[index].functions;
        }
    }
    ddb_duckdb_functions functions;
    if (!bind_all(library, &functions, message, message_capacity)) {
        return NULL;
    }
    if (library_count == DDB_DUCKDB_LIBRARIES_MAX) {
        snprintf(
            message, message_capacity, "%d other libraries are loaded, and no more can be",
            DDB_DUCKDB_LIBRARIES_MAX);
        return NULL;
    }
    libraries[library_count].handle = library;
    libraries[library_count].functions = functions;
    library_count++;
    return &libraries[library_count - 1].functions;
}

const ddb_duckdb_functions *ddb_duckdb_load(
    const char *path, char *message, size_t message_capacity) {
    void *library = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
    if (!library) {
        snprintf(message, message_capacity, "%s", last_error());
        return NULL;
    }
    pthread_mutex_lock(&libraries_lock);
    size_t before = library_count;
    const ddb_duckdb_functions *functions = entry(library, message, message_capacity);
    bool is_new = library_count > before;
    pthread_mutex_unlock(&libraries_lock);
    if (!is_new) {
        // One use of each library is kept for good.
        dlclose(library);
    }
    return functions;
}
