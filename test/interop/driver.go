// As Driver.java, for go-hll.
package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/segmentio/go-hll"
)

var pool []uint64

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return value
}

func parse(list string) []uint64 {
	if list == "-" {
		return nil
	}
	if ends := strings.Split(list, ".."); len(ends) == 2 {
		return pool[number(ends[0])-1 : number(ends[1])]
	}
	var hashes []uint64
	for _, hash := range strings.Split(list, ",") {
		hashes = append(hashes, uint64(number(hash)))
	}
	return hashes
}

func must(sketch hll.Hll, err error) hll.Hll {
	if err != nil {
		panic(err)
	}
	return sketch
}

func makeSketch(f []string) hll.Hll {
	sketch := must(hll.NewHll(hll.Settings{
		Log2m: number(f[1]), Regwidth: number(f[2]), ExplicitThreshold: number(f[3]), SparseEnabled: f[4] == "1"}))
	for _, hash := range parse(f[5]) {
		sketch.AddRaw(hash)
	}
	return sketch
}

func read(text string) hll.Hll {
	bytes, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return must(hll.FromBytes(bytes))
}

func write(sketch hll.Hll) string {
	return fmt.Sprintf("%x\t%d", sketch.ToBytes(), sketch.Cardinality())
}

func answer(f []string) (text string) {
	defer func() {
		if reason := recover(); reason != nil {
			text = fmt.Sprintf("error\t%v", reason)
		}
	}()
	switch f[0] {
	case "pool":
		pool = parse(f[1])
		return "ok"
	case "make":
		return write(makeSketch(f))
	case "read":
		return write(read(f[1]))
	case "union":
		sketch := read(f[1])
		if err := sketch.StrictUnion(read(f[2])); err != nil {
			panic(err)
		}
		return write(sketch)
	}
	panic("no request: " + f[0])
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		fmt.Fprintln(out, answer(strings.Split(strings.TrimSuffix(line, "\n"), "\t")))
	}
}
