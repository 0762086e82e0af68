#ifndef DDB_DUCKDB_SHIM_H
#define DDB_DUCKDB_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The part of DuckDB's C interface (duckdb.h, stable since 1.2; what is read needs 1.3) that ddbkit calls, declared by
// hand: the library is found and bound at run time, so no header of it is needed to build.

typedef struct ddb_duckdb_database_s *ddb_duckdb_database;
typedef struct ddb_duckdb_connection_s *ddb_duckdb_connection;
typedef struct ddb_duckdb_extracted_s *ddb_duckdb_extracted;
typedef struct ddb_duckdb_prepared_s *ddb_duckdb_prepared;
typedef struct ddb_duckdb_pending_s *ddb_duckdb_pending;
typedef struct ddb_duckdb_type_s *ddb_duckdb_type;
typedef struct ddb_duckdb_chunk_s *ddb_duckdb_chunk;
typedef struct ddb_duckdb_vector_s *ddb_duckdb_vector;
typedef struct ddb_duckdb_scalar_s *ddb_duckdb_scalar;
typedef struct ddb_duckdb_function_info_s *ddb_duckdb_function_info;

/// `duckdb_result`: passed by value to some functions, so its layout counts.
typedef struct {
    uint64_t unused_counts[3];
    void *_Nullable unused_columns;
    char *_Nullable unused_error;
    void *_Nullable internal_data;
} ddb_duckdb_result;

/// `duckdb_string_t`: 12 bytes within the value, or a prefix and a pointer.
typedef struct {
    uint32_t length;
    char prefix[4];
    const char *_Nullable pointer;
} ddb_duckdb_string;

typedef struct {
    uint64_t offset;
    uint64_t length;
} ddb_duckdb_list_entry;

typedef struct {
    int32_t months;
    int32_t days;
    int64_t micros;
} ddb_duckdb_interval;

typedef struct {
    uint64_t lower;
    uint64_t upper;
} ddb_duckdb_int128;

enum { DDB_DUCKDB_LIBRARIES_MAX = 4 };

enum {
    ddb_duckdb_success = 0,
    ddb_duckdb_error_interrupt = 29,
    ddb_duckdb_statement_select = 1,
    ddb_duckdb_statement_explain = 4,
};

/// `DUCKDB_TYPE`.
typedef enum {
    ddb_duckdb_type_boolean = 1,
    ddb_duckdb_type_int8 = 2,
    ddb_duckdb_type_int16 = 3,
    ddb_duckdb_type_int32 = 4,
    ddb_duckdb_type_int64 = 5,
    ddb_duckdb_type_uint8 = 6,
    ddb_duckdb_type_uint16 = 7,
    ddb_duckdb_type_uint32 = 8,
    ddb_duckdb_type_uint64 = 9,
    ddb_duckdb_type_float = 10,
    ddb_duckdb_type_double = 11,
    ddb_duckdb_type_timestamp = 12,
    ddb_duckdb_type_date = 13,
    ddb_duckdb_type_time = 14,
    ddb_duckdb_type_interval = 15,
    ddb_duckdb_type_hugeint = 16,
    ddb_duckdb_type_varchar = 17,
    ddb_duckdb_type_blob = 18,
    ddb_duckdb_type_decimal = 19,
    ddb_duckdb_type_timestamp_s = 20,
    ddb_duckdb_type_timestamp_ms = 21,
    ddb_duckdb_type_timestamp_ns = 22,
    ddb_duckdb_type_enum = 23,
    ddb_duckdb_type_list = 24,
    ddb_duckdb_type_struct = 25,
    ddb_duckdb_type_map = 26,
    ddb_duckdb_type_uuid = 27,
    ddb_duckdb_type_timestamp_tz = 31,
    ddb_duckdb_type_uhugeint = 32,
    ddb_duckdb_type_array = 33,
    ddb_duckdb_type_null = 36,
} ddb_duckdb_type_id;

#pragma clang assume_nonnull begin

/// What the engine calls for a vector of a scalar function's arguments.
typedef void (*ddb_duckdb_scalar_callback)(
    ddb_duckdb_function_info info, ddb_duckdb_chunk input, ddb_duckdb_vector output);

