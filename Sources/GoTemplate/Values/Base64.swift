/// Standard base64 with padding, which is how Go's encoders print a `[]byte`.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        Array(bytes).withUnsafeBufferPointer { bytes in
            String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { write(bytes, to: $0) }
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
