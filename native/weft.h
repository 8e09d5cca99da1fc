// The one door between Weft and libtorch: a C ABI that C# can call without any glue.
//
// Conventions: every function that can fail returns 0 on success and 1 on failure; weft_error() then holds libtorch's own
// sentence (per thread). A tensor handle owns one reference and is given back with weft_tensor_free. Nothing here knows of
// networks or of fusion; the ~2,000 operators of libtorch are reached by name through its dispatcher.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void* weft_tensor;
typedef void* weft_operator;
typedef void* weft_generator;

enum weft_tag {
  WEFT_NONE = 0,
  WEFT_TENSOR = 1,
  WEFT_INT = 2,
  WEFT_DOUBLE = 3,
  WEFT_BOOL = 4,
  WEFT_INTS = 5,       // int64 values at `pointer`
  WEFT_DOUBLES = 6,    // double values at `pointer`
  WEFT_TENSORS = 7,    // tensor handles at `pointer`
  WEFT_STRING = 8,     // utf-8 bytes at `pointer`
  WEFT_DEVICE = 9,     // integer = type << 32 | index (index -1: the current one)
  WEFT_GENERATOR = 10,
  WEFT_OPTIONAL_TENSORS = 11,  // as WEFT_TENSORS, null handles mean "none"
  WEFT_BOOLS = 12,     // bytes at `pointer`
};

typedef struct {
  int32_t tag;
  int32_t count;
  union {
    int64_t integer;
    double real;
    void* pointer;
  };
} weft_value;

typedef struct {
  int32_t dtype;
  int32_t rank;
  int32_t device_type;
  int32_t device_index;
  int32_t requires_grad;
  int32_t is_contiguous;
  int64_t elements;
  void* data;  // null off the CPU
} weft_tensor_info;

const char* weft_error(void);

// Operators
int weft_operator_find(const char* name, const char* overload, weft_operator* out);
int weft_operator_call(weft_operator op, const weft_value* arguments, int32_t count,
                       weft_value* results, int32_t capacity, int32_t* produced);
// After a call that produced more results than its capacity: all of them, once.
int weft_operator_take(weft_value* results, int32_t capacity);

// Tensors
void weft_tensor_free(weft_tensor tensor);
void weft_tensors_free(const weft_tensor* tensors, int32_t count);
int64_t weft_tensors_alive(void);
int weft_tensor_describe(weft_tensor tensor, weft_tensor_info* info, int64_t* shape, int32_t capacity);
int weft_tensor_from_memory(void* data, const int64_t* shape, int32_t rank, int32_t dtype,
                            void (*release)(void*), void* context, weft_tensor* out);

// Autograd
int weft_requires_grad_set(weft_tensor tensor, int32_t on);
int weft_grad_get(weft_tensor tensor, weft_tensor* out);  // null when there is none
int weft_grad_set(weft_tensor tensor, weft_tensor grad);  // null clears it
int weft_backward(const weft_tensor* roots, const weft_tensor* grads, int32_t count, int32_t retain_graph);
int weft_gradients(const weft_tensor* outputs, int32_t outputs_count, const weft_tensor* inputs, int32_t inputs_count,
                   int32_t retain_graph, int32_t create_graph, int32_t allow_unused, weft_tensor* out);
int weft_grad_mode_get(void);
void weft_grad_mode_set(int32_t on);

// Generators
int weft_generator_new(int32_t device_type, int32_t device_index, uint64_t seed, weft_generator* out);
void weft_generator_free(weft_generator generator);
int weft_generator_seed(weft_generator generator, uint64_t seed);
int weft_generator_state_get(weft_generator generator, weft_tensor* out);
int weft_generator_state_set(weft_generator generator, weft_tensor state);

// Optimizers
typedef struct {
  int64_t step;  // counted from 1
  double rate;
  double beta1;
  double beta2;
  double eps;
  double weight_decay;
  int32_t decoupled;  // the decay shrinks the parameters instead of adding to their gradients
} weft_adam_settings;

// A step of Adam over dense CPU tensors of one type, float or double; for others `done` is 0 and nothing was changed.
int weft_adam(const weft_adam_settings* settings, const weft_tensor* parameters, const weft_tensor* gradients,
              const weft_tensor* first, const weft_tensor* second, int32_t count, int32_t* done);

// The machine
int weft_threads_set(int32_t threads);
int32_t weft_threads_get(void);
int32_t weft_cuda_count(void);
int weft_cuda_synchronize(int32_t index);
const char* weft_torch_version(void);
const char* weft_torch_configuration(void);
int32_t weft_abi_version(void);

#ifdef __cplusplus
}
#endif
