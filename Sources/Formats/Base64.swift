/// Standard base64 with padding (RFC 4648, section 4), as Go's `base64.StdEncoding` writes and reads it.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        Array(bytes).withUnsafeBufferPointer { bytes in
            String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { write(bytes, to: $0) }
        }
    }

    /// The bytes, or nil when the text is not base64. Line breaks are skipped.
    ///
    /// - Parameter requiresPadding: false also takes text whose padding was left out.
    public static func decode(_ text: String, requiresPadding: Bool = true) -> [UInt8]? {
        var data: [UInt8] = []
        data.reserveCapacity(text.utf8.count / 4 * 3)
        var bits: UInt32 = 0
        var count = 0
        var padding = 0
        for byte in text.utf8 where byte != 0x0A && byte != 0x0D {
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let value = value(of: byte) else { return nil }
            bits = bits << 6 | value
            count += 1
            if count % 4 == 0 {
                data.append(contentsOf: [UInt8(bits >> 16 & 0xFF), UInt8(bits >> 8 & 0xFF), UInt8(bits & 0xFF)])
                bits = 0
            }
        }
        guard padding == (4 - count % 4) % 4 || padding == 0 && !requiresPadding else { return nil }
        switch count % 4 {
        case 1: return nil
        case 2: data.append(UInt8(bits >> 4 & 0xFF))
        case 3: data.append(contentsOf: [UInt8(bits >> 10 & 0xFF), UInt8(bits >> 2 & 0xFF)])
        default: break
        }
        return data
    }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to output: UnsafeMutableBufferPointer<UInt8>) -> Int
    {
        alphabet.withUnsafeBufferPointer { alphabet in
            var place = 0
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let count = min(bytes.count - start, 3)
                var group = UInt32(bytes[start]) << 16
                if count > 1 { group |= UInt32(bytes[start + 1]) << 8 }
                if count > 2 { group |= UInt32(bytes[start + 2]) }
                output[place] = alphabet[Int(group >> 18)]
                output[place + 1] = alphabet[Int(group >> 12 & 63)]
                output[place + 2] = count > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "=")
                output[place + 3] = count > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "=")
                place += 4
            }
            return place
        }
    }
}
