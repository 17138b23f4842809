/// A natural number of any size, as far as modular powers need it. Not in constant time.
struct ModularInteger: Equatable {
    /// Base 2³², the lowest first, without leading zeros.
    private(set) var words: [UInt32]

    init(words: [UInt32]) {
        self.words = words
        while self.words.last == 0 { self.words.removeLast() }
    }

    /// Digits alone.
    init(hexadecimal text: String) {
        let digits = Array(text.utf8)
        var words: [UInt32] = []
        for end in stride(from: digits.count, to: 0, by: -8) {
            words.append(UInt32(String(decoding: digits[max(end - 8, 0)..<end], as: UTF8.self), radix: 16) ?? 0)
        }
        self.init(words: words)
    }

    var isZero: Bool { words.isEmpty }

    /// Big-endian two's complement: with a zero in front where the first bit is set.
    var signedBytes: [UInt8] {
        var bytes = words.reversed().flatMap { word in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
        }
        while bytes.first == 0 { bytes.removeFirst() }
        if bytes.first.map({ $0 >= 0x80 }) ?? true { bytes.insert(0, at: 0) }
        return bytes
    }

    static func < (left: ModularInteger, right: ModularInteger) -> Bool {
        if left.words.count != right.words.count { return left.words.count < right.words.count }
        for (left, right) in zip(left.words.reversed(), right.words.reversed()) where left != right {
            return left < right
        }
        return false
    }

    /// Square and multiply in Montgomery's form, for which the modulus must be odd.
    func power(_ exponent: ModularInteger, modulo modulus: ModularInteger) -> ModularInteger {
        let form = Montgomery(modulus.words)
        var result = form.one
        let base = form.multiply(form.padded(words), form.square)
        for word in exponent.words.reversed() {
            for bit in (0..<32).reversed() {
                result = form.multiply(result, result)
                if word >> UInt32(bit) & 1 == 1 { result = form.multiply(result, base) }
            }
        }
        return ModularInteger(words: form.multiply(result, form.padded([1])))
    }
}

/// Products modulo an odd number without division: P. L. Montgomery, 1985.
private struct Montgomery {
    let modulus: [UInt32]
    /// -1 ÷ modulus modulo 2³².
    private let inverse: UInt32
    /// R modulo the modulus, which stands for 1, and R² modulo it.
    private(set) var one: [UInt32] = []
    private(set) var square: [UInt32] = []

    init(_ modulus: [UInt32]) {
        self.modulus = modulus
        var inverse: UInt32 = 1
        for _ in 0..<5 { inverse = inverse &* (2 &- modulus[0] &* inverse) }
        self.inverse = 0 &- inverse
        var power = padded([1])
        for step in 1...64 * modulus.count {
            power = doubled(power)
            if step == 32 * modulus.count { one = power }
        }
        square = power
    }

    func padded(_ words: [UInt32]) -> [UInt32] {
        words + [UInt32](repeating: 0, count: modulus.count - words.count)
    }

    private func doubled(_ number: [UInt32]) -> [UInt32] {
        var carry: UInt32 = 0
        let result = number.map { word in
            defer { carry = word >> 31 }
            return word << 1 | carry
        }
        return reduced(result, carry)
    }

    /// Less the modulus, where it is not smaller already.
    private func reduced(_ number: [UInt32], _ carry: UInt32) -> [UInt32] {
        var result = number
        var borrow: Int64 = 0
        for index in result.indices {
            let difference = Int64(number[index]) - Int64(modulus[index]) + borrow
            result[index] = UInt32(truncatingIfNeeded: difference)
            borrow = difference >> 32
        }
        return Int64(carry) + borrow < 0 ? number : result
    }

    /// The product divided by R.
    func multiply(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        let count = modulus.count
        var sum = [UInt32](repeating: 0, count: count + 2)
        func add(_ factor: UInt32, _ words: [UInt32]) {
            var carry: UInt64 = 0
            for index in 0..<count {
                carry += UInt64(factor) * UInt64(words[index]) + UInt64(sum[index])
                sum[index] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            carry += UInt64(sum[count])
            sum[count] = UInt32(truncatingIfNeeded: carry)
            sum[count + 1] &+= UInt32(truncatingIfNeeded: carry >> 32)
        }
        for word in left {
            add(word, right)
            add(sum[0] &* inverse, modulus)
            sum.removeFirst()
            sum.append(0)
        }
        return reduced(Array(sum[..<count]), sum[count])
    }
}
