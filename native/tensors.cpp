// Tensor life time, data in and out, autograd and generators.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "guard.h"
#include "handles.h"

namespace {

std::vector<at::Tensor> borrow_all(const weft_tensor* tensors, int32_t count) {
  std::vector<at::Tensor> out;
  out.reserve(count);
  for (int32_t i = 0; i < count; ++i) out.push_back(weft_borrow(tensors[i]));
  return out;
}

c10::Device device_of(int32_t type, int32_t index) {
  return c10::Device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

}  // namespace

extern "C" {

void weft_tensor_free(weft_tensor tensor) { weft_drop(tensor); }

void weft_tensors_free(const weft_tensor* tensors, int32_t count) {
  for (int32_t i = 0; i < count; ++i) weft_drop(tensors[i]);
}

int64_t weft_tensors_alive(void) { return weft_alive().load(); }

int weft_tensor_describe(weft_tensor handle, weft_tensor_info* info, int64_t* shape, int32_t capacity) {
  return weft_guard([&] {
    const at::Tensor tensor = weft_borrow(handle);
    info->dtype = static_cast<int32_t>(tensor.scalar_type());
    info->rank = static_cast<int32_t>(tensor.dim());
    info->device_type = static_cast<int32_t>(tensor.device().type());
    info->device_index = tensor.device().index();
    info->requires_grad = tensor.requires_grad() ? 1 : 0;
    info->is_contiguous = tensor.is_contiguous() ? 1 : 0;
    info->elements = tensor.numel();
    info->data = tensor.device().is_cpu() ? tensor.data_ptr() : nullptr;
    for (int32_t i = 0; i < std::min(capacity, info->rank); ++i) shape[i] = tensor.size(i);
  });
}

int weft_tensor_from_memory(void* data, const int64_t* shape, int32_t rank, int32_t dtype,
                            void (*release)(void*), void* context, weft_tensor* out) {
  return weft_guard([&] {
    auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
    auto deleter = [release, context](void*) {
      if (release != nullptr) release(context);
    };
    *out = weft_give(at::from_blob(data, at::IntArrayRef(shape, rank), deleter, options));
  });
}

int weft_requires_grad_set(weft_tensor tensor, int32_t on) {
  return weft_guard([&] { weft_borrow(tensor).requires_grad_(on != 0); });
}

int weft_grad_get(weft_tensor tensor, weft_tensor* out) {
  return weft_guard([&] { *out = weft_give(weft_borrow(tensor).grad()); });
}

int weft_grad_set(weft_tensor tensor, weft_tensor grad) {
  return weft_guard([&] { weft_borrow(tensor).mutable_grad() = weft_borrow(grad); });
}

int weft_backward(const weft_tensor* roots, const weft_tensor* grads, int32_t count, int32_t retain_graph) {
  return weft_guard([&] {
    auto seeds = grads == nullptr ? std::vector<at::Tensor>(count) : borrow_all(grads, count);
    torch::autograd::backward(borrow_all(roots, count), seeds, retain_graph != 0, /*create_graph=*/false);
  });
}

int weft_gradients(const weft_tensor* outputs, int32_t outputs_count, const weft_tensor* inputs, int32_t inputs_count,
                   int32_t retain_graph, int32_t create_graph, int32_t allow_unused, weft_tensor* out) {
  return weft_guard([&] {
    auto gradients = torch::autograd::grad(borrow_all(outputs, outputs_count), borrow_all(inputs, inputs_count), {},
                                           retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (int32_t i = 0; i < inputs_count; ++i) out[i] = weft_give(gradients[i]);
  });
}

int weft_grad_mode_get(void) { return c10::GradMode::is_enabled() ? 1 : 0; }

void weft_grad_mode_set(int32_t on) { c10::GradMode::set_enabled(on != 0); }

int weft_generator_new(int32_t device_type, int32_t device_index, uint64_t seed, weft_generator* out) {
  return weft_guard([&] {
    const auto device = device_of(device_type, device_index);
    if (device.is_cpu()) {
      *out = new at::Generator(at::detail::createCPUGenerator(seed));
      return;
    }
    // The first allocation sets the device up; only then does it have a default generator to copy.
    at::empty({1}, at::TensorOptions().device(device));
    auto generator = at::globalContext().defaultGenerator(device).clone();
    generator.set_current_seed(seed);
    *out = new at::Generator(std::move(generator));
  });
}

void weft_generator_free(weft_generator generator) { delete static_cast<at::Generator*>(generator); }

int weft_generator_seed(weft_generator generator, uint64_t seed) {
  return weft_guard([&] {
    auto& target = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(target.mutex());
    target.set_current_seed(seed);
  });
}

int weft_generator_state_get(weft_generator generator, weft_tensor* out) {
  return weft_guard([&] {
    auto& source = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(source.mutex());
    *out = weft_give(source.get_state());
  });
}

int weft_generator_state_set(weft_generator generator, weft_tensor state) {
  return weft_guard([&] {
    auto& target = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(target.mutex());
    target.set_state(weft_borrow(state));
  });
}

}  // extern "C"
