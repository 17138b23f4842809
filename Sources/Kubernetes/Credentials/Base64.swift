import FoundationEssentials

/// Standard base64 with padding.
enum Base64 {
    static func encode(_ bytes: some Sequence<UInt8>) -> String { Data(bytes).base64EncodedString() }

    /// Nil for text that is not base64; line ends are skipped, as Go's decoder does.
    static func decode(_ text: String) -> [UInt8]? {
        let text = String(text.unicodeScalars.filter { $0 != "\n" && $0 != "\r" })
        return Data(base64Encoded: text).map(Array.init)
    }
}
