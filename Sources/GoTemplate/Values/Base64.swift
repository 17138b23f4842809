/// Standard base64 with padding, which is how Go's encoders print a `[]byte`.
public enum Base64 {
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        var accumulator: UInt32 = 0
        var pending = 0
        for byte in bytes {
            accumulator = accumulator << 8 | UInt32(byte)
            pending += 1
            if pending == 3 {
                for shift in [18, 12, 6, 0] as [UInt32] { output.append(alphabet[Int(accumulator >> shift & 63)]) }
                accumulator = 0
                pending = 0
            }
        }
        if pending > 0 {
            accumulator <<= UInt32((3 - pending) * 8)
            output.append(alphabet[Int(accumulator >> 18 & 63)])
            output.append(alphabet[Int(accumulator >> 12 & 63)])
            output.append(pending == 2 ? alphabet[Int(accumulator >> 6 & 63)] : 61)
            output.append(61)
        }
        return String(decoding: output, as: UTF8.self)
    }
}
