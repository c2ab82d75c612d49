// What Node sees of the native kernels: { paths, operations, bind }. bind(path, memory, values) gives a function that runs one
// operation: its number is the one argument, those of the operation are read from `values` [12] (numbers cost less in a
// shared array than as arguments). Node-API only, so one binary serves every version of Node and Electron.
//
// A wrong argument is a JavaScript error, never a crash: both arrays are kept alive by the function and looked up at each call
// (so one that was transferred away has no bytes), and every address is checked (boundary.h).
#include "allocation.h"
#include "boundary.h"
#include "paths.h"
#include <node_api.h>


/** What a bound function needs; freed with it. */
struct binding {
  const struct kernels *kernels;
  napi_ref memory, values;
};

static const struct operations *const files[] = {&inferenceOperations, &layeredOperations, &runsOperations, &trainingOperations};
#define FILES (sizeof files / sizeof *files)
/** The numbers of a file's operations begin at a multiple of this. */
#define OF_A_FILE 64u

/** NULL if no operation has this number. */
static const struct entry *operationOf(uint32_t number) {
  const uint32_t file = number / OF_A_FILE, index = number % OF_A_FILE;
  return file < FILES && index < files[file]->count ? &files[file]->entries[index] : NULL;
}

static napi_value refuse(napi_env env, const char *code, const char *message) {
  napi_throw_range_error(env, code, message);
  return NULL;
}

static bool bytesOf(napi_env env, napi_ref reference, void **bytes, size_t *length) {
  napi_value buffer;
  return napi_get_reference_value(env, reference, &buffer) == napi_ok && buffer &&
         napi_get_arraybuffer_info(env, buffer, bytes, length) == napi_ok;
}

/** Whether the arguments that must be are whole numbers from 0 to 2^53; NaN is not. */
static bool whole(const struct entry *e, const double *values) {
  for (int i = 0; i < e->arguments; i++)
    if (!(e->numbers >> i & 1u) && !(values[i] >= 0 && values[i] <= 9007199254740992.0 && values[i] == (double)(uint64_t)values[i]))
      return false;
  return true;
}

static napi_value run(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  void *data;
  uint32_t number;
  if (napi_get_cb_info(env, info, &count, &argument, NULL, &data) != napi_ok) return NULL;
  if (count < 1 || napi_get_value_uint32(env, argument, &number) != napi_ok) return refuse(env, "OPERATION", "expected the number of an operation");
  const struct binding *binding = data;
  const struct entry *e = operationOf(number);
  if (!e) return refuse(env, "OPERATION", "no operation has this number");
  void *base, *shared;
  size_t size, length;
  if (!bytesOf(env, binding->memory, &base, &size) || !bytesOf(env, binding->values, &shared, &length) ||
      length < MOST_ARGUMENTS * sizeof(double))
    return refuse(env, "MEMORY", "the memory of these kernels is gone");
  // A copy, since a thread that shares the array could change it between the checks and their use.
  double values[MOST_ARGUMENTS], result = 0;
  for (int i = 0; i < e->arguments; i++) values[i] = ((const double *)shared)[i];
  const struct memory memory = {base, (double)size};
  if (!whole(e, values) || !e->run(binding->kernels, memory, values, &result)) return refuse(env, "BOUNDS", e->name);
  napi_value answer;
  return napi_create_double(env, result, &answer) == napi_ok ? answer : NULL;
}

static void release(napi_env env, void *data, void *hint) {
  (void)hint;
  struct binding *binding = data;
  if (binding->memory) napi_delete_reference(env, binding->memory);
  if (binding->values) napi_delete_reference(env, binding->values);
  free(binding);
}

/** The kernels of the path of this name, which the processor runs; NULL if there is none. */
static const struct kernels *kernelsOf(napi_env env, napi_value name) {
  char text[16];
  size_t length;
  if (napi_get_value_string_utf8(env, name, text, sizeof text, &length) != napi_ok) return NULL;
  struct path path;
  for (int i = 0; (path = availablePath(i)).name; i++)
    if (__builtin_strcmp(path.name, text) == 0) return path.kernels;
  return NULL;
}

static bool isMemory(napi_env env, napi_value value, size_t least) {
  bool is;
  void *bytes;
  size_t length;
  return napi_is_arraybuffer(env, value, &is) == napi_ok && is && napi_get_arraybuffer_info(env, value, &bytes, &length) == napi_ok &&
         length >= least && (uintptr_t)bytes % sizeof(double) == 0;
}

static napi_value bind(napi_env env, napi_callback_info info) {
  size_t count = 3;
  napi_value arguments[3], function;
  if (napi_get_cb_info(env, info, &count, arguments, NULL, NULL) != napi_ok) return NULL;
  const struct kernels *kernels = count == 3 ? kernelsOf(env, arguments[0]) : NULL;
  if (!kernels) return refuse(env, "PATH", "no such path on this processor");
  if (!isMemory(env, arguments[1], 1) || !isMemory(env, arguments[2], MOST_ARGUMENTS * sizeof(double)))
    return refuse(env, "MEMORY", "expected the memory and the values of the arguments, an ArrayBuffer each");
  struct binding *binding = calloc(1, sizeof *binding);
  if (!binding) return refuse(env, "MEMORY", "out of memory");
  binding->kernels = kernels;
  if (napi_create_reference(env, arguments[1], 1, &binding->memory) != napi_ok ||
      napi_create_reference(env, arguments[2], 1, &binding->values) != napi_ok ||
      napi_create_function(env, "run", NAPI_AUTO_LENGTH, run, binding, &function) != napi_ok ||
      napi_add_finalizer(env, function, binding, release, NULL, NULL) != napi_ok) {
    release(env, binding, NULL);
    return refuse(env, "MEMORY", "Node could not make the function");
  }
  return function;
}

/** exports.paths: names, the fastest first. */
static bool addPaths(napi_env env, napi_value exports) {
  napi_value paths, name;
  if (napi_create_array(env, &paths) != napi_ok) return false;
  struct path path;
  for (uint32_t i = 0; (path = availablePath((int)i)).name; i++)
    if (napi_create_string_utf8(env, path.name, NAPI_AUTO_LENGTH, &name) != napi_ok || napi_set_element(env, paths, i, name) != napi_ok)
      return false;
  return napi_set_named_property(env, exports, "paths", paths) == napi_ok;
}

/** exports.operations: by name, the number of each. */
static bool addOperations(napi_env env, napi_value exports) {
  napi_value operations, number;
  if (napi_create_object(env, &operations) != napi_ok) return false;
  for (uint32_t file = 0; file < FILES; file++)
    for (uint32_t i = 0; i < files[file]->count; i++)
      if (napi_create_uint32(env, file * OF_A_FILE + i, &number) != napi_ok ||
          napi_set_named_property(env, operations, files[file]->entries[i].name, number) != napi_ok)
        return false;
  return napi_set_named_property(env, exports, "operations", operations) == napi_ok;
}

NAPI_MODULE_INIT() {
  napi_value function;
  const bool made = addPaths(env, exports) && addOperations(env, exports) &&
                    napi_create_function(env, "bind", NAPI_AUTO_LENGTH, bind, NULL, &function) == napi_ok &&
                    napi_set_named_property(env, exports, "bind", function) == napi_ok;
  if (!made) napi_throw_error(env, "NATIVE", "Node could not make the exports");
  return exports;
}
