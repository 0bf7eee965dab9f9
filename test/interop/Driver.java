// Lets test/interop/run.pl ask java-hll: reads a line for each request, fields separated by tabs, and
// prints a line for each answer.
//
//   pool HASHES                                     ok; the hashes 1 to N for make
//   make LOG2M REGWIDTH EXPTHRESH SPARSEON HASHES   BYTES COUNT; HASHES are "A..B" of the pool, a list, or "-"
//   read BYTES                                      BYTES COUNT, as this library writes and counts them
//   union BYTES BYTES                               BYTES COUNT
//
// Bytes are hexadecimal, lists are separated by commas. What the library refuses is "error REASON".
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.HexFormat;
import net.agkn.hll.HLL;
import net.agkn.hll.HLLType;

public class Driver {
  private static long[] pool;

  private static long[] parse(String list) {
    if (list.equals("-")) return new long[0];
    String[] ends = list.split("\\.\\.");
    if (ends.length == 2) {
      return Arrays.copyOfRange(pool, Integer.parseInt(ends[0]) - 1, Integer.parseInt(ends[1]));
    }
    return Arrays.stream(list.split(",")).mapToLong(Long::parseLong).toArray();
  }

  // The constructor takes expthresh as the code of the header: 1 + log2 of it.
  private static HLL make(String[] f) {
    int expthresh = Integer.parseInt(f[3]);
    int code = expthresh < 1 ? expthresh : 1 + Integer.numberOfTrailingZeros(expthresh);
    HLL sketch = new HLL(Integer.parseInt(f[1]), Integer.parseInt(f[2]), code, f[4].equals("1"), HLLType.EMPTY);
    for (long hash : parse(f[5])) sketch.addRaw(hash);
    return sketch;
  }

  private static HLL read(String hex) {
    return HLL.fromBytes(HexFormat.of().parseHex(hex));
  }

  private static String write(HLL sketch) {
    return HexFormat.of().formatHex(sketch.toBytes()) + "\t" + sketch.cardinality();
  }

  private static String answer(String[] f) {
    switch (f[0]) {
      case "pool":
        pool = parse(f[1]);
        return "ok";
      case "make":
        return write(make(f));
      case "read":
        return write(read(f[1]));
      case "union":
        HLL sketch = read(f[1]);
        sketch.union(read(f[2]));
        return write(sketch);
      default:
        throw new IllegalArgumentException("no request: " + f[0]);
    }
  }

  public static void main(String[] arguments) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    PrintStream out = new PrintStream(new java.io.BufferedOutputStream(System.out, 1 << 20), false);
    for (String line; (line = in.readLine()) != null;) {
      try {
        out.println(answer(line.split("\t", -1)));
      } catch (RuntimeException e) {
        out.println("error\t" + e);
      }
    }
    out.flush();
  }
}
