// In the place of libmurmurhash's header: the library reads words in the order of the machine, so
// that its hashes on a big-endian one are others. With HLL_RECORD each call's answer is written to
// the file that HLL_HASHES names; else the answers are read from it, and the questions must be the
// same.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#ifdef HLL_RECORD
#include_next <murmurhash.h>
using HashFile = std::ofstream;
#else
using HashFile = std::ifstream;
#endif

// "seed bytes": what was asked.
inline std::string Question(const void* bytes, uint32_t size, uint32_t seed) {
  std::string question = std::to_string(seed) + ' ';
  for (uint32_t i = 0; i < size; ++i) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<const uint8_t*>(bytes)[i]);
    question += digits;
  }
  return question;
}

inline void RecordedHash(const void* bytes, uint32_t size, uint32_t seed, uint64_t* words) {
  static HashFile file(std::getenv("HLL_HASHES"));
  const std::string question = Question(bytes, size, seed);
#ifdef HLL_RECORD
  lmmh_x64_128(bytes, size, seed, words);
  file << question << '\n' << words[0] << '\n';
#else
  std::string recorded;
  std::getline(file, recorded);
  if (recorded != question) {
    std::printf("asked for the hash of %s, recorded is %s\n", question.c_str(), recorded.c_str());
    std::abort();
  }
  file >> words[0];
  file.ignore(1);
#endif
}

#define lmmh_x64_128 RecordedHash
