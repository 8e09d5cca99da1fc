// Turns C++ exceptions into the C ABI's return code and its error sentence.
#pragma once
#include <c10/util/Exception.h>

#include <exception>
#include <string>

inline std::string& weft_last_error() {
  static thread_local std::string message;
  return message;
}

template <typename Body>
int weft_guard(Body body) {
  try {
    body();
    return 0;
  } catch (const c10::Error& error) {
    weft_last_error() = error.what_without_backtrace();
  } catch (const std::exception& error) {
    weft_last_error() = error.what();
  } catch (...) {
    weft_last_error() = "an unknown native error";
  }
  return 1;
}
