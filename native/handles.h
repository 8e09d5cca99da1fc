// Tensor handles: a TensorImpl with one owned reference, counted so that tests can see leaks.
#pragma once
#include <ATen/core/Tensor.h>

#include <atomic>

#include "weft.h"

inline std::atomic<int64_t>& weft_alive() {
  static std::atomic<int64_t> count{0};
  return count;
}

inline weft_tensor weft_give(at::Tensor tensor) {
  if (!tensor.defined()) return nullptr;
  weft_alive().fetch_add(1, std::memory_order_relaxed);
  return tensor.unsafeReleaseTensorImpl();
}

// A second owner of the handle's tensor; the handle stays valid.
inline at::Tensor weft_borrow(weft_tensor handle) {
  if (handle == nullptr) return at::Tensor();
  auto* impl = static_cast<c10::TensorImpl*>(handle);
  c10::raw::intrusive_ptr::incref(impl);
  return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(impl));
}

inline void weft_drop(weft_tensor handle) {
  if (handle == nullptr) return;
  weft_alive().fetch_sub(1, std::memory_order_relaxed);
  auto owner = c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(static_cast<c10::TensorImpl*>(handle));
}