/// The extra information of a scalar function whose callback is `ddb_duckdb_closure_callback`.
typedef struct {
    void (*body)(
        void *context, ddb_duckdb_function_info info, ddb_duckdb_chunk input,
        ddb_duckdb_vector output);
    void *context;
} ddb_duckdb_closure;

/// The functions of one loaded library; each is named as in duckdb.h without `duckdb_`.
typedef struct {
    const char *_Nonnull (*_Nonnull library_version)(void);
    int (*_Nonnull open)(
        const char *_Nullable path, ddb_duckdb_database _Nullable *_Nonnull database);
    void (*_Nonnull close)(ddb_duckdb_database _Nullable *_Nonnull database);
    int (*_Nonnull connect)(
        ddb_duckdb_database database, ddb_duckdb_connection _Nullable *_Nonnull connection);
    void (*_Nonnull disconnect)(ddb_duckdb_connection _Nullable *_Nonnull connection);
    void (*_Nonnull interrupt)(ddb_duckdb_connection connection);
    int (*_Nonnull query)(
        ddb_duckdb_connection connection, const char *sql, ddb_duckdb_result *result);
    uint64_t (*_Nonnull extract_statements)(
        ddb_duckdb_connection connection, const char *sql,
        ddb_duckdb_extracted _Nullable *_Nonnull out);
    const char *_Nullable (*_Nonnull extract_statements_error)(ddb_duckdb_extracted extracted);
    void (*_Nonnull destroy_extracted)(ddb_duckdb_extracted _Nullable *_Nonnull extracted);
    int (*_Nonnull prepare_extracted_statement)(
        ddb_duckdb_connection connection, ddb_duckdb_extracted extracted, uint64_t index,
        ddb_duckdb_prepared _Nullable *_Nonnull out);
    const char *_Nullable (*_Nonnull prepare_error)(ddb_duckdb_prepared prepared);
    int (*_Nonnull prepared_statement_type)(ddb_duckdb_prepared prepared);
    void (*_Nonnull destroy_prepare)(ddb_duckdb_prepared _Nullable *_Nonnull prepared);
    int (*_Nonnull pending_prepared_streaming)(
        ddb_duckdb_prepared prepared, ddb_duckdb_pending _Nullable *_Nonnull out);
    const char *_Nullable (*_Nonnull pending_error)(ddb_duckdb_pending pending);
    int (*_Nonnull execute_pending)(ddb_duckdb_pending pending, ddb_duckdb_result *result);
    void (*_Nonnull destroy_pending)(ddb_duckdb_pending _Nullable *_Nonnull pending);
    void (*_Nonnull destroy_result)(ddb_duckdb_result *result);
    const char *_Nullable (*_Nonnull result_error)(ddb_duckdb_result *result);
    int (*_Nonnull result_error_type)(ddb_duckdb_result *result);
    ddb_duckdb_chunk _Nullable (*_Nonnull fetch_chunk)(ddb_duckdb_result result);
    void (*_Nonnull destroy_data_chunk)(ddb_duckdb_chunk _Nullable *_Nonnull chunk);
    uint64_t (*_Nonnull column_count)(ddb_duckdb_result *result);
    const char *_Nullable (*_Nonnull column_name)(ddb_duckdb_result *result, uint64_t column);
    ddb_duckdb_type _Nullable (*_Nonnull column_logical_type)(
        ddb_duckdb_result *result, uint64_t column);
    uint64_t (*_Nonnull data_chunk_get_size)(ddb_duckdb_chunk chunk);
    ddb_duckdb_vector _Nullable (*_Nonnull data_chunk_get_vector)(
        ddb_duckdb_chunk chunk, uint64_t column);
    ddb_duckdb_type _Nullable (*_Nonnull vector_get_column_type)(ddb_duckdb_vector vector);
    void *_Nullable (*_Nonnull vector_get_data)(ddb_duckdb_vector vector);
    const uint64_t *_Nullable (*_Nonnull vector_get_validity)(ddb_duckdb_vector vector);
    ddb_duckdb_vector _Nullable (*_Nonnull list_vector_get_child)(ddb_duckdb_vector vector);
    uint64_t (*_Nonnull list_vector_get_size)(ddb_duckdb_vector vector);
    ddb_duckdb_vector _Nullable (*_Nonnull struct_vector_get_child)(
        ddb_duckdb_vector vector, uint64_t index);
    ddb_duckdb_vector _Nullable (*_Nonnull array_vector_get_child)(ddb_duckdb_vector vector);
    int (*_Nonnull get_type_id)(ddb_duckdb_type type);
    void (*_Nonnull destroy_logical_type)(ddb_duckdb_type _Nullable *_Nonnull type);
    uint8_t (*_Nonnull decimal_width)(ddb_duckdb_type type);
    uint8_t (*_Nonnull decimal_scale)(ddb_duckdb_type type);
    int (*_Nonnull decimal_internal_type)(ddb_duckdb_type type);
    int (*_Nonnull enum_internal_type)(ddb_duckdb_type type);
    uint32_t (*_Nonnull enum_dictionary_size)(ddb_duckdb_type type);
    char *_Nullable (*_Nonnull enum_dictionary_value)(ddb_duckdb_type type, uint64_t index);
    ddb_duckdb_type _Nullable (*_Nonnull list_type_child_type)(ddb_duckdb_type type);
    ddb_duckdb_type _Nullable (*_Nonnull array_type_child_type)(ddb_duckdb_type type);
    uint64_t (*_Nonnull array_type_array_size)(ddb_duckdb_type type);
    ddb_duckdb_type _Nullable (*_Nonnull map_type_key_type)(ddb_duckdb_type type);
    ddb_duckdb_type _Nullable (*_Nonnull map_type_value_type)(ddb_duckdb_type type);
    uint64_t (*_Nonnull struct_type_child_count)(ddb_duckdb_type type);
    char *_Nullable (*_Nonnull struct_type_child_name)(ddb_duckdb_type type, uint64_t index);
    ddb_duckdb_type _Nullable (*_Nonnull struct_type_child_type)(
        ddb_duckdb_type type, uint64_t index);
    void (*_Nonnull free)(void *_Nullable pointer);
    ddb_duckdb_type _Nullable (*_Nonnull create_logical_type)(int id);
    ddb_duckdb_scalar _Nullable (*_Nonnull create_scalar_function)(void);
    void (*_Nonnull destroy_scalar_function)(ddb_duckdb_scalar _Nullable *_Nonnull function);
    void (*_Nonnull scalar_function_set_name)(ddb_duckdb_scalar function, const char *name);
    void (*_Nonnull scalar_function_add_parameter)(
        ddb_duckdb_scalar function, ddb_duckdb_type type);
    void (*_Nonnull scalar_function_set_return_type)(
        ddb_duckdb_scalar function, ddb_duckdb_type type);
    void (*_Nonnull scalar_function_set_volatile)(ddb_duckdb_scalar function);
    void (*_Nonnull scalar_function_set_extra_info)(
        ddb_duckdb_scalar function, void *extra_info, void (*_Nullable destroy)(void *));
    void (*_Nonnull scalar_function_set_function)(
        ddb_duckdb_scalar function, ddb_duckdb_scalar_callback callback);
    void *_Nonnull (*_Nonnull scalar_function_get_extra_info)(ddb_duckdb_function_info info);
    void (*_Nonnull scalar_function_set_error)(
        ddb_duckdb_function_info info, const char *message);
    int (*_Nonnull register_scalar_function)(
        ddb_duckdb_connection connection, ddb_duckdb_scalar function);
} ddb_duckdb_functions;

/// Loads a library for good and binds every function; a library that is loaded already is given
/// again. A process has at most `DDB_DUCKDB_LIBRARIES_MAX` different ones.
///
/// Returns nil, or what is wrong in `message` (cut to its capacity, always terminated).
const ddb_duckdb_functions *_Nullable ddb_duckdb_load(
    const char *path, char *message, size_t message_capacity);

/// Loads a library whose symbols later loads may need; returns whether it could.
bool ddb_duckdb_load_global(const char *path, char *message, size_t message_capacity);

/// The callback that runs a `ddb_duckdb_closure` for functions of this library.
///
/// The engine tells a callback nothing from which the library could be learnt that calls it, so
/// each loaded one has its own.
ddb_duckdb_scalar_callback ddb_duckdb_closure_callback(const ddb_duckdb_functions *functions);

#pragma clang assume_nonnull end

#endif
