#pragma once

/// Names of CLI11, whose header costs a file more than all else: only what reads the command line includes that.
namespace CLI {
class App;
class Option;
class Validator;
}  // namespace CLI
