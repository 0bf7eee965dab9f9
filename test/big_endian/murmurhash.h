// Stands in for the header of libmurmurhash. That library reads words in the machine's byte order,
// so its hashes differ on a big-endian machine. If HLL_RECORD is defined, the answer to each call
// is written to the file that the environment variable HLL_HASHES names. Otherwise the answers are
// read from that file, and the calls must be the same ones.
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

// Returns the arguments of a call as text: "seed bytes".
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
