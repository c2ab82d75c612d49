// Node-API on Windows: its functions are those of the program that loads the binary, whatever that is called (node.exe, and
// Code.exe in the editor), so they are looked up in it by name. Elsewhere the loader does that by itself.
#include <node_api.h>
#include <windows.h>

/** Defines `name` as the function of that name in the running program; it fails where the program has none. */
#define FORWARD(name, parameters, ...)                                                      \
  napi_status name parameters {                                                             \
    static napi_status(*function) parameters;                                               \
    if (!function) function = (void *)(UINT_PTR)GetProcAddress(GetModuleHandleA(0), #name); \
    return function ? function(__VA_ARGS__) : napi_generic_failure;                         \
  }

FORWARD(napi_add_finalizer, (napi_env e, napi_value object, void *data, napi_finalize done, void *hint, napi_ref *result), e, object,
        data, done, hint, result)
FORWARD(napi_create_array, (napi_env e, napi_value *result), e, result)
FORWARD(napi_create_double, (napi_env e, double value, napi_value *result), e, value, result)
FORWARD(napi_create_function, (napi_env e, const char *name, size_t length, napi_callback call, void *data, napi_value *result), e,
        name, length, call, data, result)
FORWARD(napi_create_object, (napi_env e, napi_value *result), e, result)
FORWARD(napi_create_reference, (napi_env e, napi_value value, uint32_t count, napi_ref *result), e, value, count, result)
FORWARD(napi_create_string_utf8, (napi_env e, const char *text, size_t length, napi_value *result), e, text, length, result)
FORWARD(napi_create_uint32, (napi_env e, uint32_t value, napi_value *result), e, value, result)
FORWARD(napi_delete_reference, (napi_env e, napi_ref reference), e, reference)
FORWARD(napi_get_arraybuffer_info, (napi_env e, napi_value buffer, void **bytes, size_t *length), e, buffer, bytes, length)
FORWARD(napi_get_cb_info, (napi_env e, napi_callback_info info, size_t *count, napi_value *values, napi_value *self, void **data), e,
        info, count, values, self, data)
FORWARD(napi_get_reference_value, (napi_env e, napi_ref reference, napi_value *result), e, reference, result)
FORWARD(napi_get_value_string_utf8, (napi_env e, napi_value value, char *text, size_t size, size_t *length), e, value, text, size, length)
FORWARD(napi_get_value_uint32, (napi_env e, napi_value value, uint32_t *result), e, value, result)
FORWARD(napi_is_arraybuffer, (napi_env e, napi_value value, bool *result), e, value, result)
FORWARD(napi_set_element, (napi_env e, napi_value object, uint32_t index, napi_value value), e, object, index, value)
FORWARD(napi_set_named_property, (napi_env e, napi_value object, const char *name, napi_value value), e, object, name, value)
FORWARD(napi_throw_error, (napi_env e, const char *code, const char *message), e, code, message)
FORWARD(napi_throw_range_error, (napi_env e, const char *code, const char *message), e, code, message)
