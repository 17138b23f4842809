import GoTemplate

/// The password hash of Provos and Mazières, as golang.org/x/crypto/bcrypt makes it.
enum Bcrypt {
    /// The cost that Sprig uses: 2^10 rounds.
    static let defaultCost = 10
    private static let maximumPasswordBytes = 72
    private static let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// The hash with its salt and cost, for example `$2a$10$…`.
    ///
    /// - Throws: when the password is longer than 72 bytes.
    static func hash(
        _ password: [UInt8], salt: [UInt8] = RandomFunctions.bytes(16), cost: Int = defaultCost
    ) throws(TemplateError) -> String {
        guard password.count <= maximumPasswordBytes else {
            throw .call("bcrypt: password length exceeds 72 bytes")
        }
        let key = password + [0]
        var cipher = Blowfish()
        cipher.expand(key: key, salt: salt)
        for _ in 0..<(1 << cost) {
            cipher.expand(key: key, salt: [])
            cipher.expand(key: salt, salt: [])
        }
        var words: [UInt32] = Blowfish.words("OrpheanBeholderScryDoubt".utf8.map { $0 })
        for _ in 0..<64 {
            for index in stride(from: 0, to: words.count, by: 2) {
                (words[index], words[index + 1]) = cipher.encrypt(words[index], words[index + 1])
            }
        }
        let digest = words.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) } }
        let costText = cost < 10 ? "0\(cost)" : "\(cost)"
        // The last byte is left out, as ever.
        return "$2a$\(costText)$\(encoded(salt))\(encoded(Array(digest.dropLast())))"
    }

    private static func encoded(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        var accumulator: UInt32 = 0
        var bits = 0
        for byte in bytes {
            accumulator = accumulator << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                output.append(alphabet[Int(accumulator >> UInt32(bits) & 63)])
            }
        }
        if bits > 0 { output.append(alphabet[Int(accumulator << UInt32(6 - bits) & 63)]) }
        return String(decoding: output, as: UTF8.self)
    }
}

/// Schneier's block cipher, with the salted key schedule of bcrypt.
struct Blowfish {
    /// 18 round keys, then four boxes of 256 words.
    private var state: [UInt32]

    private static let roundKeys = 18

    init() { state = PiDigits.words }

    static func words(_ bytes: [UInt8]) -> [UInt32] {
        stride(from: 0, to: bytes.count, by: 4).map { start in
            bytes[start..<(start + 4)].reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    /// Mixes a key of any length, and a salt of 16 bytes or none, into the state.
    mutating func expand(key: [UInt8], salt: [UInt8]) {
        let salt = Self.words(salt)
        state.withUnsafeMutableBufferPointer { state in
            var position = 0
            for index in 0..<Self.roundKeys {
                var word: UInt32 = 0
                for _ in 0..<4 {
                    word = word << 8 | UInt32(key[position])
                    position = position + 1 == key.count ? 0 : position + 1
                }
                state[index] ^= word
            }
            var (left, right): (UInt32, UInt32) = (0, 0)
            var place = 0
            for index in stride(from: 0, to: state.count, by: 2) {
                if !salt.isEmpty {
                    left ^= salt[place]
                    right ^= salt[place + 1]
                    place ^= 2
                }
                (left, right) = Self.encrypt(left, right, UnsafeBufferPointer(state))
                state[index] = left
                state[index + 1] = right
            }
        }
    }

    func encrypt(_ left: UInt32, _ right: UInt32) -> (UInt32, UInt32) {
        state.withUnsafeBufferPointer { Self.encrypt(left, right, $0) }
    }

    @inline(__always)
    private static func encrypt(
        _ left: UInt32, _ right: UInt32, _ state: UnsafeBufferPointer<UInt32>
    ) -> (UInt32, UInt32) {
        var (left, right) = (left, right)
        // Two rounds at a time, so that the halves need not change places.
        for round in stride(from: 0, to: 16, by: 2) {
            left ^= state[round]
            right ^= mixed(left, state) ^ state[round + 1]
            left ^= mixed(right, state)
        }
        return (right ^ state[17], left ^ state[16])
    }

    @inline(__always)
    private static func mixed(_ word: UInt32, _ state: UnsafeBufferPointer<UInt32>) -> UInt32 {
        let boxes = roundKeys
        var mixed = state[boxes + Int(word >> 24)] &+ state[boxes + 256 + Int(word >> 16 & 255)]
        mixed ^= state[boxes + 512 + Int(word >> 8 & 255)]
        mixed &+= state[boxes + 768 + Int(word & 255)]
        return mixed
    }
}
