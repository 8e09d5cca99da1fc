// Any ATen operator by its schema name, through the dispatcher's boxed call.
#include <ATen/core/Generator.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "guard.h"
#include "handles.h"

namespace {

// libtorch's own optional: c10::optional in 1.13, std::optional later. Asking IValue for the type builds against both.
using OptionalTensor = std::decay_t<decltype(std::declval<c10::IValue&>().toOptional<at::Tensor>())>;

c10::IValue to_ivalue(const weft_value& value) {
  switch (value.tag) {
    case WEFT_NONE:
      return c10::IValue();
    case WEFT_TENSOR:
      return c10::IValue(weft_borrow(value.pointer));
    case WEFT_INT:
      return c10::IValue(value.integer);
    case WEFT_DOUBLE:
      return c10::IValue(value.real);
    case WEFT_BOOL:
      return c10::IValue(value.integer != 0);
    case WEFT_INTS: {
      c10::List<int64_t> list;
      list.reserve(value.count);
      for (int32_t i = 0; i < value.count; ++i) list.push_back(static_cast<const int64_t*>(value.pointer)[i]);
      return c10::IValue(std::move(list));
    }
    case WEFT_DOUBLES: {
      c10::List<double> list;
      list.reserve(value.count);
      for (int32_t i = 0; i < value.count; ++i) list.push_back(static_cast<const double*>(value.pointer)[i]);
      return c10::IValue(std::move(list));
    }
    case WEFT_BOOLS: {
      c10::List<bool> list;
      list.reserve(value.count);
      for (int32_t i = 0; i < value.count; ++i) list.push_back(static_cast<const uint8_t*>(value.pointer)[i] != 0);
      return c10::IValue(std::move(list));
    }
    case WEFT_TENSORS: {
      c10::List<at::Tensor> list;
      list.reserve(value.count);
      for (int32_t i = 0; i < value.count; ++i) list.push_back(weft_borrow(static_cast<const weft_tensor*>(value.pointer)[i]));
      return c10::IValue(std::move(list));
    }
    case WEFT_OPTIONAL_TENSORS: {
      c10::List<OptionalTensor> list;
      list.reserve(value.count);
      for (int32_t i = 0; i < value.count; ++i) {
        auto tensor = weft_borrow(static_cast<const weft_tensor*>(value.pointer)[i]);
        list.push_back(tensor.defined() ? OptionalTensor(std::move(tensor)) : OptionalTensor());
      }
      return c10::IValue(std::move(list));
    }
    case WEFT_STRING:
      return c10::IValue(std::string(static_cast<const char*>(value.pointer), value.count));
    case WEFT_DEVICE:
      return c10::IValue(c10::Device(static_cast<c10::DeviceType>(value.integer >> 32),
                                     static_cast<c10::DeviceIndex>(static_cast<int32_t>(value.integer & 0xffffffff))));
    case WEFT_GENERATOR:
      return c10::IValue(*static_cast<at::Generator*>(value.pointer));
    default:
      TORCH_CHECK(false, "unknown value tag ", value.tag);
  }
}

void append(const c10::IValue& value, std::vector<weft_value>& out) {
  weft_value result{};
  if (value.isTensor()) {
    result.tag = WEFT_TENSOR;
    result.pointer = weft_give(value.toTensor());
    if (result.pointer == nullptr) result.tag = WEFT_NONE;
  } else if (value.isTensorList()) {
    for (const at::Tensor& tensor : value.toTensorVector()) append(c10::IValue(tensor), out);
    return;
  } else if (value.isInt()) {
    result.tag = WEFT_INT;
    result.integer = value.toInt();
  } else if (value.isDouble()) {
    result.tag = WEFT_DOUBLE;
    result.real = value.toDouble();
  } else if (value.isBool()) {
    result.tag = WEFT_BOOL;
    result.integer = value.toBool() ? 1 : 0;
  } else if (!value.isNone()) {
    TORCH_CHECK(false, "a result of kind ", value.tagKind(), " cannot cross the C ABI");
  }
  out.push_back(result);
}

std::vector<weft_value>& overflow() {
  static thread_local std::vector<weft_value> values;
  return values;
}

}  // namespace

extern "C" {

int weft_operator_find(const char* name, const char* overload, weft_operator* out) {
  return weft_guard([&] {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    TORCH_CHECK(handle.has_value(), "this libtorch has no operator ", name, overload[0] ? "." : "", overload);
    *out = new c10::OperatorHandle(*handle);  // lives as long as the process: operators are looked up once
  });
}

int weft_operator_call(weft_operator op, const weft_value* arguments, int32_t count,
                       weft_value* results, int32_t capacity, int32_t* produced) {
  return weft_guard([&] {
    const auto& handle = *static_cast<c10::OperatorHandle*>(op);
    const auto& schema = handle.schema();
    const auto& formal = schema.arguments();
    TORCH_CHECK(static_cast<size_t>(count) <= formal.size(), "takes ", formal.size(), " arguments, not ", count);
    torch::jit::Stack stack;
    stack.reserve(formal.size());
    for (int32_t i = 0; i < count; ++i) stack.push_back(to_ivalue(arguments[i]));
    for (size_t i = count; i < formal.size(); ++i) {
      TORCH_CHECK(formal[i].default_value().has_value(), "argument '", formal[i].name(), "' is missing");
      stack.push_back(*formal[i].default_value());
    }
    handle.callBoxed(&stack);
    if (capacity < 0) return;  // an in-place call: its result is the argument itself
    std::vector<weft_value>& values = overflow();
    values.clear();
    try {
      for (const auto& value : stack) append(value, values);
    } catch (...) {
      // The caller hears of an error and will never own what was converted before it.
      for (const auto& value : values) {
        if (value.tag == WEFT_TENSOR) weft_drop(value.pointer);
      }
      values.clear();
      throw;
    }
    *produced = static_cast<int32_t>(values.size());
    if (*produced <= capacity) {
      std::copy(values.begin(), values.end(), results);
      values.clear();
    }
  });
}

int weft_operator_take(weft_value* results, int32_t capacity) {
  return weft_guard([&] {
    std::vector<weft_value>& values = overflow();
    TORCH_CHECK(static_cast<size_t>(capacity) == values.size(), "there are ", values.size(), " results, not ", capacity);
    std::copy(values.begin(), values.end(), results);
    values.clear();
  });
}

}  // extern "C"
