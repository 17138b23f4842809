/// The binary digits of π after the point, computed: what the table of the engine is held against.
enum ComputedPiDigits {
    /// The first `count` words of 32 bits, by Machin's formula: π = 16 arctan(1/5) − 4 arctan(1/239).
    static func words(_ count: Int) -> [UInt32] {
        // Two words more take up the rounding errors.
        let size = count + 3
        var sum = arctangent(5, times: 16, size)
        subtract(arctangent(239, times: 4, size), from: &sum)
        // The first word is the 3 before the point.
        return Array(sum[1...count])
    }

    /// A multiple of arctan(1/x): the sum of ±1/((2n+1)·x^(2n+1)), as a fixed-point number.
    private static func arctangent(_ x: UInt32, times factor: UInt32, _ size: Int) -> [UInt32] {
        var power = [UInt32](repeating: 0, count: size)
        power[0] = factor
        divide(&power, by: x, from: 0)
        var sum = power
        var odd: UInt32 = 1
        var isNegative = false
        var first = 0
        var term = power
        while true {
            divide(&power, by: x * x, from: first)
            while first < size, power[first] == 0 { first += 1 }
            if first == size { return sum }
            odd += 2
            isNegative.toggle()
            term = power
            divide(&term, by: odd, from: first)
            if isNegative { subtract(term, from: &sum) } else { add(term, to: &sum) }
        }
    }

    private static func divide(_ number: inout [UInt32], by divisor: UInt32, from first: Int) {
        number.withUnsafeMutableBufferPointer { words in
            var remainder: UInt64 = 0
            for index in first..<words.count {
                let value = remainder << 32 | UInt64(words[index])
                words[index] = UInt32(value / UInt64(divisor))
                remainder = value % UInt64(divisor)
            }
        }
    }

    private static func add(_ other: [UInt32], to number: inout [UInt32]) {
        number.withUnsafeMutableBufferPointer { words in
            other.withUnsafeBufferPointer { other in
                var carry: UInt64 = 0
                for index in words.indices.reversed() {
                    let value = UInt64(words[index]) + UInt64(other[index]) + carry
                    words[index] = UInt32(truncatingIfNeeded: value)
                    carry = value >> 32
                }
            }
        }
    }

    private static func subtract(_ other: [UInt32], from number: inout [UInt32]) {
        number.withUnsafeMutableBufferPointer { words in
            other.withUnsafeBufferPointer { other in
                var borrow: Int64 = 0
                for index in words.indices.reversed() {
                    let value = Int64(words[index]) - Int64(other[index]) - borrow
                    words[index] = UInt32(truncatingIfNeeded: value)
                    borrow = value < 0 ? 1 : 0
                }
            }
        }
    }
}
