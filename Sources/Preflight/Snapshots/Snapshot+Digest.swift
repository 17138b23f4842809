import Crypto
public import Value

extension Snapshot {
    /// SHA-256 of the value as JSON without white space, with keys in order; a member `digest` is left out.
    public static func digest(of value: Value) -> String {
        var counted = value
        if var object = value.object {
            object["digest"] = nil
            counted = .object(object)
        }
        return "sha256:" + hexadecimal(Array(SHA256.hash(data: counted.jsonBytes(sortedKeys: true))))
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
