#include "report.hpp"

#include <cstdarg>
#include <cstdlib>

namespace hll {

File::File(const std::string& directory, const std::string& name)
    : file_(std::fopen((directory + "/" + name).c_str(), "w")) {
  if (file_ != nullptr) return;
  std::perror((directory + "/" + name).c_str());
  std::exit(2);
}

File::~File() {
  if (std::fclose(file_) == 0) return;
  std::perror("accuracy");
  std::exit(2);
}

void File::Print(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  std::vfprintf(file_, format, arguments);
  va_end(arguments);
}

std::string Text(const char* format, ...) {
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return text;
}

}  // namespace hll
